/** The live session over lines that tell of things in their own time. Source: design architecture.md, "One call, as data". */
import { expect, test } from 'vitest';
import type { Line, LineEvent } from '../../lines/line.ts';
import { textLine } from '../../lines/text.ts';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import type { Session } from './session.ts';
import { startCall } from './start-call.ts';
import { agentThat, endCall, longGoodbye, type Rule } from '../testing/agents.ts';
import { memorySink } from '../testing/memory-sink.ts';
import { readAgent } from '../testing/play.ts';

/** A call that was answered, on a text line whose events pass through `through`. */
function call(rules: readonly Rule[], through: (event: LineEvent, pass: () => void, after: Clock['after']) => void) {
  const clock = virtualClock();
  let screen = '';
  const text = textLine({ clock, show: (word) => void (screen += word), showEnd: () => void (screen += '|') });
  const line: Line = {
    ...text,
    start: (onEvent) => text.start((event) => through(event, () => onEvent(event), clock.after)),
  };
  const who = { callId: 'call_1', accountId: 'acc_1', agentId: 'agent_1', agentVersion: 1 };
  const header = {
    ...who,
    direction: 'inbound' as const,
    from: '',
    to: '',
    createdAt: new Date(0),
    variables: {},
    metadata: {},
  };
  const session: Session = startCall({
    header,
    agent: readAgent(agentThat(rules)),
    line,
    sink: memorySink(),
    clock,
    env: {},
  });
  text.caller.answers();
  clock.advance(1_000);
  return { session, line, clock, caller: text.caller, screen: () => screen };
}
type Clock = ReturnType<typeof virtualClock>;

test('a line that clears itself hears no more of a reply that is still being written', () => {
  const rules: Rule[] = [{ when: ['hi'], say: 'One two three four five.', word_ms: 300 }];
  const { caller, clock, line, screen } = call(rules, (_event, pass) => pass());
  caller.says('hi');
  clock.advance(1_000);
  expect(screen()).toBe('Hello.|One two');
  line.send({ type: 'clear' });
  clock.advance(5_000);
  expect(screen()).toBe('Hello.|One two|');
});

test('a line that tells late that it was cleared gets no words in between', () => {
  const rules: Rule[] = [
    { when: ['bye'], tools: [endCall()] },
    { when: 'farewell', say: longGoodbye, word_ms: 300 },
  ];
  const { caller, clock, screen } = call(rules, (event, pass, after) => {
    if (event.type === 'playback.cleared') after(1_000, pass);
    else pass();
  });
  caller.says('bye');
  clock.advance(1_500);
  caller.startsSpeaking();
  clock.advance(300);
  const stopped = screen();
  clock.advance(1_500);
  expect(screen()).toBe(stopped);
});

test('the model is stopped when the line is dropped, also if that takes several tries', async () => {
  const rules: Rule[] = [
    { when: ['bye'], tools: [endCall()] },
    { when: 'farewell', say: longGoodbye, word_ms: 2_000 },
  ];
  let tries = 0;
  const { caller, clock, session } = call(rules, (event, pass) => {
    if (event.type !== 'hang_up.answered' || (tries += 1) > 3) pass();
  });
  caller.says('bye');
  clock.advance(3_000);
  session.end({ farewell: false });
  expect(session.call.phase.name).toBe('hanging_up');
  expect(session.call.works).toEqual([]);
  clock.advance(10_000);
  const record = await session.done;
  expect(record.hang_up.attempts).toBe(4);
  expect(record.farewell).toMatchObject({ text: 'Thank you', heard: 'unconfirmed' });
});

test('ending twice, by whomever, is one end', async () => {
  const { caller, clock, session } = call([], (_event, pass) => pass());
  session.end({ farewell: true });
  session.end({ farewell: true });
  session.endByTrouble('failure', 'too late');
  clock.advance(10_000);
  caller.hangsUp();
  session.end({ farewell: false });
  expect(await session.done).toMatchObject({ ended_reason: 'operator_ended', error_detail: 'too late' });
});

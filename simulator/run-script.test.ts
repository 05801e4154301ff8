/** When the steps of a script happen. */
import { describe, expect, test } from 'vitest';
import { agentThat, endCall, longRules, politeRules, type Rule } from '../server/testing/agents.ts';
import { play, type Played } from '../server/testing/play.ts';

/** Milliseconds of the first event of a type, with words if they are given. */
function at({ log }: Played, type: string, text?: string): number {
  const found = log.find(
    (entry) => 'event' in entry && entry.event.type === type && (!text || JSON.stringify(entry).includes(text)),
  );
  if (!found) throw new Error(`no ${type} in the log`);
  return found.at;
}

test('without a moment: 0.8 s after the agent has finished; words take their time', async () => {
  const call = await play(agentThat(politeRules), 'caller: good morning\nhang up');
  expect(at(call, 'caller.speech_started')).toBe(at(call, 'playback.finished', 'greeting') + 800);
  const speechMs = 200 + 'good morning'.length * 65;
  expect(at(call, 'caller.speech_stopped')).toBe(at(call, 'caller.speech_started') + speechMs);
  expect(at(call, 'caller.said')).toBe(at(call, 'caller.speech_stopped') + 200);
  expect(at(call, 'leg.ended')).toBe(at(call, 'playback.finished', 'u1') + 800);
});

test('without a moment: not before a tool is done', async () => {
  const rules: Rule[] = [
    { when: { after_tool: 'book' }, say: 'Booked.' },
    { when: ['book'], tools: [{ name: 'book' }] },
  ];
  const call = await play(agentThat(rules), 'caller: book it\nhang up', { tools: { book: { afterMs: 9_000 } } });
  expect(at(call, 'leg.ended')).toBe(at(call, 'playback.finished', 'u1') + 800);
});

test('without a moment, and reports of playback are lost: when the words must be over', async () => {
  const call = await play(agentThat(politeRules), 'lose marks\ncaller: good morning\nhang up');
  expect(at(call, 'caller.speech_started')).toBe(400 + 1_500 + 800);
});

test('after: from the end of the step before, whatever the agent does', async () => {
  const call = await play(agentThat(politeRules), 'caller: good morning\n[after 0.1s] hang up');
  expect(at(call, 'leg.ended')).toBe(at(call, 'caller.said') + 100);
});

test('at: from the answer', async () => {
  const call = await play(agentThat(politeRules), '[at 7s] caller: hi\n[at 3s] press 1\n[at 20s] hang up');
  expect(at(call, 'caller.speech_started')).toBe(7_000);
  expect(at(call, 'caller.pressed')).toBe(7_000);
  expect(at(call, 'leg.ended')).toBe(20_000);
});

describe('over goodbye', () => {
  test('a goodbye of the model itself, from when it is known to be one', async () => {
    const call = await play(agentThat(longRules), 'caller: bye\n[over goodbye 1s] hang up');
    expect(at(call, 'leg.ended')).toBe(at(call, 'end.proposed') + 1_000);
  });

  test('a goodbye that is ordered, from its first word', async () => {
    const rules: Rule[] = [
      { when: ['bye'], tools: [endCall()] },
      { when: 'farewell', say: 'Thank you and goodbye.' },
    ];
    const call = await play(agentThat(rules), 'caller: bye\n[over goodbye 1s] hang up');
    expect(at(call, 'leg.ended')).toBe(at(call, 'utterance.started', 'farewell-1') + 1_000);
  });

  test('the second one, after a rescue', async () => {
    const script =
      'caller: bye\n[over goodbye 0.5s] caller: wait, I have a question\ncaller: bye\n[over goodbye 1s] hang up';
    const { story } = await play(agentThat(longRules), script);
    expect(story).toContain('rescued: wait, I have a question');
    expect(story.filter((line) => line.startsWith('agent: Thank you'))).toHaveLength(2);
  });

  test('that never comes: the call goes its way', async () => {
    const { story } = await play(
      agentThat(politeRules, { silence: { timeout_seconds: 5 } }),
      'caller: hi\n[over reply 9s] hang up',
    );
    expect(story).toContain('end: silence_timeout by silence, dropped by system');
  });
});

test('over reply: the words that follow the step before', async () => {
  const rules: Rule[] = [{ when: 'anything', say: 'This is what I have to say to you.' }];
  const call = await play(agentThat(rules), 'caller: hi\n[over reply 0.5s] hang up');
  expect(at(call, 'leg.ended')).toBe(at(call, 'playback.started', 'u1') + 500);
});

test('steps that are left when the call ends do nothing', async () => {
  const { story } = await play(agentThat(politeRules), 'caller: bye\n[after 60s] operator ends');
  expect(story).toContain('end: agent_ended by tool, dropped by agent');
});

test('press 1: the model is told, and asked', async () => {
  const rules: Rule[] = [{ when: { after_note: ['key 1'] }, say: 'One it is.' }];
  const { story, asked } = await play(agentThat(rules), 'press 1\nhang up');
  expect(story[1]).toBe('agent: One it is.');
  expect(asked[0]!.messages.at(-1)).toEqual({ role: 'note', text: 'The caller pressed the key 1.' });
});

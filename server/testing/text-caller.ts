/** A whole call over the text line's socket in virtual time: the session is the real one, the other end a client. */
import type { AgentInput } from '../../contract/agent.ts';
import { type CallRecord, callRecord } from '../../contract/call.ts';
import type { Limits } from '../../engine/policy.ts';
import { type FarEnd, socketPair } from '../../lines/testing/socket-pair.ts';
import { textSocketLine } from '../../lines/text-socket.ts';
import { type TextSocketClient, textSocketClient } from '../../lines/text-socket-client.ts';
import type { DownMessage } from '../../lines/text-socket-messages.ts';
import { type VirtualClock, virtualClock } from '../../simulator/virtual-clock.ts';
import { endSummary } from '../session/end-summary.ts';
import type { LogEntry } from '../session/log.ts';
import type { CallHeader } from '../session/record.ts';
import type { Session } from '../session/session.ts';
import { startCall } from '../session/start-call.ts';
import { memorySink } from './memory-sink.ts';
import { readAgent } from './play.ts';
import { story } from './story.ts';

export type TextCallOptions = {
  /** What the client tells of what it shows: everything, nothing, or only the end of each utterance. */
  tells?: 'all' | 'nothing' | 'ends';
  limits?: Partial<Limits>;
};

export type TextCall = {
  clock: VirtualClock;
  caller: TextSocketClient;
  farEnd: FarEnd;
  session: Session;
  /** Everything that the server sent. */
  received: DownMessage[];
  log(): readonly LogEntry[];
  /** What stands on the caller's screen. */
  screen(): string;
  /** Runs the clock until the screen holds these words. Throws when they do not come within a minute. */
  untilShown(words: string): void;
  /** Runs the clock until the call has ended, and tells it. Throws when it has not within two minutes. */
  end(): Promise<{ record: CallRecord; story: string[]; tookMs: number }>;
};

const charactersPerSecond = 20;

/** The agent has greeted when this answers. */
export function textCall(agent: string | Partial<AgentInput>, options: TextCallOptions = {}): TextCall {
  const clock = virtualClock();
  const { socket, farEnd } = socketPair(clock);
  const sink = memorySink();
  const received: DownMessage[] = [];
  let screen = '';
  const line = textSocketLine({ socket, clock, describeEnd: () => endSummary(session.call) });
  const session: Session = startCall({
    header: header(),
    agent: readAgent(agent),
    line,
    sink,
    clock,
    env: {},
    ...(options.limits && { limits: options.limits }),
  });
  const caller = textSocketClient({
    clock,
    charactersPerSecond,
    send: (text) => void (isTold(text, options.tells ?? 'all') && farEnd.send(text)),
    show: (word) => {
      screen += word;
    },
    showEnd: (_id, cut) => {
      screen += cut ? ' …\n' : '\n';
    },
    onStarted: () => {},
    onError: () => {},
  });
  farEnd.onMessage = (text) => {
    received.push(JSON.parse(text) as DownMessage);
    caller.hear(text);
  };
  const isOver = (): boolean => session.call.phase.name === 'ended';
  line.answer('call_test', 'agent_test');
  const call: TextCall = {
    clock,
    caller,
    farEnd,
    session,
    received,
    log: () => sink.log(),
    screen: () => screen,
    untilShown: (words) => runUntil(clock, 60_000, () => screen.includes(words), `"${words}" in: ${screen}`),
    async end() {
      const from = clock.now();
      runUntil(clock, 120_000, isOver, 'the end of the call');
      const record = callRecord.parse(await session.done);
      const tookMs = clock.now() - from;
      clock.advance(60_000);
      if (clock.next() !== null) throw new Error('a timer outlived the call');
      return { record, story: story(record, sink.log()), tookMs };
    },
  };
  call.untilShown('\n');
  return call;
}

function isTold(text: string, tells: 'all' | 'nothing' | 'ends'): boolean {
  const message = JSON.parse(text) as { type: string; done?: boolean };
  if (message.type !== 'shown' || tells === 'all') return true;
  return tells === 'ends' && message.done === true;
}

function runUntil(clock: VirtualClock, msMax: number, isThere: () => boolean, what: string): void {
  const until = clock.now() + msMax;
  while (!isThere()) {
    const next = clock.next();
    if (next === null || next > until) throw new Error(`waited in vain for ${what}`);
    clock.advance(next - clock.now());
  }
}

function header(): CallHeader {
  const who = { callId: 'call_test', accountId: 'acc_test', agentId: 'agent_test', agentVersion: 1 };
  const createdAt = new Date('2026-03-02T10:00:00Z');
  return { ...who, direction: 'inbound', from: '', to: '', createdAt, variables: {}, metadata: {} };
}

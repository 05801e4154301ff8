/** The record, folded from the log. Source: design ending.md section 9. */
import { describe, expect, test } from 'vitest';
import type { EndFacts } from '../../engine/effects.ts';
import type { EventBody } from '../../engine/events.ts';
import type { LogEntry } from './log.ts';
import { type CallHeader, recordOf, transcriptOf } from './record.ts';

type EventEntry = Extract<LogEntry, { event: unknown }>;
type Timed = EventBody & { at: number };

const header: CallHeader = {
  callId: 'call_1',
  accountId: 'acc_1',
  agentId: 'agent_1',
  agentVersion: 3,
  direction: 'inbound',
  from: '+1',
  to: '+2',
  createdAt: new Date('2026-03-02T10:00:00.000Z'),
  variables: { clinic: 'Acme' },
  metadata: { order: 7 },
};

const end: EndFacts = {
  endedReason: 'agent_ended',
  trigger: 'tool',
  endedBy: 'agent',
  customEndCallReason: null,
  action: 'end_call',
  carrierCause: null,
  errorDetail: null,
  outcomeTags: ['a', 'b', 'a'],
  evidence: 'because',
  answeredAt: 1_500,
  endedAt: 9_000,
  farewell: { utteranceId: 'u2', source: 'spoken_words', heard: 'confirmed', heardShare: 0.98765 },
  rescues: 0,
  vetoes: 0,
  hangUp: { attempts: 2, proof: 'released', reached: true, latencyMs: 800, leakedMs: 1_999 },
  clocks: { quietMs: 1_234, wordlessMs: 5_678 },
};

const said = (at: number, utteranceId: string, text: string): Timed[] => [
  { at, type: 'utterance.started', utteranceId },
  { at, type: 'agent.said', utteranceId, text, closing: false, onlyClosing: false, phrase: null },
];
const finished = (at: number, utteranceId: string): Timed => ({
  at,
  type: 'playback.finished',
  utteranceId,
  pushedMs: 10,
  playedMs: 10,
  proof: 'confirmed',
});
const cleared = (at: number, utteranceId: string, heardText: string): Timed => ({
  at,
  type: 'playback.cleared',
  utteranceId,
  pushedMs: 10,
  playedMs: 5,
  heardText,
});
const caller = (at: number, text: string): Timed => ({ at, type: 'caller.said', text, meaning: 'other' });

function logOf(events: Timed[], facts: Partial<EndFacts> = {}): EventEntry[] {
  const entries = events.map(({ at, ...event }, seq): EventEntry => ({
    seq,
    at,
    event: event as EventBody,
    effects: [],
  }));
  const last: EventEntry = {
    seq: entries.length,
    at: 9_000,
    event: { type: 'deadline.reached' },
    effects: [{ type: 'record_end', end: { ...end, ...facts } }],
  };
  return [...entries, last];
}
const record = (events: Timed[], facts: Partial<EndFacts> = {}) =>
  recordOf(header, logOf(events, facts), 'openai/gpt-4o/mini');

test('times, names and the facts of the end', () => {
  expect(record([])).toMatchObject({
    call_id: 'call_1',
    agent_version: 3,
    started_at: '2026-03-02T10:00:00.000Z',
    answered_at: '2026-03-02T10:00:01.500Z',
    ended_at: '2026-03-02T10:00:09.000Z',
    duration_seconds: 7.5,
    hang_up: { attempts: 2, proof: 'released', latency_ms: 800, leaked_seconds: 1 },
    clocks: { quiet_seconds: 1.234, wordless_seconds: 5.678 },
    outcome_tags: ['a', 'b'],
    model: { provider: 'openai', name: 'gpt-4o/mini' },
    metadata: { order: 7 },
  });
});

test('a call that nobody answered lasted no time', () => {
  expect(record([], { answeredAt: null })).toMatchObject({ answered_at: null, duration_seconds: 0 });
});

test('the end-call reason is there only if one ended the call', () => {
  expect(record([])).not.toHaveProperty('custom_end_call_reason');
  expect(record([], { customEndCallReason: 'Fraud' })).toHaveProperty('custom_end_call_reason', 'Fraud');
});

test('a log without an end is no ended call', () => {
  expect(() => recordOf(header, logOf([]).slice(0, -1), 'offline/offline')).toThrow('holds no end');
});

describe('the farewell', () => {
  const farewell = (events: Timed[], utteranceId: string | null) =>
    record(events, { farewell: { ...end.farewell, utteranceId } }).farewell;

  test('its words and how much was heard', () => {
    expect(farewell(said(1, 'u2', ' Goodbye! '), 'u2')).toMatchObject({ text: 'Goodbye!', heard_share: 0.988 });
  });

  test('why it was not heard, when the voice failed', () => {
    const failed = (utteranceId: string, detail: string): Timed => ({
      at: 1,
      type: 'playback.failed',
      utteranceId,
      detail,
    });
    const events = [failed('reply-1', 'busy'), failed('farewell-1', 'quota'), failed('farewell-1-backup', 'no sound')];
    const of = (heard: EndFacts['farewell']['heard']) =>
      record(events, { farewell: { ...end.farewell, utteranceId: 'farewell-1-backup', heard } }).error_detail;
    expect([of('failed'), of('confirmed')]).toEqual(['the farewell failed: quota', null]);
  });

  test('whole, when its rest was an utterance of its own', () => {
    const events = [
      ...said(1, 'f', 'Thank you, goodbye!'),
      cleared(2, 'f', 'Thank'),
      ...said(3, 'f-rest', 'you, goodbye!'),
    ];
    expect(farewell(events, 'f-rest').text).toBe('Thank you, goodbye!');
  });

  test('what was heard of one that was never finished', () => {
    const begun: Timed = { at: 1, type: 'utterance.started', utteranceId: 'f' };
    expect(farewell([begun, cleared(2, 'f', 'Thank you ')], 'f').text).toBe('Thank you');
  });

  test('none', () => {
    expect(farewell([], null).text).toBe('');
  });
});

describe('the transcript', () => {
  const told = (events: Timed[]): string[] =>
    transcriptOf(logOf(events)).map((turn) => `${turn.at_seconds} ${turn.role}: ${turn.text}${turn.cut ? ' …' : ''}`);

  test('in the order in which they began', () => {
    const events = [
      ...said(0, 'u1', 'Hello.'),
      finished(900, 'u1'),
      caller(2_000, 'hi'),
      ...said(2_500, 'u2', 'Yes?'),
      finished(3_000, 'u2'),
    ];
    expect(told(events)).toEqual(['0 agent: Hello.', '2 caller: hi', '2.5 agent: Yes?']);
  });

  test('cut where the caller cut it; not cut when all was heard; nothing of what nobody heard', () => {
    const events = [
      ...said(0, 'u1', 'One two three.'),
      cleared(900, 'u1', 'One '),
      ...said(1_000, 'u2', 'All of it. '),
      cleared(1_900, 'u2', 'All of it. '),
      ...said(2_000, 'u3', 'Nothing.'),
      cleared(2_100, 'u3', ''),
    ];
    expect(told(events)).toEqual(['0 agent: One …', '1 agent: All of it.']);
  });

  test('a cut stays one when the words are told later, or the report comes twice', () => {
    const [started, words] = said(0, 'u1', 'One two three.') as [Timed, Timed];
    expect(told([started, cleared(1, 'u1', 'One'), words, finished(3, 'u1')])).toEqual(['0 agent: One …']);
    expect(told([started, cleared(1, 'u1', ''), words])).toEqual([]);
  });

  test('words of which no report came count as cut', () => {
    expect(told(said(0, 'u1', 'Hello.'))).toEqual(['0 agent: Hello. …']);
  });

  test('a voice without sound was not heard', () => {
    const failed: Timed = { at: 1, type: 'playback.failed', utteranceId: 'u1', detail: 'no sound' };
    expect(told([...said(0, 'u1', 'Hello.'), failed])).toEqual([]);
  });
});

test('hang-ups, with their answers', () => {
  const log = logOf([]);
  log.unshift(
    { seq: 0, at: 5_000, event: { type: 'deadline.reached' }, effects: [{ type: 'hang_up', attempt: 1 }] },
    { seq: 1, at: 5_500, event: { type: 'deadline.reached' }, effects: [{ type: 'hang_up', attempt: 2 }] },
    {
      seq: 2,
      at: 5_900,
      event: { type: 'hang_up.answered', attempt: 2, proof: 'released', detail: 'ok', latencyMs: 400 },
      effects: [],
    },
  );
  expect(recordOf(header, log, 'offline/offline').hang_up_attempts).toEqual([
    { at: '2026-03-02T10:00:05.000Z', proof: null, latency_ms: 0 },
    { at: '2026-03-02T10:00:05.500Z', proof: 'released', latency_ms: 400 },
  ]);
});

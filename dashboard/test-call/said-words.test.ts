import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { endedReasonIn, saidIn } from './said-words.ts';

type Happening = { type: string; [field: string]: unknown };

const log = (...rows: [event: Happening, ...effects: Happening[]][]): TimelineEntry[] =>
  rows.map(([event, ...effects], seq) => ({ seq, at_seconds: seq, event, effects, note: null }));

const entries = log(
  [{ type: 'leg.answered' }],
  [{ type: 'agent.said', utterance_id: 'u1', text: 'Hello.' }],
  [{ type: 'caller.said', text: 'bye' }],
  [{ type: 'agent.said', utterance_id: 'u2', text: '' }],
);

test('the words of both stand in their order, and an utterance without words is none', () => {
  expect(saidIn(entries)).toEqual([
    { id: '1', by: 'agent', text: 'Hello.' },
    { id: '2', by: 'caller', text: 'bye' },
  ]);
});

test('why it ended is told once its end is recorded', () => {
  expect(endedReasonIn(entries)).toBe(null);
  const end = { type: 'record_end', end: { ended_reason: 'agent_ended' } };
  expect(endedReasonIn([...entries, ...log([{ type: 'hang_up.answered' }, { type: 'hang_up' }, end])])).toBe(
    'agent_ended',
  );
});

import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { phaseOf, timelineMarks } from './timeline-marks.ts';

/** `[seconds, event, …effects]` as entries of a log. */
function log(...rows: [number, { type: string; [field: string]: unknown }, ...{ type: string }[]][]): TimelineEntry[] {
  return rows.map(([at, event, ...effects], seq) => ({ seq, at_seconds: at, event, effects, note: null }));
}

const told = (entries: TimelineEntry[], until = 10): string[] =>
  timelineMarks(entries, until).map(
    ({ lane, label, from, to }) => `${lane} ${from}${to === null ? '' : `-${to}`} ${label}`,
  );

test('a call is drawn as spans and points', () => {
  const entries = log(
    [0, { type: 'leg.answered' }],
    [0.1, { type: 'playback.started', utterance_id: 'u1' }],
    [0.2, { type: 'agent.said', utterance_id: 'u1', text: 'Hello.' }],
    [2, { type: 'playback.finished', utterance_id: 'u1' }],
    [3, { type: 'caller.speech_started' }],
    [4, { type: 'caller.speech_stopped' }],
    [4.2, { type: 'caller.said', text: 'Bye!' }, { type: 'answer_caller' }],
    [4.3, { type: 'work.started', work_id: 'm1', kind: 'model' }],
    [5, { type: 'work.finished', work_id: 'm1' }],
    [5.1, { type: 'end.proposed', proposal: { action: 'end_call', reason: 'Done' } }],
    [6, { type: 'deadline.reached' }, { type: 'hang_up' }],
    [6.2, { type: 'hang_up.answered', proof: 'carrier_ended' }, { type: 'record_end' }],
  );
  expect(told(entries)).toEqual([
    'line 0 Answered',
    'agent 0.1-2 Hello.',
    'caller 3-4 Bye!',
    'tools 4.3-5 Model',
    'engine 5.1 end_call: Done',
    'line 6-6.2 Hang-up: carrier ended',
    'line 6.2 Ended',
  ]);
});

test('a hang-up without an answer is open, and never drawn as the line going down', () => {
  const entries = log([1, { type: 'deadline.reached' }, { type: 'hang_up' }]);
  expect(told(entries)).toEqual(['line 1-10 Hang-up asked']);
});

test('events of a later version are passed over', () => {
  expect(told(log([1, { type: 'something.new', utterance_id: 7 }, { type: 'unheard_of' }]))).toEqual([]);
});

test('the phase follows refusals and rescues', () => {
  const answered: Parameters<typeof log>[0] = [0, { type: 'leg.answered' }];
  const proposed = { type: 'end.proposed' };
  expect(phaseOf(log())).toBe('ringing');
  expect(phaseOf(log(answered, [1, proposed]))).toBe('closing');
  expect(phaseOf(log(answered, [1, proposed, { type: 'refuse_end' }]))).toBe('active');
  expect(phaseOf(log(answered, [1, proposed], [2, { type: 'caller.said' }, { type: 'call_off_end' }]))).toBe('active');
  expect(phaseOf(log(answered, [1, proposed], [2, { type: 'deadline.reached' }, { type: 'hang_up' }]))).toBe(
    'hanging up',
  );
});

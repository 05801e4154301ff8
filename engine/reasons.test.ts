import { describe, expect, test } from 'vitest';
import { type EndedReason, endedReasons, nixflexReasonOf, synthflowReasonOf, thinnestaiReasonOf } from './reasons.ts';

/** The table of contract.md section 5. */
const table: [EndedReason, string, string, string][] = [
  ['agent_ended', 'completed', 'agent_ended', 'completed'],
  ['caller_hangup', 'caller_hangup', 'caller_hangup', 'completed'],
  ['silence_timeout', 'silence_timeout', 'silence_timeout', 'completed'],
  ['max_duration_reached', 'max_duration_reached', 'max_duration', 'completed'],
  ['transferred', 'transferred', 'agent_ended', 'completed'],
  ['voicemail_detected', 'voicemail_detected', 'agent_ended', 'completed'],
  ['balance_insufficient', 'balance_insufficient', 'error', 'completed'],
  ['operator_ended', 'completed', 'agent_ended', 'completed'],
  ['screened', 'completed', 'agent_ended', 'completed'],
  ['not_answered', 'error', 'error', 'failed'],
  ['error', 'error', 'error', 'failed'],
];

describe("the vendors' words for our reasons", () => {
  test('the table is complete', () => expect(table.map(([reason]) => reason)).toEqual([...endedReasons]));

  test.each(table)('%s is %s, %s and %s', (endedReason, nixflex, thinnestai, synthflow) => {
    expect(nixflexReasonOf[endedReason]).toBe(nixflex);
    expect(thinnestaiReasonOf[endedReason]).toBe(thinnestai);
    expect(synthflowReasonOf({ endedReason, customEndCallReason: null, durationMs: 90_000 })).toBe(synthflow);
  });

  test('a reason that ended the call makes it custom_end_call', () => {
    const end = { endedReason: 'agent_ended', customEndCallReason: 'Wrong number', durationMs: 90_000 } as const;
    expect(synthflowReasonOf(end)).toBe('custom_end_call');
  });

  test.each([
    [1000, 'user_canceled'],
    [1001, 'completed'],
  ])('a caller who hangs up after %d ms has %s', (durationMs, word) =>
    expect(synthflowReasonOf({ endedReason: 'caller_hangup', customEndCallReason: null, durationMs })).toBe(word),
  );
});

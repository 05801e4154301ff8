/** What a lint says of an agent. Source: design contract.md section 1, "lint". */

import { flowFaultCodes } from './flow-fault.ts';

/** Every kind of warning there is. */
export const warningCodes = [
  'overlapping_reasons',
  'silence_before_answer',
  'no_words_before_silence',
  'wrap_up_not_before_cap',
  'farewell_asks',
  'farewell_empty',
  'farewell_longer_than_cap',
  'action_not_mentioned',
  'tag_off',
  'ending_off',
  'no_script',
  'empty_prompt',
  'unknown_variable',
  'nothing_blocked',
  ...flowFaultCodes,
] as const;
export type WarningCode = (typeof warningCodes)[number];

/** Where, a closed word for what, the same in a sentence, and what to do about it. */
export type Warning = { path: string; code: WarningCode; message: string; hint: string };

/**
 * What happens to a walk, as plain data. What needs judgement or the outside is decided before: it comes as a field, or
 * as the answer to an order, with the number of that order. An answer to an older order than the newest is too late and
 * changes nothing. Source: design contract.md section 2.
 */
import type { Meaning } from '../reasons.ts';

/** What a variable or slot holds. */
export type FlowValue = string | number | boolean | readonly string[];

/**
 * What was made of the caller's words for one slot. `value` in canonical form: E.164, ISO 8601 date, decimal number, lower-case
 * address, choice as configured; `said`: the words it was read from. Not `sure`: it is read back before it counts, also
 * where the slot asks for no confirmation.
 */
export type SlotResult =
  | { ok: true; value: string; said: string; sure: boolean }
  | { ok: false; why: 'nothing' | 'unclear' | 'invalid' };

export type FoundSlot = { name: string; result: SlotResult };

export type WalkEvent =
  /** The greeting is with the line, or there is none. */
  | { type: 'walk.started' }
  /**
   * A turn of the caller. `corrections`: slots that are filled and that these words change ("no, Tuesday").
   */
  | { type: 'caller.said'; text: string; meaning: Meaning; corrections: readonly FoundSlot[] }
  /** The awaited reply did not come within its limit. */
  | { type: 'caller.stayed_silent' }
  /** Words ordered by `say`, `generate` or the like are over: heard, cut off or failed. */
  | { type: 'words.ended'; ask: number }
  /** `label`: the answer that the caller's words amount to; null for none, and when it could not be told. */
  | { type: 'answer.matched'; ask: number; label: string | null }
  /** `holding`: labels of the branches that hold; one that could not be evaluated does not. */
  | { type: 'branches.evaluated'; ask: number; holding: readonly string[] }
  /** What the words say about the slots that were asked for, and about no others. */
  | { type: 'slots.extracted'; ask: number; found: readonly FoundSlot[] }
  /** What the caller says to a value read back; `correction`: the value they give in its place. */
  | {
      type: 'confirmation.judged';
      ask: number;
      verdict: 'yes' | 'no' | 'unclear';
      correction: SlotResult | null;
    }
  /** `values`: the variables that it gave. */
  | { type: 'action.done'; ask: number; values: Readonly<Record<string, FlowValue>> }
  | { type: 'action.failed'; ask: number; detail: string }
  | { type: 'transfer.failed'; ask: number; detail: string }
  /** The global evaluation of the end-call reasons: one that holds, or null, also when it failed. */
  | { type: 'reasons.checked'; check: number; reason: string | null }
  /** The caller took the call back while the farewell of this walk's end was said. */
  | { type: 'end.called_off' };

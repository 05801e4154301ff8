/**
 * What a walk orders, as plain data. `ask` numbers an order that wants an answer: the event with the same number. There
 * is one open order at a time: a new one takes the place of the one before, whose work may be dropped. `withinMs`: by
 * when the answer comes, if need be as a failure. Texts still hold their `{{variables}}`. Source: design contract.md
 * section 2.
 */
import type { Ms } from '../policy.ts';
import type { Branch, EndCallBlock, Slot } from './plan.ts';

export type WalkEffect =
  /** The walk is in this block now: for the timeline, and for the prompt of the model. */
  | { type: 'enter_block'; block: string }
  /** Speak it word for word; `words.ended` when it is over. A `filler` is not waited for. */
  | { type: 'say'; ask: number; role: 'utterance' | 'filler' | 'transfer_line'; text: string }
  /**
   * The model speaks by this instruction, null: by the agent's prompt alone. Offered to it are the agent's end actions,
   * these tools, and the command that ends by a reason. `answers`: what the block wants to find out.
   */
  | {
      type: 'generate';
      ask: number;
      instruction: string | null;
      tools: readonly string[];
      answers: readonly string[];
    }
  /** Ask for a slot: by `text`, or in words of one's own where it is empty. `because`: what became of the last try. */
  | { type: 'ask_slot'; ask: number; slot: Slot; text: string; because: 'first' | 'nothing' | 'unclear' | 'invalid' }
  /** Read a value back and ask whether it is right; `again`: the last answer was not understood. */
  | { type: 'confirm_slot'; ask: number; slot: Slot; value: string; said: string; text: string; again: boolean }
  /** It is the caller's turn. Null: no limit but those of the agent's settings. */
  | { type: 'await_reply'; noInputMs: Ms | null }
  | { type: 'match_answer'; ask: number; words: string; answers: readonly string[]; withinMs: Ms }
  | { type: 'evaluate_expressions'; ask: number; branches: readonly Extract<Branch, { expression: string }>[] }
  | {
      type: 'answer_questions';
      ask: number;
      branches: readonly Extract<Branch, { question: string }>[];
      withinMs: Ms;
    }
  /** `asked`: the slot that the words answer, null where they were said before anything was asked. */
  | {
      type: 'extract_slots';
      ask: number;
      words: string;
      asked: string | null;
      slots: readonly Slot[];
      withinMs: Ms;
    }
  | { type: 'judge_confirmation'; ask: number; words: string; slot: Slot; value: string; withinMs: Ms }
  /** Do what the action block of the document says. */
  | { type: 'run_action'; ask: number; block: string; withinMs: Ms }
  | { type: 'transfer'; ask: number; block: string; to: string; mode: 'blind' | 'warm' }
  /** Check the end-call reasons beside everything else: there are new words of the caller, or results of an action. */
  | { type: 'check_reasons'; check: number; because: 'caller' | 'action'; withinMs: Ms }
  /** The walk has come to an end of the call; nothing follows unless it is called off. */
  | { type: 'end_by_block'; block: EndCallBlock }
  | { type: 'end_by_reason'; reason: string }
  /** The walk cannot go on: `detail` says where and why, in words for whoever drew the flow. */
  | { type: 'end_by_failure'; detail: string };

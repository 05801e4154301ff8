/** Where a walk is: plain data, complete, so that it can be stored and goes on from there. */
import type { FlowValue, WalkEvent } from './events.ts';
import type { FlowPlan } from './plan.ts';

/** What a walk waits for. `ask`: the number of the order whose answer counts. */
export type Doing =
  | { name: 'starting' }
  /** Words that no reply is awaited to are being said. */
  | { name: 'speaking'; ask: number }
  | { name: 'listening' }
  /** `back`: an end was called off, and this block follows if the words take leave again; else null. */
  | { name: 'matching'; ask: number; words: string; back: string | null }
  /** Words from before the first question are searched for slots. */
  | { name: 'prefilling'; ask: number; words: string }
  | { name: 'asking'; slot: string }
  | { name: 'extracting'; ask: number; slot: string; words: string }
  | { name: 'confirming'; slot: string; again: boolean }
  | { name: 'judging'; ask: number; slot: string; words: string }
  | { name: 'evaluating'; ask: number }
  /** `otherwise`: the label to take if no question is answered with yes. */
  | { name: 'questioning'; ask: number; otherwise: string }
  | { name: 'acting'; ask: number }
  | { name: 'announcing'; ask: number }
  | { name: 'transferring'; ask: number }
  /** The way to a block that cannot be taken back waits for the check of the reasons. */
  | { name: 'holding'; to: string }
  /** An end was called off: the caller has the floor, and a goodbye leads back to `block`. */
  | { name: 'rescued'; block: string }
  | { name: 'ended'; by: 'block'; block: string }
  /** `was`: what the reason interrupted; `missed`: the answer that has come to it since. */
  | { name: 'ended'; by: 'reason'; was: Doing; missed: WalkEvent | null }
  | { name: 'ended'; by: 'failure' };

/** A slot that is filled. */
export type FilledSlot = {
  name: string;
  /** The block that asked for it. */
  by: string;
  said: string;
  confirmed: boolean;
  /** An action has reached the outside since: what it was told cannot be changed by going back. */
  acted: boolean;
};

export type Position = {
  /** Null until the start. */
  block: string | null;
  doing: Doing;
  /** The number of the newest order. */
  asks: number;
  values: Readonly<Record<string, FlowValue>>;
  filled: readonly FilledSlot[];
  /** Failed tries of each slot in this visit. */
  attempts: Readonly<Record<string, number>>;
  /** Optional slots that were given up in this visit. */
  skipped: readonly string[];
  /** How often each block was entered. */
  visits: Readonly<Record<string, number>>;
  /** Turns of the caller in this visit. */
  turns: number;
  /** The last block that talked with the caller: where they are after an end was called off. */
  talked: string | null;
  /** The caller's last words, until a block makes something of them. */
  unanswered: string;
  /** The newest check of the reasons, and the newest that was answered: a late one up to there is a repetition. */
  checks: number;
  checked: number;
};

/** A walk before its first step. `values`: the agent's variables and whatever else its texts and expressions know. */
export function newPosition(values: Readonly<Record<string, FlowValue>> = {}): Position {
  return {
    block: null,
    doing: { name: 'starting' },
    asks: 0,
    values,
    filled: [],
    attempts: {},
    skipped: [],
    visits: {},
    turns: 0,
    talked: null,
    unanswered: '',
    checks: 0,
    checked: 0,
  };
}

/** The value of a variable or slot; an empty text is none. */
export function valueOf(position: Position, name: string): FlowValue | null {
  const value = Object.hasOwn(position.values, name) ? position.values[name] : undefined;
  return value === undefined || value === '' ? null : value;
}

/** A count by name, 0 for those not counted yet. */
export function countOf(counts: Readonly<Record<string, number>>, name: string): number {
  return Object.hasOwn(counts, name) ? counts[name]! : 0;
}

/** Words that came before the answer to earlier ones belong with them. */
export function together(words: string, more: string, plan: FlowPlan): string {
  return `${words} ${more}`.trim().slice(-plan.limits.wordsMax);
}

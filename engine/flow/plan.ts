/**
 * What the walk is told of one flow, fixed when the call begins: made from the document outside the engine, and found
 * sound there. Texts hold `{{variables}}` that whoever carries the orders out fills in. Source: design contract.md
 * section 2.
 */
import type { Ms } from '../policy.ts';

/** A way out: `label` is `next`, the answer, the branch, or a word of the kind (`filled`, `failed` …). */
export type Exit = { label: string; to: string };

type Block = { id: string; exits: readonly Exit[] };

/** Verbatim words, or an instruction by which the model finds them. */
export type UtteranceBlock = Block & {
  kind: 'utterance';
  words: { mode: 'verbatim'; text: string } | { mode: 'generated'; instruction: string; tools: readonly string[] };
  waitsForReply: boolean;
  /** How long a silence leads to the exit `no_input`; null: the silence of the agent's settings counts. */
  noInputMs: Ms | null;
};

export const slotTypes = ['text', 'number', 'date', 'phone', 'email', 'choice'] as const;
export type SlotType = (typeof slotTypes)[number];

/** A fact to be asked for. Empty prompts leave the words to whoever speaks. */
export type Slot = {
  name: string;
  description: string;
  type: SlotType;
  choices: readonly string[];
  required: boolean;
  attemptsMax: number;
  prompt: string;
  retryPrompt: string;
  confirm: boolean;
  confirmPrompt: string;
};

export type SlotCollectionBlock = Block & { kind: 'slot_collection'; slots: readonly Slot[] };

/** Tried in order: an expression over variables and slots, or a question that the model answers with yes or no. */
export type Branch = { label: string; expression: string } | { label: string; question: string };
export type ConditionBlock = Block & { kind: 'condition'; branches: readonly Branch[] };

/** `set` only changes variables; `http` reaches the outside, and is not taken back. `filler`: said while it runs. */
export type ActionBlock = Block & { kind: 'action'; mode: 'http' | 'set'; filler: string; withinMs: Ms };

export type TransferBlock = Block & { kind: 'transfer'; to: string; line: string; mode: 'blind' | 'warm' };

/** The last words, tags and follow-ups of a terminal block. `followUps` is carried along unread. */
export type EndCallBlock = Block & {
  kind: 'end_call';
  message: { mode: 'promptable' | 'fixed'; text: string };
  skipGoodbye: boolean;
  outcomeTags: readonly string[];
  followUps: Readonly<Record<'sms' | 'summary' | 'webhooks' | 'log', unknown>>;
};

export type PlanBlock =
  | UtteranceBlock
  | SlotCollectionBlock
  | ConditionBlock
  | ActionBlock
  | TransferBlock
  | EndCallBlock;

/** Bounds on every loop and wait of a walk. Not configured by users. */
export type FlowLimits = {
  /** A walk that enters a block more often has lost its way. */
  visitsMax: number;
  /** Blocks entered one after another without anything to wait for. */
  hopsMax: number;
  /** Turns of the caller in one visit of a block that none of its answers fits. */
  turnsMax: number;
  /** Caller words that wait to be understood together, in characters. */
  wordsMax: number;
  /** Whoever judges, extracts or asks a model for the walk answers within this, with its word for "failed" if need be. */
  judgeMsMax: Ms;
};

export const defaultFlowLimits: FlowLimits = {
  visitsMax: 100,
  hopsMax: 200,
  turnsMax: 100,
  wordsMax: 4_000,
  judgeMsMax: 4_000,
};

export type FlowPlan = {
  start: string;
  blocks: readonly PlanBlock[];
  /** There are end-call reasons to be checked. */
  hasReasons: boolean;
  limits: FlowLimits;
};

/** The block of this id. Throws RangeError where the plan has none: a sound one always has. */
export function blockOf(plan: FlowPlan, id: string): PlanBlock {
  const found = plan.blocks.find((block) => block.id === id);
  if (!found) throw new RangeError(`the plan has no block ${JSON.stringify(id)}`);
  return found;
}

/** Blocks and plans as short words. `exits`: `label>to`, or `to` alone for `next`, separated by spaces. */
import {
  type ActionBlock,
  type Branch,
  defaultFlowLimits,
  type EndCallBlock,
  type FlowLimits,
  type FlowPlan,
  type PlanBlock,
  type Slot,
  type SlotCollectionBlock,
  type UtteranceBlock,
} from '../flow/plan.ts';

const exitsOf = (text: string) =>
  text
    .split(' ')
    .filter((exit) => exit !== '')
    .map((exit) => {
      const [label, to] = exit.includes('>') ? exit.split('>') : ['next', exit];
      return { label: label!, to: to! };
    });

export const says = (id: string, exits: string, change: Partial<UtteranceBlock> = {}): UtteranceBlock => ({
  id,
  kind: 'utterance',
  exits: exitsOf(exits),
  words: { mode: 'verbatim', text: `${id}?` },
  waitsForReply: true,
  noInputMs: null,
  ...change,
});

export const generates = (id: string, exits: string, change: Partial<UtteranceBlock> = {}): UtteranceBlock =>
  says(id, exits, { words: { mode: 'generated', instruction: `do ${id}`, tools: [] }, ...change });

export const slot = (name: string, type: Slot['type'] = 'date', change: Partial<Slot> = {}): Slot => ({
  name,
  description: '',
  type,
  choices: type === 'choice' ? ['red', 'blue'] : [],
  required: true,
  attemptsMax: 3,
  prompt: `${name}?`,
  retryPrompt: `${name} again?`,
  confirm: false,
  confirmPrompt: '',
  ...change,
});

export const collects = (id: string, exits: string, ...slots: Slot[]): SlotCollectionBlock => ({
  id,
  kind: 'slot_collection',
  exits: exitsOf(exits),
  slots,
});

/** A branch that ends in a question mark is one for the model. */
export const decides = (id: string, exits: string, ...branches: string[]): PlanBlock => ({
  id,
  kind: 'condition',
  exits: exitsOf(exits),
  branches: branches.map((label): Branch =>
    label.endsWith('?') ? { label, question: label } : { label, expression: label },
  ),
});

export const acts = (id: string, exits: string, change: Partial<ActionBlock> = {}): ActionBlock => ({
  id,
  kind: 'action',
  exits: exitsOf(exits),
  mode: 'http',
  filler: '',
  withinMs: 10_000,
  ...change,
});

export const hands = (id: string, exits: string, line = ''): PlanBlock => ({
  id,
  kind: 'transfer',
  exits: exitsOf(exits),
  to: 'desk',
  line,
  mode: 'blind',
});

export const ends = (id: string, change: Partial<EndCallBlock> = {}): EndCallBlock => ({
  id,
  kind: 'end_call',
  exits: [],
  message: { mode: 'fixed', text: `${id}!` },
  skipGoodbye: false,
  outcomeTags: [],
  followUps: { sms: null, summary: null, webhooks: null, log: null },
  ...change,
});

/** It starts at the first block. */
export const plan = (blocks: PlanBlock[], limits: Partial<FlowLimits> = {}, hasReasons = false): FlowPlan => ({
  start: blocks[0]!.id,
  blocks,
  hasReasons,
  limits: { ...defaultFlowLimits, ...limits },
});

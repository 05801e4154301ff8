/** The kinds of block in a flow and what each holds. Source: design contract.md section 2. */
import * as z from 'zod';
import { callLog, sms, summary, webhook } from './after-call.ts';
import {
  flag,
  list,
  message,
  messageMax,
  name,
  oneOf,
  outcomeTags,
  secondsOrNull,
  strict,
  text,
  whole,
} from './fields.ts';
import { needsMessage, refuseRepeats } from './refuse.ts';
import { httpRequest } from './tools.ts';

const instruction = text(10_000, 1);
/** The word of a branch or answer, which is also the label of its edge. */
const label = text(200, 1);

/** Shared by both modes: whether the caller is to answer, and when silence counts as `no_input` (null: never here). */
const reply = { wait_for_reply: flag.default(true), no_input_seconds: secondsOrNull(1, 3600).default(null) };

const utterance = z.discriminatedUnion(
  'mode',
  [
    strict({ mode: z.literal('verbatim'), text: text(messageMax, 1), ...reply }),
    strict({ mode: z.literal('generated'), instruction, tools: list(name, 50).default([]), ...reply }),
  ],
  { error: 'Give an object whose mode is verbatim (with text) or generated (with instruction).' },
);

const slotTypes = ['text', 'number', 'date', 'phone', 'email', 'choice'] as const;

const slot = strict({
  name,
  description: message.default(''),
  type: oneOf(slotTypes).default('text'),
  choices: list(text(100, 1), 50).default([]),
  required: flag.default(true),
  attempts: whole(1, 10).default(3),
  prompt: message.default(''),
  retry_prompt: message.default(''),
}).superRefine((value, ctx) => {
  if (value.type !== 'choice' || value.choices.length > 0) return;
  ctx.addIssue({
    code: 'custom',
    path: ['choices'],
    params: { problem: 'is empty' },
    message: 'Give the choices of a slot of type choice.',
  });
});

const slotCollection = strict({
  slots: list(slot, 20)
    .min(1, { error: 'Give at least one slot.' })
    .superRefine((value, ctx) => {
      refuseRepeats(ctx, value, 'name', (entry) => entry.name);
    }),
});

/** Tried in order; the first that holds is taken, else `else`. */
const branch = z.union(
  [strict({ label, expression: text(1_000, 1) }), strict({ label, question: text(messageMax, 1) })],
  {
    error: 'Give { label, expression } or { label, question }.',
  },
);

const condition = strict({
  branches: list(branch, 50)
    .min(1, { error: 'Give at least one branch.' })
    .superRefine((value, ctx) => {
      refuseRepeats(ctx, value, 'label', (entry) => entry.label);
    }),
});

/** `save`: where in the answer (`data.slots[0].start`) the value of a variable stands. */
const action = z.discriminatedUnion(
  'mode',
  [
    strict({
      mode: z.literal('http'),
      http: httpRequest,
      save: list(strict({ variable: name, path: text(200, 1) }), 50).default([]),
    }),
    strict({ mode: z.literal('set'), set: list(strict({ variable: name, value: text(messageMax) }), 50) }),
  ],
  { error: 'Give an object whose mode is http (with http) or set (with set).' },
);

/** `to`: the name of one of the agent's transfers, or a number. */
const transferTo = strict({
  to: text(300, 1),
  line: message.default(''),
  mode: oneOf(['blind', 'warm']).default('blind'),
});

/** What an End Call block says: `promptable` is written by the model after `text`, `fixed` is spoken as it stands. */
const closingMessage = strict({
  mode: oneOf(['promptable', 'fixed']).default('promptable'),
  text: message.default(''),
});

/** Phonely's End Call block. Follow-ups that are null are the agent's own. */
const endCall = strict({
  message: closingMessage.prefault({}),
  skip_goodbye: flag.default(false),
  outcome_tags: outcomeTags,
  sms: sms.nullable().default(null),
  summary: summary.nullable().default(null),
  webhooks: list(webhook, 20).nullable().default(null),
  log: list(callLog, 5).nullable().default(null),
}).superRefine((value, ctx) => {
  const free = value.skip_goodbye || value.message.mode === 'promptable';
  needsMessage(ctx, free, value.message.text, 'mode fixed', ['message', 'text']);
});

/** What each kind of block holds. */
export const nodeData = {
  utterance,
  slot_collection: slotCollection,
  condition,
  action,
  transfer: transferTo,
  end_call: endCall,
} as const;

export type NodeKind = keyof typeof nodeData;

/**
 * The ways out of each kind, as labels of edges; an edge without a label is `next`. Utterances have one more for each
 * labelled answer, conditions for each branch.
 */
export const outputsOf: Readonly<Record<NodeKind, readonly string[]>> = {
  utterance: ['next', 'no_match', 'no_input'],
  slot_collection: ['filled', 'gave_up'],
  condition: ['else'],
  action: ['ok', 'failed'],
  transfer: ['failed'],
  end_call: [],
};

/** What is done once a call has ended. Source: design contract.md section 1. */
import { flag, formed, list, message, name, oneOf, strict, text, webAddress } from './fields.ts';
import { needsMessage, refuseRepeats } from './refuse.ts';
import { callEvents, webhookFormats } from './webhook-words.ts';

export const summary = strict({ enabled: flag.default(true), instruction: message.default('') });

/** `prompt`: the model writes it, by the message if there is one. `static`: the message as it stands. */
const textModes = ['prompt', 'static'] as const;

/**
 * A text message after the call, to the caller alone, once. `when`: an expression over the call and what was found in it,
 * empty for always. Consent `required`: stored, or given in the caller's own words; `implied_by_call`: calling is enough.
 */
export const sms = strict({
  enabled: flag.default(false),
  mode: oneOf(textModes).default('prompt'),
  message: message.default(''),
  when: text(1_000).default(''),
  consent: oneOf(['required', 'implied_by_call']).default('required'),
}).superRefine((value, ctx) => {
  needsMessage(ctx, !value.enabled || value.mode === 'prompt', value.message, 'mode static');
});

const addressRight = 'Give an address like desk@example.com; {{variables}} may stand for it.';

const email = strict({
  enabled: flag.default(false),
  to: formed(/^$|^[^\s@]{1,100}@[^\s@]{1,200}$|^\{\{[^{}]{1,100}\}\}$/, addressRight).default(''),
  subject: text(200).default(''),
  message: text(10_000).default(''),
}).superRefine((value, ctx) => {
  needsMessage(ctx, !value.enabled, value.to, 'email', ['to']);
});

/** Where events of this agent's calls are sent. */
export const webhook = strict({
  url: webAddress,
  events: list(oneOf(callEvents), callEvents.length).min(1).default(['call.ended']),
  format: oneOf(webhookFormats).default('ringoff'),
  include_transcript: flag.default(true),
});

/** The files that calls can be written to, one line a call. */
const logKinds = ['jsonl', 'csv'] as const;

export const callLog = strict({ kind: oneOf(logKinds) });

/** A fact to be read out of the conversation. */
const extraction = strict({
  name,
  description: message.default(''),
  type: oneOf(['string', 'number', 'boolean']).default('string'),
});

/** The `after_call` object of an agent. */
export const afterCall = strict({
  summary: summary.prefault({}),
  outcome: strict({ choices: list(text(64, 1), 50).default([]), open: flag.default(true) }).prefault({}),
  extract: list(extraction, 50)
    .superRefine((value, ctx) => refuseRepeats(ctx, value, 'name', (entry) => entry.name))
    .default([]),
  sms: sms.prefault({}),
  email: email.prefault({}),
  webhooks: list(webhook, 20).default([]),
  log: list(callLog, logKinds.length).default([]),
});

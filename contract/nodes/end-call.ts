/** Ends the call: Phonely's End Call block. Source: design contract.md section 2. */
import { callLog, sms, summary, webhook } from '../after-call.ts';
import { flag, list, message, oneOf, outcomeTags, strict } from '../fields.ts';
import { needsMessage } from '../refuse.ts';
import { callEvents, webhookFormats } from '../webhook-words.ts';
import type { NodeDefinition } from './node.ts';

/** `promptable`: the model writes it by `text`. `fixed`: spoken as it stands. */
const closingMessage = strict({
  mode: oneOf(['promptable', 'fixed']).default('promptable'),
  text: message.default(''),
});

/** Follow-ups that are null are the agent's own. */
const data = strict({
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

export const endCall = {
  title: 'End call',
  help: 'Says goodbye and hangs up.',
  group: 'Flow actions',
  data,
  exits: [],
  form: [
    {
      name: 'message',
      label: 'Last words',
      input: 'group',
      help: 'What the caller hears before the line is closed.',
      fields: [
        {
          name: 'mode',
          label: 'Message',
          input: 'select',
          choices: ['promptable', 'fixed'],
          help: 'Written by the model, or spoken as it stands.',
        },
        { name: 'text', label: 'Text', input: 'text', help: 'The words, or the instruction for them.' },
      ],
    },
    { name: 'skip_goodbye', label: 'Skip the goodbye', input: 'switch', help: 'Hangs up at once, without a word.' },
    {
      name: 'outcome_tags',
      label: 'Outcome tags',
      input: 'tags',
      help: 'What came of the call: completed, lead_collected.',
    },
    {
      name: 'sms',
      label: 'Text message',
      input: 'group',
      help: 'Sent after the call; off: as the agent has it.',
      fields: [
        { name: 'enabled', label: 'Send it', input: 'switch', help: '' },
        {
          name: 'mode',
          label: 'Words',
          input: 'select',
          choices: ['prompt', 'static'],
          help: 'Written by the model, or as they stand.',
        },
        { name: 'message', label: 'Message', input: 'text', help: 'The words, or the instruction for them.' },
        { name: 'when', label: 'Only if', input: 'code', help: 'An expression; empty: always.' },
        {
          name: 'consent',
          label: 'Consent',
          input: 'select',
          choices: ['required', 'implied_by_call'],
          help: 'Whether calling counts as consent.',
        },
      ],
    },
    {
      name: 'summary',
      label: 'Summary',
      input: 'group',
      help: 'Written after the call; off: as the agent has it.',
      fields: [
        { name: 'enabled', label: 'Write one', input: 'switch', help: '' },
        { name: 'instruction', label: 'Instruction', input: 'text', help: 'What matters in it.' },
      ],
    },
    {
      name: 'webhooks',
      label: 'Webhooks',
      input: 'rows',
      help: "Told of this end, beside the agent's own.",
      fields: [
        { name: 'url', label: 'Address', input: 'line', help: '' },
        { name: 'events', label: 'Events', input: 'tags', choices: callEvents, help: '' },
        {
          name: 'format',
          label: 'Format',
          input: 'select',
          choices: webhookFormats,
          help: 'Ours, or that of a vendor.',
        },
        { name: 'include_transcript', label: 'With transcript', input: 'switch', help: '' },
      ],
    },
    {
      name: 'log',
      label: 'Log',
      input: 'rows',
      help: "Where this end is written down, beside the agent's own.",
      fields: [
        {
          name: 'kind',
          label: 'Kind',
          input: 'select',
          choices: ['jsonl', 'csv'],
          help: 'A file with one line a call.',
        },
      ],
    },
  ],
} as const satisfies NodeDefinition;

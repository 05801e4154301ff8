/** Asks for facts. Source: design contract.md section 2. */
import * as z from 'zod';
import { callingCode, flag, list, message, name, oneOf, strict, text, whole } from '../fields.ts';
import { refuseRepeats } from '../refuse.ts';
import type { NodeDefinition } from './node.ts';

const slotTypes = ['text', 'number', 'date', 'phone', 'email', 'choice'] as const;

/** A word, or one with others that mean the same. */
const choice = z.union([text(100, 1), strict({ value: text(100, 1), synonyms: list(text(100, 1), 20).default([]) })], {
  error: 'Give a text, or { value, synonyms }.',
});

/** `dates`: on which side of today. `calling_code`: of numbers said without one; null: the agent's. */
const slot = strict({
  name,
  description: message.default(''),
  type: oneOf(slotTypes).default('text'),
  choices: list(choice, 50)
    .superRefine((value, ctx) => refuseRepeats(ctx, value, 'value', valueOfChoice))
    .default([]),
  dates: oneOf(['any', 'future', 'past']).default('any'),
  calling_code: callingCode.nullable().default(null),
  required: flag.default(true),
  attempts: whole(1, 10).default(3),
  prompt: message.default(''),
  retry_prompt: message.default(''),
  confirm: flag.default(false),
  confirm_prompt: message.default(''),
}).superRefine((value, ctx) => {
  if (value.type !== 'choice' || value.choices.length > 0) return;
  ctx.addIssue({
    code: 'custom',
    path: ['choices'],
    params: { problem: 'is empty' },
    message: 'Give the choices of a slot of type choice.',
  });
});

/** What a choice is called in values and expressions. */
export function valueOfChoice(entry: z.output<typeof choice>): string {
  return typeof entry === 'string' ? entry : entry.value;
}

const data = strict({
  slots: list(slot, 20)
    .min(1, { error: 'Give at least one slot.' })
    .superRefine((value, ctx) => {
      refuseRepeats(ctx, value, 'name', (entry) => entry.name);
    }),
});

export const slotCollection = {
  title: 'Collect',
  help: 'Asks for facts, one after another, and checks what was understood.',
  group: 'Conversation',
  data,
  exits: [
    { label: 'filled', title: 'Filled', help: 'Every required slot has a value.', needed: 'yes' },
    { label: 'gave_up', title: 'Gave up', help: 'A required slot was not understood in all its tries.', needed: 'yes' },
  ],
  form: [
    {
      name: 'slots',
      label: 'Slots',
      input: 'rows',
      help: 'Asked for in this order. Two given in one sentence are both taken.',
      fields: [
        { name: 'name', label: 'Name', input: 'line', help: 'By which texts and expressions call it: {{name}}.' },
        { name: 'description', label: 'Description', input: 'text', help: 'What it is, for the model.' },
        {
          name: 'type',
          label: 'Type',
          input: 'select',
          choices: slotTypes,
          help: 'Decides how it is understood and checked.',
        },
        {
          name: 'choices',
          label: 'Choices',
          input: 'rows',
          help: 'The values there are.',
          when: { field: 'type', is: ['choice'] },
          fields: [
            { name: 'value', label: 'Value', input: 'line', help: '' },
            { name: 'synonyms', label: 'Also', input: 'tags', help: 'Other words for it.' },
          ],
        },
        {
          name: 'dates',
          label: 'Which dates',
          input: 'select',
          choices: ['any', 'future', 'past'],
          help: 'A date of birth is past, an appointment future.',
          when: { field: 'type', is: ['date'] },
        },
        {
          name: 'calling_code',
          label: 'Country calling code',
          input: 'line',
          help: "Of numbers said without one, like 49; empty: the agent's.",
          when: { field: 'type', is: ['phone'] },
        },
        { name: 'required', label: 'Required', input: 'switch', help: 'Off: left out after its tries.' },
        { name: 'attempts', label: 'Tries', input: 'number', help: 'How often it is asked for, 1 to 10.' },
        { name: 'prompt', label: 'Question', input: 'text', help: 'Empty: the model finds the words.' },
        {
          name: 'retry_prompt',
          label: 'Question again',
          input: 'text',
          help: 'After a failed try; empty: the question.',
        },
        { name: 'confirm', label: 'Read back', input: 'switch', help: 'It counts once the caller has said yes to it.' },
        {
          name: 'confirm_prompt',
          label: 'Words to read back',
          input: 'text',
          help: 'With {{name}} of the slot in it; empty: found for you.',
        },
      ],
    },
  ],
} as const satisfies NodeDefinition;

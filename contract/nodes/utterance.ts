/** Says something and waits for a reply. Source: design contract.md section 2. */
import * as z from 'zod';
import { flag, list, messageMax, name, secondsOrNull, strict, text } from '../fields.ts';
import type { NodeDefinition } from './node.ts';

/** Shared by both modes: whether the caller is to answer, and when silence counts as `no_input` (null: never here). */
const reply = { wait_for_reply: flag.default(true), no_input_seconds: secondsOrNull(1, 3600).default(null) };

const data = z.discriminatedUnion(
  'mode',
  [
    strict({ mode: z.literal('verbatim'), text: text(messageMax, 1), ...reply }),
    strict({ mode: z.literal('generated'), instruction: text(10_000, 1), tools: list(name, 50).default([]), ...reply }),
  ],
  { error: 'Give an object whose mode is verbatim (with text) or generated (with instruction).' },
);

export const utterance = {
  title: 'Say',
  help: 'Says something, and may find out what the caller answers.',
  group: 'Conversation',
  data,
  exits: [
    { label: 'next', title: 'Next', help: 'After the reply, whatever it is.', needed: 'unless_answers' },
    { label: 'no_match', title: 'No match', help: 'The reply is none of the answers.', needed: 'no' },
    { label: 'no_input', title: 'No reply', help: 'Nothing was said for the seconds of this block.', needed: 'no' },
  ],
  form: [
    {
      name: 'mode',
      label: 'Words',
      input: 'select',
      choices: ['verbatim', 'generated'],
      help: 'Spoken as they stand, or found by the model.',
    },
    {
      name: 'text',
      label: 'Text',
      input: 'text',
      help: 'Spoken word for word; {{variables}} may stand in it.',
      when: { field: 'mode', is: ['verbatim'] },
    },
    {
      name: 'instruction',
      label: 'Instruction',
      input: 'text',
      help: 'What the model is to do here, and when it is done.',
      when: { field: 'mode', is: ['generated'] },
    },
    {
      name: 'tools',
      label: 'Tools',
      input: 'tags',
      help: 'Tools of the agent that the model may use here; its end actions are always offered.',
      when: { field: 'mode', is: ['generated'] },
    },
    {
      name: 'wait_for_reply',
      label: 'Wait for a reply',
      input: 'switch',
      help: 'Off: goes on once the words are said.',
    },
    {
      name: 'no_input_seconds',
      label: 'Seconds without a reply',
      input: 'number',
      help: 'After this silence the way "No reply" is taken; empty: the silence settings of the agent count.',
    },
  ],
} as const satisfies NodeDefinition;

/** An HTTP request, or variables set. Source: design contract.md section 2. */
import * as z from 'zod';
import { list, message, messageMax, name, strict, text } from '../fields.ts';
import { httpRequest } from '../tools.ts';
import type { NodeDefinition } from './node.ts';

/** `save`: where in the answer (`data.slots[0].start`) the value of a variable stands. */
const data = z.discriminatedUnion(
  'mode',
  [
    strict({
      mode: z.literal('http'),
      http: httpRequest,
      save: list(strict({ variable: name, path: text(200, 1) }), 50).default([]),
      filler: message.default(''),
    }),
    strict({ mode: z.literal('set'), set: list(strict({ variable: name, value: text(messageMax) }), 50) }),
  ],
  { error: 'Give an object whose mode is http (with http) or set (with set).' },
);

const http = { field: 'mode', is: ['http'] } as const;

export const action = {
  title: 'Do',
  help: 'Asks another system, or sets variables.',
  group: 'Logic',
  data,
  exits: [
    { label: 'ok', title: 'Done', help: 'The answer is in.', needed: 'yes' },
    { label: 'failed', title: 'Failed', help: 'No answer in time, or one that tells of a failure.', needed: 'yes' },
  ],
  form: [
    {
      name: 'mode',
      label: 'What',
      input: 'select',
      choices: ['http', 'set'],
      help: 'A request over HTTP, or variables set.',
    },
    {
      name: 'http',
      label: 'Request',
      input: 'group',
      help: '{{variables}} may stand in its texts.',
      when: http,
      fields: [
        {
          name: 'method',
          label: 'Method',
          input: 'select',
          choices: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
          help: '',
        },
        { name: 'url', label: 'Address', input: 'line', help: 'A full address, https:// or http://.' },
        { name: 'headers', label: 'Headers', input: 'json', help: 'An object of names and values.' },
        { name: 'body', label: 'Body', input: 'json', help: 'Any JSON, or null for none.' },
        { name: 'timeout_seconds', label: 'Seconds', input: 'number', help: 'Without an answer by then it failed.' },
      ],
    },
    {
      name: 'save',
      label: 'Save from the answer',
      input: 'rows',
      help: 'Values of the answer that become variables.',
      when: http,
      fields: [
        { name: 'variable', label: 'Variable', input: 'line', help: '' },
        { name: 'path', label: 'Where it stands', input: 'line', help: 'Like data.slots[0].start' },
      ],
    },
    { name: 'filler', label: 'Said meanwhile', input: 'text', help: 'Like: One moment, please.', when: http },
    {
      name: 'set',
      label: 'Variables',
      input: 'rows',
      help: 'Their new values.',
      when: { field: 'mode', is: ['set'] },
      fields: [
        { name: 'variable', label: 'Variable', input: 'line', help: '' },
        { name: 'value', label: 'Value', input: 'text', help: '{{variables}} may stand in it.' },
      ],
    },
  ],
} as const satisfies NodeDefinition;

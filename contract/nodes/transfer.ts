/** Hands the call to somebody else. Source: design contract.md section 2. */
import { message, oneOf, strict, text } from '../fields.ts';
import type { NodeDefinition } from './node.ts';

/** `to`: the name of one of the agent's transfers, or a number. */
const data = strict({
  to: text(300, 1),
  line: message.default(''),
  mode: oneOf(['blind', 'warm']).default('blind'),
});

export const transfer = {
  title: 'Transfer',
  help: 'Hands the call to a person or another number.',
  group: 'Flow actions',
  data,
  exits: [{ label: 'failed', title: 'Failed', help: 'Nobody took the call.', needed: 'yes' }],
  form: [
    { name: 'to', label: 'To', input: 'line', help: "One of the agent's transfers by name, or a number." },
    { name: 'line', label: 'Said before', input: 'text', help: 'Like: I am putting you through.' },
    {
      name: 'mode',
      label: 'How',
      input: 'select',
      choices: ['blind', 'warm'],
      help: 'Warm transfers are made as blind ones so far; the check says so.',
    },
  ],
} as const satisfies NodeDefinition;

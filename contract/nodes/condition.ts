/** Takes one of several ways. Source: design contract.md section 2. */
import * as z from 'zod';
import { list, messageMax, strict, text } from '../fields.ts';
import { refuseRepeats } from '../refuse.ts';
import type { NodeDefinition } from './node.ts';

/** The word of a branch, which is also the label of its edge. */
const label = text(200, 1);

/** Tried in order; the first that holds is taken, else `else`. */
const branch = z.union(
  [strict({ label, expression: text(1_000, 1) }), strict({ label, question: text(messageMax, 1) })],
  { error: 'Give { label, expression } or { label, question }.' },
);

const data = strict({
  branches: list(branch, 50)
    .min(1, { error: 'Give at least one branch.' })
    .superRefine((value, ctx) => {
      refuseRepeats(ctx, value, 'label', (entry) => entry.label);
    }),
});

export const condition = {
  title: 'Decide',
  help: 'Takes the first branch that holds.',
  group: 'Logic',
  data,
  exits: [{ label: 'else', title: 'Else', help: 'No branch holds.', needed: 'yes' }],
  form: [
    {
      name: 'branches',
      label: 'Branches',
      input: 'rows',
      help: 'Tried in this order. Each has an expression, or a question for the model.',
      fields: [
        { name: 'label', label: 'Name', input: 'line', help: 'The name of its way out.' },
        { name: 'expression', label: 'Expression', input: 'code', help: 'Like: age >= 18.0 && city == "Bonn"' },
        { name: 'question', label: 'Question', input: 'text', help: 'Answered by the model with yes or no.' },
      ],
    },
  ],
} as const satisfies NodeDefinition;

/** The step that reads facts out of a call. Source: design contract.md section 1. */
import * as z from 'zod';
import type { Agent } from '../contract/agent.ts';
import type { CallRecord } from '../contract/call.ts';
import { askModel } from './ask-model.ts';
import { callerTurns, callText } from './heard.ts';
import type { Step } from './step.ts';

type Fact = Agent['after_call']['extract'][number];
type Value = string | number | boolean | null;

const textMax = 2_000;

const task =
  'Read these facts out of the call. Give null for what was not said or is not certain; guess nothing, and do not ' +
  'calculate what nobody said.';

export const extractStep: Step = {
  name: 'extract',
  next: ['analyzed'],
  waits: true,
  needed: ({ agent }) => agent.after_call.extract.length > 0,
  async run({ record, agent }, tools) {
    const facts = agent.after_call.extract;
    const model = tools.modelOf(agent);
    if (model === null || record.transcript.length === 0) {
      const found = facts.map((fact) => [fact.name, factByRule(fact, record)]);
      return { findings: { extracted: Object.fromEntries(found), extracted_by: 'rule' } };
    }
    const extracted = await askModel(model, { task, material: callText(record), shape: shapeOf(facts) }, tools);
    return { findings: { extracted, extracted_by: 'model' } };
  },
};

const values = {
  string: z.string().max(textMax).nullable().default(null),
  number: z.number().nullable().default(null),
  boolean: z.boolean().nullable().default(null),
};

/** A fact that the model leaves out counts as not told. */
function shapeOf(facts: readonly Fact[]): z.ZodType<Record<string, Value>> {
  const fields = facts.map(({ name, description, type }) => {
    const field: z.ZodType<Value> = values[type];
    return [name, description === '' ? field : field.describe(description)] as const;
  });
  return z.object(Object.fromEntries(fields));
}

const addressPattern = /[\p{L}\d][\p{L}\d._%+-]{0,63}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,4}/u;
const numberPattern = /(?:\+|\b)\d(?:[\s()./-]{0,2}\d){6,14}\b/;

/** Only what can be told by its form: a variable of the call with this name, an e-mail address, a telephone number. */
function factByRule({ name, type }: Fact, record: CallRecord): Value {
  const known = Object.hasOwn(record.variables, name) ? record.variables[name] : null;
  if (typeof known === type) return known as Value;
  if (type !== 'string') return null;
  const pattern = /e_?mail/i.test(name)
    ? addressPattern
    : /phone|number|callback|call_back/i.test(name)
      ? numberPattern
      : null;
  if (pattern === null) return null;
  for (const words of callerTurns(record).toReversed()) {
    const found = pattern.exec(words)?.[0];
    if (found !== undefined) return found;
  }
  return null;
}

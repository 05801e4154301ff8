/** The step that chooses outcome tags; those of what ended the call stand before them. Source: design contract.md sections 1 and 3. */
import * as z from 'zod';
import type { Agent } from '../contract/agent.ts';
import type { CallRecord } from '../contract/call.ts';
import type { EndedReason } from '../engine/reasons.ts';
import { askModel } from './ask-model.ts';
import { callText } from './heard.ts';
import type { EndedCall, Step } from './step.ts';

const chosenMax = 5;
const tag = z.string().trim().min(1).max(64);

export const outcomeStep: Step = {
  name: 'outcome',
  next: ['extract'],
  waits: true,
  needed: ({ agent }) => agent.after_call.outcome.choices.length > 0 || chooses(agent),
  async run(call, tools) {
    const model = tools.modelOf(call.agent);
    const byRule = model === null || call.record.transcript.length === 0;
    const chosen = byRule
      ? chosenByRule(call)
      : await chosenByModel(call, () => askModel(model, questionOf(call), tools));
    const { record } = call;
    const fixed = record.outcome_tags.filter((each) => !record.outcome?.chosen.includes(each));
    const outcome = { chosen, by: byRule ? ('rule' as const) : ('model' as const) };
    return { findings: { outcome, outcome_tags: [...new Set([...fixed, ...chosen])] } };
  },
};

/** A script finds no words of its own. */
function chooses({ model, after_call }: Agent): boolean {
  return after_call.outcome.open && model.provider !== 'offline';
}

function questionOf({ agent, record }: EndedCall) {
  const { choices, open } = agent.after_call.outcome;
  const listed = choices.map((choice) => JSON.stringify(choice)).join(', ');
  const fixed = record.outcome_tags.map((known) => JSON.stringify(known)).join(', ');
  const task = [
    'Say in tags what came of the call: usually one, at most five, none where nothing fits.',
    ...(choices.length > 0 ? [`Choose from: ${listed}.`] : []),
    ...(open ? ['Where none of them fits, write one of your own, in lower case with underscores.'] : []),
    ...(fixed ? [`It has these tags already: ${fixed}.`] : []),
  ].join(' ');
  // A closed list is kept by its schema, so that the model hears what it may say.
  const one = open || choices.length === 0 ? tag : z.enum(choices as [string, ...string[]]);
  return { task, material: callText(record), shape: z.object({ tags: z.array(one).max(chosenMax) }) };
}

/** The user's own spelling of a choice. */
async function chosenByModel({ agent }: EndedCall, ask: () => Promise<{ tags: string[] }>): Promise<string[]> {
  const { choices } = agent.after_call.outcome;
  const { tags } = await ask();
  const spelled = tags.map((each) => choices.find((choice) => plain(choice) === plain(each)) ?? each);
  return [...new Set(spelled)];
}

const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '_');

/** What a call's end says of its outcome, where the user's list has a word for it. */
const meanings: Readonly<Record<EndedReason, readonly string[]>> = {
  agent_ended: ['completed'],
  caller_hangup: ['caller_hangup', 'hung_up', 'abandoned'],
  silence_timeout: ['no_response', 'silence'],
  max_duration_reached: ['max_duration', 'too_long'],
  transferred: ['transferred'],
  voicemail_detected: ['voicemail'],
  balance_insufficient: ['balance_insufficient'],
  operator_ended: ['operator_ended'],
  screened: ['screened', 'blocked_caller'],
  not_answered: ['no_answer', 'not_answered'],
  error: ['error', 'failed'],
};

/** Nothing beside what the user fixed. */
function chosenByRule({ agent, record }: { agent: Agent; record: CallRecord }): string[] {
  if (record.outcome_tags.length > 0) return [];
  const known = meanings[record.ended_reason];
  return agent.after_call.outcome.choices.filter((choice) => known.includes(plain(choice))).slice(0, 1);
}

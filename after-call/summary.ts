/** The step that sums a call up. Source: design contract.md section 1. */
import * as z from 'zod';
import type { CallRecord } from '../contract/call.ts';
import { askModel } from './ask-model.ts';
import { callerTurns, callText } from './heard.ts';
import type { Step } from './step.ts';

const summaryCharactersMax = 2_000;

const shape = z.object({
  summary: z.string().trim().min(1).max(summaryCharactersMax).describe('The summary, one to four sentences.'),
});

const task =
  'Sum the call up for somebody who was not there, in one to four sentences: what the caller wanted, what came of it, ' +
  'and what was promised. Write in the language of the call.';

export const summaryStep: Step = {
  name: 'summary',
  next: ['outcome'],
  waits: true,
  needed: ({ agent }) => agent.after_call.summary.enabled,
  async run({ record, agent }, tools) {
    const model = tools.modelOf(agent);
    if (model === null || record.transcript.length === 0) {
      return { findings: { summary: { text: summaryByRule(record), by: 'rule' } } };
    }
    const { instruction } = agent.after_call.summary;
    const whole = instruction.trim() === '' ? task : `${task}\n${instruction}`;
    const { summary } = await askModel(model, { task: whole, material: callText(record), shape }, tools);
    return { findings: { summary: { text: summary, by: 'model' } } };
  },
};

const quoteCharactersMax = 200;

/** Only what is certain: how it ended, and the first and the last words of the caller. */
function summaryByRule(record: CallRecord): string {
  const { direction, duration_seconds, ended_by, custom_end_call_reason: reason } = record;
  const minutes = Math.floor(duration_seconds / 60);
  const seconds = Math.round(duration_seconds % 60);
  const length = minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds} s`;
  const kind = direction === 'inbound' ? 'Inbound' : 'Outbound';
  const said = callerTurns(record);
  const quotes = [
    ...(said.length === 0 ? ['The caller said nothing.'] : [`The caller began with "${quoted(said[0]!)}".`]),
    ...(said.length > 1 ? [`The caller's last words were "${quoted(said.at(-1)!)}".`] : []),
  ];
  const end = `ended by the ${ended_by} (${reason ?? record.ended_reason})`;
  return [`${kind} call of ${length}, ${end}.`, ...quotes].join(' ');
}

function quoted(words: string): string {
  return words.length <= quoteCharactersMax ? words : `${words.slice(0, quoteCharactersMax)}…`;
}

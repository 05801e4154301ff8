/** What texts and expressions of after-call work may look at. Source: design contract.md section 1. */
import { type CallFacts, expressionValues, messageValues } from '../contract/call-values.ts';
import type { VariableValue } from '../contract/variables.ts';
import { foldedTranscript } from './heard.ts';
import type { EndedCall } from './step.ts';

/** For `{{…}}` in messages. */
export function textValues(call: EndedCall): Record<string, VariableValue> {
  const { extracted } = call.record;
  return { ...variablesIn(extracted), ...messageValues(factsOf(call)), ...foundValues(call) };
}

/** For `when`. A fact that was not told is null. */
export function conditionValues(call: EndedCall): Record<string, unknown> {
  const { record, agent } = call;
  const untold = Object.fromEntries(agent.after_call.extract.map(({ name }) => [name, null]));
  return {
    ...untold,
    ...record.extracted,
    ...expressionValues(factsOf(call)),
    ...foundValues(call),
    outcome_tags: record.outcome_tags,
    transcript: foldedTranscript(record),
    sms_requested: record.sms_requested.length > 0,
  };
}

function foundValues({ record }: EndedCall) {
  const { summary, ended_reason, duration_seconds } = record;
  return { summary: summary?.text ?? '', ended_reason, duration_seconds };
}

function factsOf({ record, agent }: EndedCall): CallFacts {
  return {
    callId: record.call_id,
    from: record.from,
    to: record.to,
    direction: record.direction,
    at: new Date(record.started_at),
    timeZone: agent.time_zone,
    language: agent.language,
    variables: { ...agent.variables, ...variablesIn(record.variables) },
  };
}

/** Without what a text cannot show. */
function variablesIn(values: Readonly<Record<string, unknown>>): Record<string, VariableValue> {
  const shown = Object.entries(values).flatMap(([name, value]) => (isVariable(value) ? [[name, value] as const] : []));
  return Object.fromEntries(shown);
}

function isVariable(value: unknown): value is VariableValue {
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'string');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

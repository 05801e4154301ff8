/** What every call brings along for texts and expressions, by name. Source: design contract.md sections 1 and 2. */
import type { VariableValue } from './variables.ts';

/** In `{{…}}` of messages. */
export const messageNames = ['call_id', 'from', 'to', 'date', 'time'] as const;

/** In texts of after-call work, beside those of messages and the extracted facts. */
export const afterCallNames = ['summary', 'ended_reason', 'duration_seconds'] as const;

/**
 * In expressions of after-call work, beside all of these. `transcript`: what was said, a turn a line, its last 5,000
 * characters, folded. `sms_requested`: the model asked for a message by `[SEND_SMS: …]`.
 */
export const endedNames = ['outcome_tags', 'transcript', 'sms_requested'] as const;

/**
 * In expressions. `blocked_numbers` is a list: the agent's variable of that name, else empty. `time` is RFC 3339 with the
 * offset of the agent's zone, `weekday` an English word (`monday`), `variables` a map of the agent's variables.
 */
export const expressionNames = ['from', 'to', 'direction', 'time', 'weekday', 'variables', 'blocked_numbers'] as const;

/** Names that an agent's own variables cannot take. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...messageNames,
  ...expressionNames.filter((name) => name !== 'blocked_numbers'),
]);

/** The facts of one call that texts and expressions may look at. */
export type CallFacts = {
  callId: string;
  from: string;
  to: string;
  direction: 'inbound' | 'outbound';
  at: Date;
  timeZone: string;
  language: string;
  variables: Readonly<Record<string, VariableValue>>;
};

/** The values of `messageNames` and of the variables; date and time as they are said in the agent's language and zone. */
export function messageValues(call: CallFacts): Record<string, VariableValue> {
  const said = (style: Intl.DateTimeFormatOptions): string =>
    formatFor(call.language, { ...style, timeZone: call.timeZone }).format(call.at);
  return {
    ...call.variables,
    call_id: call.callId,
    from: call.from,
    to: call.to,
    date: said({ dateStyle: 'long' }),
    time: said({ timeStyle: 'short' }),
  };
}

/** The values of `expressionNames` and of the variables. */
export function expressionValues(call: CallFacts): Record<string, unknown> {
  const { time, weekday } = localTime(call.at, call.timeZone);
  const { from, to, direction, variables } = call;
  return { blocked_numbers: [], ...variables, from, to, direction, time, weekday, variables };
}

/** Making a format takes longer than a hundred uses of it, and there are few languages and zones. */
const formats = new Map<string, Intl.DateTimeFormat>();
const formatsMax = 500;

function formatFor(language: string, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, style]);
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(language, style);
  if (formats.size >= formatsMax) formats.delete(formats.keys().next().value!);
  formats.set(key, format);
  return format;
}

/** `at` as RFC 3339 with the zone's offset, to the second. */
function localTime(at: Date, timeZone: string): { time: string; weekday: string } {
  const format = formatFor('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const offset = /[+-]\d\d:\d\d/.exec(part.timeZoneName ?? '')?.[0] ?? 'Z';
  const day = `${part.year!.padStart(4, '0')}-${part.month}-${part.day}`;
  return { time: `${day}T${part.hour}:${part.minute}:${part.second}${offset}`, weekday: part.weekday!.toLowerCase() };
}

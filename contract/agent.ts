/** The agent document: what users configure. Source: design contract.md section 1. */
import * as z from 'zod';
import { afterCall } from './after-call.ts';
import { agentRules } from './agent-rules.ts';
import { compat } from './compat.ts';
import { reservedNames } from './call-values.ts';
import { ending } from './ending.ts';
import { callingCode, formed, id, list, message, name, oneOf, promptMax, strict, text } from './fields.ts';
import { flow, laterVersion } from './flow.ts';
import { model } from './model.ts';
import { valueOf } from './places.ts';
import { problemsMax, problemsOf, type Problem } from './problems.ts';
import { needsMessage } from './refuse.ts';
import { recording } from './recording.ts';
import { speech } from './speech.ts';
import { tools, transfers } from './tools.ts';

const variableValue = z.union([text(10_000), z.number(), z.boolean(), list(text(1_000), 1_000)], {
  error: 'Give a text, a number, true or false, or a list of texts.',
});

/** Values for `{{variables}}`, of an agent or of one call. */
export const variables = z
  .record(
    name.refine((key) => !reservedNames.has(key), {
      error: `Give another name: ${[...reservedNames].join(', ')} come with every call.`,
    }),
    variableValue,
    { error: 'Give an object of names and values.' },
  )
  .refine((value) => Object.keys(value).length <= 200, { error: 'Give at most 200 variables.' })
  .default({});

/** `prompt`: the model opens, by the message if there is one. `none`: the agent waits for the caller. */
const greeting = strict({
  mode: oneOf(['static', 'prompt', 'none']).default('prompt'),
  message: message.default(''),
}).superRefine((value, ctx) => needsMessage(ctx, value.mode !== 'static', value.message, 'mode static'));

const zoneRight = 'Give the name of a time zone, like Europe/Berlin or UTC.';

/**
 * The shape of an agent, for OpenAPI and forms. `parseAgent` checks more: what depends on several parts of the document.
 */
export const agentSchema = strict({
  id: id.optional(),
  name: formed(/^(?=.*\S)[^\p{Cc}]{1,200}$/u, 'Give one line of 1 to 200 characters.'),
  kind: oneOf(['prompt', 'flow']).default('prompt'),
  prompt: text(promptMax).default(''),
  flow: flow.nullable().default(null),
  language: formed(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,4}$/, 'Give a language like en or de-AT.').default('en'),
  variables,
  calling_code: callingCode.default('1'),
  time_zone: text(64, 1).refine(isTimeZone, { error: zoneRight }).default('UTC'),
  greeting: greeting.prefault({}),
  model: model.prefault({ provider: 'offline' }),
  speech: speech.prefault({}),
  recording: recording.prefault({}),
  tools,
  transfers,
  ending: ending.prefault({}),
  after_call: afterCall.prefault({}),
  compat: compat.optional(),
});

/** An agent with every default filled in. */
export type Agent = z.output<typeof agentSchema>;
/** What users write. */
export type AgentInput = z.input<typeof agentSchema>;

export type ParsedAgent = { ok: true; agent: Agent } | { ok: false; problems: Problem[] };

/** A document may nest this deep; deeper ones are not read. */
const depthMax = 64;

/** Reads an agent. Tells all problems at once, as many as 100; never throws. Reading its output again changes nothing. */
export function parseAgent(input: unknown): ParsedAgent {
  if (nestsDeeper(input, depthMax)) {
    const hint = `Give a document with at most ${depthMax} levels.`;
    return { ok: false, problems: [{ path: '', problem: 'nests too deeply to be read', hint }] };
  }
  const later = laterVersion(valueOf(input, 'flow'), 'flow.version');
  if (later) return { ok: false, problems: [later] };
  const shape = agentSchema.safeParse(input);
  const problems = [
    ...(shape.success ? [] : problemsOf(shape.error.issues, input)),
    ...agentRules(shape.data ?? input),
  ];
  if (shape.success && problems.length === 0) return { ok: true, agent: shape.data };
  return { ok: false, problems: problems.slice(0, problemsMax) };
}

/** An offline agent of this name with every default. Throws for a name that no agent can have. */
export function defaultAgent(name: string): Agent {
  return agentSchema.parse({ name });
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Level by level, so that a hostile document cannot use up the stack. */
function nestsDeeper(input: unknown, levels: number): boolean {
  let level = [input];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    if (level.length === 0) return false;
  }
  return true;
}

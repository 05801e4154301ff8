/**
 * A vendor's door: its documents become our agents and come back as they were put in. Everything here is pure. What has an
 * effect stands in the agent, which stays editable natively; the vendor's document is kept beside it for the rest. Source:
 * design contract.md section 5.
 */
import * as z from 'zod';
import type { ApiError } from '../../contract/api.ts';
import { type Agent, type AgentInput, defaultAgent, parseAgent } from '../../contract/agent.ts';
import type { Vendor } from '../../contract/compat.ts';
import { type Problem, problemsOf } from '../../contract/problems.ts';
import { adopt, type VendorDefaults } from './adopt.ts';
import { isObject, type JsonDocument, merged } from './json-document.ts';

export type Door = {
  readonly vendor: Vendor;
  /** As people know it. */
  readonly title: string;
  readonly defaults: VendorDefaults;
  /** The vendor's field that names the language model. */
  readonly modelField: string;
  /** The vendor's fields that are read here, with their ranges. */
  readonly fields: z.ZodType;
  /** Checks a document, or a part of one, by the vendor's names and ranges. */
  read(document: JsonDocument): Read;
  /** The vendor's fields with an effect, as the agent has them now. `kept`: the document as it was put in. */
  tell(agent: Agent, kept: JsonDocument): JsonDocument;
  /** The vendor's field for a place in our agent (`ending.reasons[0].reason`); the place itself where there is none. */
  fieldOf(place: string, document: JsonDocument): string;
  /** What is allowed, and probably not meant. `agent`: with the document in it, `isNew`: made by it. */
  warnings(document: JsonDocument, agent: Agent, isNew: boolean): string[];
  /** The vendor's own shape of an error; ours stands in it under `error`, so that the field and what is right are told. */
  refusal(error: ApiError['error'], status: number): object;
  /** For the report of an import: the fields with an effect. */
  readonly effects: readonly Effect[];
};

/** What a vendor's field is here; `change`: in what it means something else; `when`: only then it has an effect. */
export type Effect = { field: string; as: string; change?: string; when?(document: JsonDocument): boolean };

export type Read = { ok: true; name: string | null; take(agent: Agent): Agent } | { ok: false; problems: Problem[] };

export type Taken = { ok: true; agent: Agent; warnings: string[] } | { ok: false; problems: Problem[] };

/** An object of a vendor's, of which only these fields are read. */
export function partly<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.looseObject(shape, { error: `Give an object, with fields such as: ${Object.keys(shape).join(', ')}.` });
}

/** A door's `read`: the schema of its fields, and what they do to an agent. */
export function reading<Fields extends z.ZodType>(
  fields: Fields,
  nameOf: (document: z.output<Fields>) => string | undefined,
  take: (agent: Agent, document: z.output<Fields>) => Agent,
): Door['read'] {
  return (document) => {
    const read = fields.safeParse(document);
    if (!read.success) return { ok: false, problems: problemsOf(read.error.issues, document) };
    return { ok: true, name: nameOf(read.data) ?? null, take: (agent) => take(agent, read.data) };
  };
}

/**
 * An agent with a vendor's document, or part of one, put into it. `before` null: a new agent, with the vendor's defaults;
 * they also come over an agent that was not the vendor's yet, where it still has ours. Problems bear the vendor's names.
 */
export function takeIn(door: Door, before: Agent | null, document: JsonDocument): Taken {
  const read = door.read(document);
  if (!read.ok) return read;
  const base = before ?? newAgent(door, read.name);
  const known = base.compat?.vendor === door.vendor;
  const kept = merged(known ? base.compat!.document : {}, document);
  const taken = read.take(known ? base : adopt(base, door.defaults));
  const compat = { vendor: door.vendor, document: kept };
  const parsed = parseAgent({ ...taken, compat } as AgentInput);
  if (!parsed.ok) return { ok: false, problems: parsed.problems.map((each) => inWords(door, each, kept)) };
  const agent = withAnswer(door, parsed.agent);
  return {
    ok: true,
    agent,
    warnings: [...door.warnings(document, agent, before === null), ...withoutModel(agent, door)],
  };
}

function newAgent({ title, defaults }: Door, name: string | null): Agent {
  const agent = defaultAgent(name ?? `${title} agent`);
  return { ...agent, recording: { ...agent.recording, enabled: defaults.records ?? false } };
}

/** The vendor's document: what was put in, with what has changed since. */
export function giveBack(door: Door, agent: Agent): JsonDocument {
  const kept = agent.compat?.vendor === door.vendor ? agent.compat.document : {};
  return merged(kept, door.tell(agent, kept));
}

/** What is kept is what the vendor would be told: sent back, it is the same document and no new version. */
function withAnswer(door: Door, agent: Agent): Agent {
  const document = giveBack(door, agent) as NonNullable<Agent['compat']>['document'];
  return { ...agent, compat: { vendor: door.vendor, document } };
}

function inWords(door: Door, { path, ...rest }: Problem, document: JsonDocument): Problem {
  return { path: path.startsWith('compat') ? '' : door.fieldOf(path, document), ...rest };
}

function withoutModel({ model }: Agent, { modelField }: Door): string[] {
  if (model.provider !== 'offline' || model.script !== undefined) return [];
  return [
    `This agent has no language model yet: it answers as a test agent. Give ${modelField} the name of a model of OpenAI or ` +
      'Anthropic, such as gpt-4o, or set model in the agent: PUT /v1/agents/{id}.',
  ];
}

/** A part of a document, where it is an object. */
export function partOf(document: JsonDocument, name: string): JsonDocument {
  const part = document[name];
  return isObject(part) ? part : {};
}

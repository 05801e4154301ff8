/** Makes an agent of a vendor's whole document, and tells what became of each field. Source: design contract.md section 5. */
import { type Agent, type AgentInput, parseAgent } from '../../contract/agent.ts';
import { reservedNames } from '../../contract/call-values.ts';
import type { Vendor } from '../../contract/compat.ts';
import { id as idForm } from '../../contract/fields.ts';
import { flowFaultSeverity } from '../../contract/flow-fault.ts';
import { flowFaults } from '../../contract/lint-flow.ts';
import type { Problem } from '../../contract/problems.ts';
import { namesIn } from '../../contract/variables.ts';
import { type Door, takeIn } from './door.ts';
import { type ImportReport, reportOn, type ReportNotes } from './import-report.ts';
import { isObject, type JsonDocument } from './json-document.ts';
import { nixflex } from './nixflex.ts';
import { fromRetell } from './retell.ts';
import { synthflow } from './synthflow.ts';
import { thinnestai } from './thinnestai.ts';
import { fromVapi } from './vapi.ts';

export type Imported =
  | { ok: true; id: string | null; agent: Agent; report: ImportReport; warnings: string[] }
  | { ok: false; problems: Problem[] };

/** What importers without a door make: our agent, and notes for the report. */
export type Importer = (document: JsonDocument, notes: ReportNotes) => AgentInput;

const doors: Partial<Record<Vendor, Door>> = { synthflow, nixflex, thinnestai };
const importers: Partial<Record<Vendor, Importer>> = { vapi: fromVapi, retell: fromRetell };

/** `id`: the vendor's own, where it can be one of ours. Problems bear the vendor's names where a door knows them, else the place in our agent. */
export function importAgent(vendor: Vendor, document: JsonDocument): Imported {
  const door = doors[vendor];
  if (door) return throughDoor(door, vendor === 'synthflow' ? unwrapped(document) : document);
  const notes = reportOn(document);
  const made = importers[vendor]!(document, notes);
  const parsed = parseAgent({ ...withVariables(made, notes), compat: { vendor, document: document as never } });
  if (!parsed.ok) return parsed;
  const id = ownId(document, notes);
  return { ok: true, id, agent: parsed.agent, report: notes.done(), warnings: faultsOf(parsed.agent) };
}

/** A flow that cannot be walked as it stands is saved, and told. */
function faultsOf(agent: Agent): string[] {
  const faults = flowFaults(agent).filter(({ code }) => flowFaultSeverity[code] === 'error');
  return faults.map(({ path, problem, hint }) => `${path} ${problem}. ${hint}`);
}

function throughDoor(door: Door, document: JsonDocument): Imported {
  const taken = takeIn(door, null, document);
  if (!taken.ok) return taken;
  const notes = reportOn(document);
  for (const { field, as, change, when } of door.effects) {
    if (when?.(document) === false) continue;
    if (change === undefined) notes.taken(field, as);
    else notes.changed(field, as, change);
  }
  const id = ownId(document, notes);
  return { ...taken, id, report: notes.done() };
}

function ownId(document: JsonDocument, notes: ReportNotes): string | null {
  for (const field of ['agent_id', 'model_id', 'id']) {
    const read = idForm.safeParse(document[field]);
    if (!read.success) continue;
    notes.taken(field, 'id');
    return read.data;
  }
  return null;
}

/** Synthflow's API wraps an assistant into its answer. */
function unwrapped(document: JsonDocument): JsonDocument {
  const { response } = document;
  if (!isObject(response)) return document;
  const { assistants } = response;
  const [first] = Array.isArray(assistants) ? (assistants as unknown[]) : [response];
  return isObject(first) ? first : document;
}

const dotted = /\{\{\s*([A-Za-z_]\w*(?:\.\w+)+)\s*\}\}/g;

/** The vendors fill in variables at each call, ours are named in the agent: those that nobody gives a value are empty. */
function withVariables(made: AgentInput, notes: ReportNotes): AgentInput {
  const text = JSON.stringify(made).replaceAll(dotted, (_, name: string) => `{{${name.replaceAll('.', '_')}}}`);
  const agent = JSON.parse(text) as AgentInput;
  const own = agent.variables ?? {};
  const missing = namesIn(text).filter(
    (name) => /^[A-Za-z_]\w{0,63}$/.test(name) && !reservedNames.has(name) && !Object.hasOwn(own, name),
  );
  for (const name of missing) notes.noted(`{{${name}}}`, `variables.${name}`, 'it is empty until you give it a value');
  return { ...agent, variables: { ...own, ...Object.fromEntries(missing.map((name) => [name, ''])) } };
}

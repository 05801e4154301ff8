/** `ringoff import`: an agent of another platform becomes one of ours, with a report of what became of its fields. */
import { basename } from 'node:path';
import type { Agent } from '../contract/agent.ts';
import { apiClient } from '../contract/client.ts';
import { type Vendor, vendors } from '../contract/compat.ts';
import { BadConfig } from '../contract/errors.ts';
import { id as idForm } from '../contract/fields.ts';
import { importAgent } from '../server/compat/import-agent.ts';
import type { ImportReport } from '../server/compat/import-report.ts';
import { isObject } from '../server/compat/json-document.ts';
import { accountId } from './account.ts';
import { readJson } from './agents.ts';
import { findServer, type ServerOptions } from './find-server.ts';
import { openConfiguredStore } from './open-store.ts';
import { paint } from './paint.ts';
import { inWords } from './server-client.ts';

export type ImportOptions = ServerOptions & { id?: string; json?: boolean; dryRun?: boolean };

/**
 * Saved on the running server if there is one, else in the database; with `dryRun` nowhere. The id is the one that is asked
 * for, else the platform's own, else the file's name.
 */
export async function importCommand(vendorName: string, file: string, options: ImportOptions): Promise<void> {
  const vendor = vendors.find((known) => known === vendorName);
  if (!vendor)
    throw new BadConfig(`"${vendorName}" is no platform that can be imported; there are ${vendors.join(', ')}`);
  checkId(options.id);
  const document = readJson(file);
  if (!isObject(document))
    throw new BadConfig(`${file}: this is no JSON object; give one agent, as the platform's API tells it`);
  const imported = importAgent(vendor, document);
  if (!imported.ok) {
    const faults = imported.problems.map(
      ({ path, problem, hint }) => `  ${path || '(the document)'} ${problem}. ${hint}`,
    );
    throw new BadConfig(`${file}: it cannot be imported\n${faults.join('\n')}`);
  }
  const fromFile = basename(file, '.json')
    .replaceAll(/[^a-zA-Z0-9_-]/g, '-')
    .slice(0, 64);
  const id = options.id ?? imported.id ?? fromFile;
  const agent = { ...imported.agent, id };
  const version = options.dryRun ? null : await save(id, agent, options);
  const { warnings } = imported;
  const report = id === imported.id ? imported.report : withoutId(imported.report);
  if (!options.json) tell(vendor, id, version, report, warnings);
  else console.log(JSON.stringify({ id, version, report, warnings, ...(options.dryRun && { agent }) }));
}

function checkId(id: string | undefined): void {
  if (id === undefined || idForm.safeParse(id).success) return;
  throw new BadConfig(`--id: "${id}" is no id; give 1 to 64 letters, digits, underscores or hyphens`);
}

async function save(id: string, agent: Agent, options: ImportOptions): Promise<number> {
  const address = findServer(options);
  if (address) {
    try {
      return (await apiClient(address).agents.put({ params: { id }, body: agent as never })).version;
    } catch (error) {
      throw inWords(error, address);
    }
  }
  const store = await openConfiguredStore();
  try {
    return (await store.agents.put(accountId, id, agent)).version;
  } finally {
    await store.close();
  }
}

function tell(
  vendor: Vendor,
  id: string,
  version: number | null,
  report: ImportReport,
  warnings: readonly string[],
): void {
  const saved = version === null ? 'not saved: this was a dry run' : `saved as "${id}", version ${version}`;
  console.log(paint.bold(`One agent from ${vendor}, ${saved}.`));
  section('Taken', takenLines(report));
  section(
    'Taken with another meaning',
    report.changed.map(({ field, as, why }) => `${field} → ${as}: ${why}`),
  );
  section('Kept without effect', report.kept);
  section('To be seen to', warnings);
  if (version !== null) console.log(`\nTry it: npx ringoff call ${id}`);
}

/** The platform's own id was not used. */
function withoutId({ taken, kept, ...rest }: ImportReport): ImportReport {
  const ids = taken.filter(({ as }) => as === 'id').map(({ field }) => field);
  return { ...rest, taken: taken.filter(({ as }) => as !== 'id'), kept: [...ids, ...kept] };
}

/** A line for each field; those of one entry of a list that became the same stand in one. */
function takenLines({ taken }: ImportReport): string[] {
  const lines = new Map<string, { place: string; fields: string[]; as: string }>();
  for (const { field, as } of taken) {
    const [, place = '', rest = field] = /^(.*\])\.([^\]]+)$/.exec(field) ?? [];
    const key = place === '' ? field : `${place} ${as}`;
    const line = lines.get(key) ?? { place, fields: [], as };
    line.fields.push(rest);
    lines.set(key, line);
  }
  return Array.from(lines.values(), ({ place, fields, as }) => {
    return `${place === '' ? '' : `${place}: `}${fields.join(', ')} → ${as}`;
  });
}

function section(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  console.log(`\n${title}:`);
  for (const line of lines) console.log(`  ${line}`);
}

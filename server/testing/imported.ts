/** Agents of other platforms, for tests: the documents of examples/imports, and what an import makes of one. */
import { readFileSync } from 'node:fs';
import type { Vendor } from '../../contract/compat.ts';
import { importAgent, type Imported } from '../compat/import-agent.ts';
import type { JsonDocument } from '../compat/json-document.ts';

export const importFolder = new URL('../../examples/imports/', import.meta.url);

export function importSample(file: string): JsonDocument {
  return JSON.parse(readFileSync(new URL(file, importFolder), 'utf8')) as JsonDocument;
}

export type Done = Extract<Imported, { ok: true }>;

/** Throws what the import refuses. */
export function imported(vendor: Vendor, document: JsonDocument): Done {
  const told = importAgent(vendor, document);
  if (!told.ok) throw new Error(JSON.stringify(told.problems));
  return told;
}

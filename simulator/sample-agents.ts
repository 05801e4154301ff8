/** The sample agents that come with Ringoff. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Store } from '../server/store/store.ts';

const folder = new URL('../examples/agents/', import.meta.url);

type Document = Parameters<Store['agents']['put']>[2];

export function sampleAgents(): { id: string; document: Document }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Document)
    .map((document) => ({ id: String(document['id']), document }));
}

/** Puts in the samples that are missing. One that somebody has changed or deleted stays as it is. */
export async function addSampleAgents(store: Store, accountId: string): Promise<string[]> {
  const added: string[] = [];
  for (const { id, document } of sampleAgents()) {
    if (await store.agents.known(accountId, id)) continue;
    await store.agents.put(accountId, id, document);
    await store.samples.markAgent(accountId, id);
    added.push(id);
  }
  return added;
}

/** Agents where they live: on the server that runs, else in the database of the environment. */
import type { Storable } from '../server/store/json.ts';
import type { Store } from '../server/store/store.ts';
import { accountId } from './account.ts';
import { findAgent, type FoundAgent } from './agents.ts';
import { findServer } from './find-server.ts';
import { openConfiguredStore } from './open-store.ts';
import { serverClient } from './server-client.ts';

/** An agent by its id, or from a file, which is only read and not saved. */
export async function agentNamed(name: string): Promise<FoundAgent> {
  if (name.endsWith('.json')) return findAgent(name, null);
  const address = findServer({});
  return address ? serverClient(address).agent(name) : withStore((store) => findAgent(name, store));
}

/** Saves what `change` makes of an agent; answers with its version. */
export async function changeAgent(id: string, change: (found: FoundAgent) => object): Promise<number> {
  const address = findServer({});
  if (address) {
    const client = serverClient(address);
    return client.put(id, change(await client.agent(id)));
  }
  return withStore(async (store) => {
    const next = change(await findAgent(id, store));
    return (await store.agents.put(accountId, id, next as Storable)).version;
  });
}

async function withStore<Answer>(work: (store: Store) => Promise<Answer>): Promise<Answer> {
  const store = await openConfiguredStore();
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

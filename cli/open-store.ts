/** Opens the database that the environment names. */
import { type Config, readConfig } from '../server/config.ts';
import { openStore, type Store } from '../server/store/store.ts';
import { addSampleAgents } from '../simulator/sample-agents.ts';
import { accountId } from './account.ts';

export async function openConfiguredStore(config: Config = readConfig(process.env)): Promise<Store> {
  const where = config.databaseUrl ? { url: config.databaseUrl } : { dataDir: config.dataDir };
  const store = await openStore(where);
  await addSampleAgents(store, accountId);
  return store;
}

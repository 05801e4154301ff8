/** `ringoff start`: prepares the database and says what to do next. */
import { readConfig } from '../server/config.ts';
import { openConfiguredStore } from './open-store.ts';
import { accountId } from './account.ts';

export async function startCommand(): Promise<void> {
  const config = readConfig(process.env);
  const store = await openConfiguredStore(config);
  try {
    const agents = await store.agents.list(accountId);
    const where = config.databaseUrl ? 'PostgreSQL (DATABASE_URL)' : `the folder ${config.dataDir}`;
    const name = (document: Record<string, unknown>): string => String(document['name'] ?? '');
    console.log(`Ringoff ends AI voice calls properly. Its database is ready, in ${where}.

Agents:
${agents.map((a) => `  ${a.id.padEnd(20)} ${name(a.document)}`).join('\n')}

Talk to one by typing, and say goodbye:
  npx ringoff call ${agents[0]?.id ?? 'front-desk'}
Then ask why the call ended:
  npx ringoff why

This version holds typed calls only: telephone lines, HTTP API and dashboard are not in it yet.`);
  } finally {
    await store.close();
  }
}

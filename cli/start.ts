/** `ringoff start`: runs the server and says what to do next. */
import { flushCompileCache } from 'node:module';
import { type Config, isLoopback, readConfig } from '../server/config.ts';
import { buildDashboard, type DashboardState, dashboardState } from '../server/pages/build-dashboard.ts';
import { firstAccount, type RunningServer, startServer } from '../server/main.ts';
import type { Store } from '../server/store/store.ts';
import { addSampleAgents } from '../simulator/sample-agents.ts';
import { addSampleCalls } from '../simulator/sample-calls.ts';
import { paint } from './paint.ts';

export async function startCommand({ role }: { role?: string } = {}): Promise<void> {
  const config = readConfig({ ...process.env, ...(role !== undefined && { RINGOFF_ROLE: role }) });
  const server = await startServer(config, { prepare });
  const stopping = stopped(server, config); // Before the words: who reads them may stop it at once.
  const pages = config.dashboard ? dashboardState() : 'absent';
  console.log(await welcome(config, server, pages));
  const building = new AbortController();
  if (pages === 'stale') void buildPages(building.signal);
  flushCompileCache(); // Now: a process that is killed writes nothing at its end.
  await stopping.finally(() => building.abort());
}

/** A new database comes with something to look at. */
async function prepare(store: Store): Promise<void> {
  await addSampleAgents(store, firstAccount);
  await addSampleCalls(store, firstAccount);
}

/** Calls are taken meanwhile; a failure costs the dashboard alone. */
async function buildPages(signal: AbortSignal): Promise<void> {
  try {
    await buildDashboard(signal);
    console.log('The dashboard is built.');
  } catch (error) {
    if (!signal.aborted) console.error((error as Error).message);
  }
}

async function welcome(
  config: Config,
  { url, sipUrl, startPath, store }: RunningServer,
  pages: DashboardState,
): Promise<string> {
  const address = config.publicUrl ?? url;
  const agents = await store.agents.list(firstAccount);
  const first = agents.find(({ id }) => id === 'front-desk')?.id ?? agents[0]?.id ?? 'front-desk';
  const idLength = Math.max(...agents.map(({ id }) => id.length));
  const where = config.databaseUrl ? 'PostgreSQL (DATABASE_URL)' : `the folder ${config.dataDir}`;
  const blocks = [
    `${paint.bold('Ringoff ends AI voice calls properly.')} It listens on ${paint.cyan(url)}; its data is in ${where}.`,
    ...warnings(config),
    `Agents:\n${agents.map(({ id, document }) => `  ${id.padEnd(idLength)} ${String(document['name'])}`).join('\n')}`,
    `Talk to one in another terminal, and say goodbye:\n  npx ringoff call ${first}`,
    ...(sipUrl === null
      ? []
      : [`Or call one with a softphone on this machine:\n  ${sipUrl.replace('sip:', `sip:${first}@`)}`]),
    ...dashboardTold[pages],
    startPath === null ? keyIsThere(address) : linkToKey(address, startPath),
    'Ctrl-C stops: live calls may go on for a while, and are then ended with an apology.',
  ];
  return `${blocks.join('\n\n')}\n`;
}

const dashboardTold: Readonly<Record<DashboardState, string[]>> = {
  ready: [],
  stale: [
    'The dashboard is built now, in the background: it is there in some seconds, and the next start has it at once.',
  ],
  absent: [],
};

function linkToKey(address: string, path: string): string {
  const token = path.split('token=')[1]!;
  return `Open the dashboard; this link signs in and gives a first key, once, within 24 hours:
  ${address}${path}
or get a key in a terminal:
  curl -X POST ${address}/v1/account/exchange -H 'content-type: application/json' \\
    -d '{"token": "${token}"}'
and then:
  curl ${address}/v1/agents -H 'authorization: Bearer rk_…'`;
}

function keyIsThere(address: string): string {
  return `The dashboard is at ${address}/ and, like the API, takes the keys of your account:
  curl ${address}/v1/agents -H 'authorization: Bearer rk_…'`;
}

function warnings({ host, publicUrl, trustedProxies }: Config): string[] {
  if (isLoopback(host)) return [];
  const found: string[] = [];
  if (!publicUrl?.startsWith('https:')) {
    found.push(
      `Warning: HOST=${host} can be reached from outside, and without https keys travel in the clear. Put a proxy with\n` +
        'a certificate in front of it, and set PUBLIC_URL=https://…',
    );
  }
  if (publicUrl && trustedProxies.length === 0) {
    found.push(
      'Note: behind a proxy set RINGOFF_TRUSTED_PROXIES to its address: limits then count its clients, not it.',
    );
  }
  return found;
}

/** The first signal lets live calls go on, the second ends them with an apology now, the third waits for nothing. */
function stopped(server: RunningServer, config: Config): Promise<void> {
  let signals = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = (): void => {
    signals += 1;
    if (signals === 3) process.exit(1);
    const { size } = server.switchboard;
    if (signals === 1 && size > 0) console.log(waiting(size, config.stopSeconds));
    server.close(signals === 1 ? undefined : 0).then(resolve, reject);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  return promise.finally(() => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  });
}

function waiting(calls: number, seconds: number): string {
  const up = calls === 1 ? 'One call is' : `${calls} calls are`;
  return `${up} still up: waiting up to ${seconds} s for the end, then an apology. Ctrl-C again: the apology now.`;
}

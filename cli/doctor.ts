/** `ringoff doctor`: what is there, what is missing, and what to do about it. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readConfig } from '../server/config.ts';
import { readServerFile } from '../server/server-file.ts';
import { openConfiguredStore } from './open-store.ts';
import { accountId } from './account.ts';
import { speechFindings } from './doctor-speech.ts';
import { paint } from './paint.ts';

export type Finding = { what: string; state: 'ok' | 'missing' | 'broken'; detail: string; todo: string };

/** Exit code 1 when something is broken; what is merely missing is optional. */
export async function doctorCommand(options: { json?: boolean }): Promise<void> {
  const findings = [nodeFinding(), await databaseFinding(), ...modelFindings(), ...speechFindings(), ...peerFindings()];
  if (options.json) console.log(JSON.stringify({ findings }));
  else for (const finding of findings) print(finding);
  if (findings.some((finding) => finding.state === 'broken')) process.exitCode = 1;
}

function print({ what, state, detail, todo }: Finding): void {
  const mark = { ok: paint.green('ok     '), missing: paint.dim('missing'), broken: paint.red('broken ') }[state];
  console.log(`${mark}  ${what.padEnd(22)} ${detail}${todo ? `\n${' '.repeat(33)}${paint.dim(todo)}` : ''}`);
}

function nodeFinding(): Finding {
  return { what: 'Node', state: 'ok', detail: process.version, todo: '' };
}

async function databaseFinding(): Promise<Finding> {
  const what = 'database';
  try {
    const config = readConfig(process.env);
    const where = config.databaseUrl ? 'PostgreSQL' : `embedded, in ${config.dataDir}`;
    const server = config.databaseUrl ? null : readServerFile(config.dataDir);
    if (server) return await heldByServer(server.url, where);
    const store = await openConfiguredStore(config);
    const agents = await store.agents.list(accountId);
    await store.close();
    return { what, state: 'ok', detail: `${where}, ${agents.length} agents`, todo: '' };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      what,
      state: 'broken',
      detail,
      todo: 'Check RINGOFF_DATA_DIR or DATABASE_URL, and that no other server uses it.',
    };
  }
}

/** The embedded database is the server's alone while it runs. */
async function heldByServer(url: string, where: string): Promise<Finding> {
  const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) });
  const { database } = (await response.json()) as { database: string };
  const state = database === 'ok' ? 'ok' : 'broken';
  const todo = state === 'ok' ? '' : 'Look at the output of the server.';
  return { what: 'database', state, detail: `${where}, held by the server at ${url}: ${database}`, todo };
}

function modelFindings(): Finding[] {
  const keys: [string, string][] = [
    ['OpenAI', 'OPENAI_API_KEY'],
    ['Anthropic', 'ANTHROPIC_API_KEY'],
  ];
  return keys.map(([vendor, key]) => {
    const there = Boolean(process.env[key]);
    const todo = there ? '' : `Optional: set ${key} for agents whose model.provider is ${vendor.toLowerCase()}.`;
    return {
      what: `${vendor} models`,
      state: there ? 'ok' : 'missing',
      detail: there ? `${key} is set` : 'no key',
      todo,
    };
  });
}

/** Programs that only the tests use. */
function peerFindings(): Finding[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const debian = Array.from({ length: 10 }, (_, i) => `/usr/lib/postgresql/${13 + i}/bin`);
  const found = [...folders, ...debian].some((folder) => existsSync(join(folder, 'initdb')));
  return [
    {
      what: 'PostgreSQL (for tests)',
      state: found ? 'ok' : 'missing',
      detail: found ? 'initdb found' : 'initdb not found',
      todo: found ? '' : 'Optional: sh scripts/install-peers.sh',
    },
  ];
}

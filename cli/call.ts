/** `ringoff call`: a call with an agent, typed by hand or played from a script; on the running server if there is one. */
import { readFileSync } from 'node:fs';
import type { CallRecord } from '../contract/call.ts';
import { BadConfig } from '../contract/errors.ts';
import { readConfig } from '../server/config.ts';
import type { Store } from '../server/store/store.ts';
import { parseScript, type Script } from '../simulator/script.ts';
import { findAgent, type FoundAgent } from './agents.ts';
import { callLocally } from './call-local.ts';
import { callOnServer } from './call-server.ts';
import { explain } from './explain.ts';
import { findServer, here, type ServerOptions } from './find-server.ts';
import { openConfiguredStore } from './open-store.ts';
import { paint } from './paint.ts';
import { serverClient, type ServerClient } from './server-client.ts';
import { type Screen, screenOn, typingHelp } from './typing.ts';

type CallOptions = ServerOptions & { script?: string; json?: boolean; store: boolean };

type Called = { record: CallRecord; stored: boolean };

export async function callCommand(name: string, options: CallOptions): Promise<void> {
  const script = options.script === undefined ? null : parseScript(readScript(options.script), options.script);
  const address = options.store ? findServer(options) : refuseServer(options);
  const call: CallOrder = { name, script, quiet: options.json === true };
  const { record, stored } = address
    ? await throughServer(call, serverClient(address))
    : await withoutServer(call, options.store);
  if (options.json) console.log(JSON.stringify(record));
  else console.log(`\n${explain(record)}${stored ? `\nMore: npx ringoff why ${record.call_id} --timeline` : ''}`);
}

function readScript(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BadConfig(`${path}: the script cannot be read`, { cause });
  }
}

/** A server keeps every call. */
function refuseServer({ server }: CallOptions): null {
  if (server === undefined) return null;
  throw new BadConfig('--no-store keeps nothing, but a server does; leave out one of --no-store and --server');
}

type CallOrder = { name: string; script: Script | null; quiet: boolean };

async function throughServer({ name, script, quiet }: CallOrder, server: ServerClient): Promise<Called> {
  if (script && readConfig(process.env).databaseUrl && server.address.from === here) {
    return withoutServer({ name, script, quiet }, true); // PostgreSQL has room for both.
  }
  const found = await server.agent(name);
  const screen = screenFor(quiet);
  if (script) {
    note(screen, `A server runs at ${server.address.url}, and scripts play in virtual time: this call is not stored.`);
    return { record: await callLocally({ found, store: null, script, screen, quiet }), stored: false };
  }
  note(screen, `On the server at ${server.address.url}.`);
  introduce(found, screen);
  return { record: await callOnServer(server, found.id, screen), stored: true };
}

async function withoutServer({ name, script, quiet }: CallOrder, stores: boolean): Promise<Called> {
  const store: Store | null = stores ? await openConfiguredStore() : null;
  try {
    const found = await findAgent(name, store);
    const screen = screenFor(quiet);
    if (!script) introduce(found, screen);
    return { record: await callLocally({ found, store, script, screen, quiet }), stored: store !== null };
  } finally {
    await store?.close();
  }
}

/** The record alone goes to standard output with --json. */
function screenFor(quiet: boolean): Screen {
  return screenOn(quiet ? process.stderr : process.stdout);
}

function introduce({ agent }: FoundAgent, screen: Screen): void {
  if (agent.model.provider === 'offline') note(screen, `${agent.name} answers from a script: no model is asked.`);
  note(screen, typingHelp);
}

function note(screen: Screen, text: string): void {
  screen.write(paint.dim(`${text}\n`));
}

/** `ringoff why`: why a call ended, asked of the running server if there is one, else of the database. */
import type { CallRecord } from '../contract/call.ts';
import { BadConfig } from '../contract/errors.ts';
import type { TimelineEntry } from '../contract/routes/calls.ts';
import type { LogEntry } from '../server/session/log.ts';
import type { Store } from '../server/store/store.ts';
import { accountId } from './account.ts';
import { explain } from './explain.ts';
import { findServer, type ServerOptions } from './find-server.ts';
import { openConfiguredStore } from './open-store.ts';
import { paint } from './paint.ts';
import { serverClient, type ServerClient } from './server-client.ts';

type WhyOptions = ServerOptions & { json?: boolean; timeline?: boolean };

/** What is known of one call. `record` is null while it goes on. */
type Told = { id: string; record: CallRecord | null; processGone: boolean; entries: LogEntry[] };

export async function whyCommand(callId: string | undefined, options: WhyOptions): Promise<void> {
  const address = findServer(options);
  const told = address ? await askServer(serverClient(address), callId, options) : await askStore(callId, options);
  const { id, record, entries } = told;
  if (!record) {
    console.log(`${id} has not ended${told.processGone ? ': its process is gone' : ' yet'}.`);
    return;
  }
  if (!options.json) console.log(explain(record));
  entries.forEach(printEntry);
  if (options.json) console.log(JSON.stringify(record));
}

async function askServer(server: ServerClient, callId: string | undefined, options: WhyOptions): Promise<Told> {
  const id = callId ?? (await server.newestCall());
  if (id === null) throw noCall;
  const record = await server.record(id);
  const entries = record && options.timeline ? (await server.timeline(id)).map(toLogEntry) : [];
  return { id, record, processGone: false, entries };
}

async function askStore(callId: string | undefined, options: WhyOptions): Promise<Told> {
  const store = await openConfiguredStore();
  try {
    const id = callId ?? (await newestCall(store));
    const call = await store.calls.get(accountId, id);
    if (!call) throw new BadConfig(`there is no call "${id}" here; without an id the newest one is told`);
    const log = options.timeline ? await store.calls.log(accountId, id) : [];
    return {
      id,
      record: call.record as unknown as CallRecord | null,
      processGone: call.leaseUntil < new Date(),
      entries: log as unknown as LogEntry[],
    };
  } finally {
    await store.close();
  }
}

async function newestCall(store: Store): Promise<string> {
  const [newest] = await store.calls.list(accountId, { limit: 1 });
  if (!newest) throw noCall;
  return newest.id;
}

const noCall = new BadConfig('there is no call yet; make one: npx ringoff call front-desk');

/** The API's names of fields stay as they are: they are only printed. */
function toLogEntry({ seq, at_seconds: seconds, event, effects, note }: TimelineEntry): LogEntry {
  const at = Math.round(seconds * 1000);
  return (note ? { seq, at, note } : { seq, at, event, effects }) as LogEntry;
}

export function printEntry(entry: LogEntry): void {
  const time = paint.dim(`${(entry.at / 1000).toFixed(3).padStart(9)}s`);
  if ('note' in entry) {
    const { type, ...rest } = entry.note;
    return console.log(`${time} ${paint.dim(`note ${type} ${JSON.stringify(rest)}`)}`);
  }
  const { type, ...fields } = entry.event;
  const orders = entry.effects.map((effect) => effect.type).join(', ');
  console.log(
    `${time} ${type.padEnd(24)} ${JSON.stringify(fields).slice(0, 200)}${orders ? paint.bold(`  → ${orders}`) : ''}`,
  );
}

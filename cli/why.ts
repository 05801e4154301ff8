/** `ringoff why`: why a stored call ended. */
import type { CallRecord } from '../contract/call.ts';
import { BadConfig } from '../contract/errors.ts';
import type { LogEntry } from '../server/log.ts';
import type { Store } from '../server/store/store.ts';
import { accountId } from './account.ts';
import { explain } from './explain.ts';
import { openConfiguredStore } from './open-store.ts';
import { paint } from './paint.ts';

type WhyOptions = { json?: boolean; timeline?: boolean };

export async function whyCommand(callId: string | undefined, options: WhyOptions): Promise<void> {
  const store = await openConfiguredStore();
  try {
    const id = callId ?? (await newestCall(store));
    const call = await store.calls.get(accountId, id);
    if (!call) throw new BadConfig(`there is no call "${id}" here; without an id the newest one is told`);
    if (!call.record) {
      console.log(`${id} has not ended${call.leaseUntil < new Date() ? ': its process is gone' : ' yet'}.`);
      return;
    }
    const record = call.record as unknown as CallRecord;
    if (!options.json) console.log(explain(record));
    if (options.timeline)
      for (const entry of await store.calls.log(accountId, id)) printEntry(entry as unknown as LogEntry);
    if (options.json) console.log(JSON.stringify(record));
  } finally {
    await store.close();
  }
}

async function newestCall(store: Store): Promise<string> {
  const [newest] = await store.calls.list(accountId, { limit: 1 });
  if (!newest) throw new BadConfig('there is no call yet; make one: npx ringoff call front-desk');
  return newest.id;
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

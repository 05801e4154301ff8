/**
 * What happens in live calls, as it happens. A reader that comes back with Last-Event-ID gets what it has not seen,
 * nothing twice.
 */
import { withEventMeta } from '@orpc/server';
import type { LiveEventAnswer } from '../../contract/routes/calls.ts';
import type { PhaseName } from '../../engine/reasons.ts';
import type { EventFeed } from '../event-feed.ts';
import { notFound } from '../http/refusal.ts';
import type { LiveStream, Streams } from '../http/streams.ts';
import type { LogEntry } from '../log.ts';
import type { Clock } from '../../providers/clock.ts';
import type { StoredCall } from '../store/call.ts';
import type { Store } from '../store/store.ts';
import type { LiveCall, Switchboard } from '../switchboard.ts';
import type { ApiContext } from './api.ts';
import { toldEntry, toldEvent } from './told-call.ts';

export type EventParts = {
  store: Pick<Store, 'calls'>;
  switchboard: Switchboard;
  feed: EventFeed;
  streams: Streams;
  clock: Clock;
};

type Asked = { context: ApiContext; lastEventId: string | undefined; signal: AbortSignal | undefined };
type Told = LiveStream<LiveEventAnswer>;

/** How often a call that is up in another process is looked up. */
const lookEveryMs = 1_000;

/** Events of all calls of the account. Their ids are places in the feed of this process. */
export function followAccount({ feed, streams }: EventParts, { context, lastEventId, signal }: Asked): Told {
  noBuffering(context);
  let stop = (): void => {};
  const stream: Told = streams.open(context.owner, signal, () => stop());
  const followed = feed.follow(context.owner.accountId, lastEventId ?? null, ({ id, event }) =>
    stream.push(withEventMeta(toldEvent(event), { id })),
  );
  stop = followed.stop;
  if (followed.missed) stream.push({ type: 'events.missed' });
  return stream;
}

/**
 * The log of one call from its beginning, and its end; then the stream is done. An entry's id is its place in the log, so
 * that it is the same from memory and from the store.
 */
export async function followCall(parts: EventParts, callId: string, asked: Asked): Promise<Told> {
  const { accountId } = asked.context.owner;
  const from = nextPlace(asked.lastEventId);
  const live = parts.switchboard.get(accountId, callId);
  const call = live ? null : await parts.store.calls.get(accountId, callId);
  if (!live && !call) throw notFound('call', callId);
  noBuffering(asked.context);
  return live ? followLive(parts, live, from, asked) : followStored(parts, call!, from, asked);
}

function followLive(parts: EventParts, live: LiveCall, from: number, { context, signal }: Asked): Told {
  const { callId, accountId } = live;
  let stop = (): void => {};
  const stream: Told = parts.streams.open(context.owner, signal, () => stop());
  // Nothing happens between this line and the watching: both are one turn of the process.
  stream.pushPast(live.entries.filter(({ seq }) => seq >= from).map((entry) => toldWithId(callId, entry, null)));
  stop = parts.switchboard.watch(accountId, (event) => {
    if (event.callId !== callId) return;
    if (event.type === 'entry' && event.entry.seq >= from) {
      stream.push(toldWithId(callId, event.entry, event.phase));
    }
    if (event.type !== 'ended') return;
    stream.push(withEventMeta(toldEvent(event), { id: `${live.entries.length}` }));
    stream.close();
  });
  return stream;
}

/** Of an ended call at once; of one that is up in another process as it gets stored. */
function followStored(parts: EventParts, first: StoredCall, from: number, { context, signal }: Asked): Told {
  const { store, clock } = parts;
  const { accountId, id } = first;
  let next = from;
  let cancel = (): void => {};
  const stream: Told = parts.streams.open(context.owner, signal, () => cancel());

  async function look(call: StoredCall | null): Promise<void> {
    const log = (await store.calls.log(accountId, id)) as unknown as LogEntry[];
    stream.pushPast(log.filter(({ seq }) => seq >= next).map((entry) => toldWithId(id, entry, null)));
    next = Math.max(next, (log.at(-1)?.seq ?? -1) + 1);
    if (call?.state === 'live') {
      cancel = clock.after(lookEveryMs, () => void lookAgain());
      return;
    }
    if (call?.endedReason) {
      stream.push(
        withEventMeta({ type: 'call.ended', call_id: id, ended_reason: call.endedReason }, { id: `${next}` }),
      );
    }
    stream.close();
  }

  /** The call is read before its log, so that the log of one that has ended is whole. A failure ends the stream. */
  const lookAgain = (): Promise<void> =>
    store.calls
      .get(accountId, id)
      .then(look)
      .catch((error: unknown) => {
        context.log.error({ err: error }, 'the log of a call could not be followed');
        stream.close();
      });

  void look(first).catch(() => stream.close());
  return stream;
}

function toldWithId(callId: string, entry: LogEntry, phase: PhaseName | null): LiveEventAnswer {
  return withEventMeta({ type: 'call.entry', call_id: callId, phase, entry: toldEntry(entry) }, { id: `${entry.seq}` });
}

/** Behind the entry with this id; from the beginning when it is none of ours. */
function nextPlace(lastEventId: string | undefined): number {
  return lastEventId !== undefined && /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) + 1 : 0;
}

/** Proxies would hold events back. */
function noBuffering({ reply }: ApiContext): void {
  reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
}

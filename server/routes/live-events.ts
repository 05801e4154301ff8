/**
 * What happens in live calls, as it happens. A reader that comes back with Last-Event-ID gets what it has not seen,
 * nothing twice.
 */
import { withEventMeta } from '@orpc/server';
import type { LiveEventAnswer } from '../../contract/routes/calls.ts';
import type { PhaseName } from '../../engine/reasons.ts';
import type { EventFeed } from '../calls/event-feed.ts';
import { notFound } from '../http/refusal.ts';
import type { LiveStream, Streams } from '../http/streams.ts';
import type { LogEntry } from '../session/log.ts';
import type { Clock } from '../../providers/clock.ts';
import type { NodeNotices, Notice } from '../calls/node-notices.ts';
import type { StoredCall } from '../store/call.ts';
import type { Store } from '../store/store.ts';
import { phasesOf } from '../calls/stored-policy.ts';
import type { LiveCall, Switchboard } from '../calls/switchboard.ts';
import type { ApiContext } from './api.ts';
import { toldEntry, toldEvent } from './told-call.ts';

export type EventParts = {
  store: Pick<Store, 'calls' | 'farCalls' | 'agents'>;
  switchboard: Switchboard;
  notices: Pick<NodeNotices, 'hear'>;
  feed: EventFeed;
  streams: Streams;
  clock: Clock;
};

type Asked = { context: ApiContext; lastEventId: string | undefined; signal: AbortSignal | undefined };
type Told = LiveStream<LiveEventAnswer>;

/** How often a call of another node is looked up when nobody says that there is news. */
const lookEveryMs = 5_000;

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

/** Of an ended call at once; of one that another node drives as it gets stored. */
function followStored(parts: EventParts, { id, accountId, ...first }: StoredCall, from: number, asked: Asked): Told {
  const { store, clock, notices, switchboard } = parts;
  const { context, signal } = asked;
  let next = 0;
  let phaseAfter: ((entry: LogEntry) => PhaseName | null) | null = null;
  let reading = false;
  let readAgain = false;
  let cancel = (): void => {};
  const stops: (() => void)[] = [];
  const stream: Told = parts.streams.open(context.owner, signal, () => {
    cancel();
    for (const stop of stops) stop();
  });

  async function readNew(): Promise<void> {
    const [news] = await store.farCalls.news(accountId, [{ callId: id, next }]);
    if (!news) return stream.close(); // It was deleted.
    const isPast = phaseAfter === null;
    phaseAfter ??= await phasesOf({ ...first, accountId }, store);
    const entries = news.entries as unknown as LogEntry[];
    const told = entries.flatMap((entry) => {
      const phase = phaseAfter!(entry);
      return entry.seq < from ? [] : [toldWithId(id, entry, isPast ? null : phase)];
    });
    if (isPast) stream.pushPast(told);
    else for (const each of told) stream.push(each);
    next = Math.max(next, (entries.at(-1)?.seq ?? -1) + 1);
    if (news.call.state !== 'ended') return;
    const reason = news.call.endedReason ?? 'error';
    stream.push(withEventMeta({ type: 'call.ended', call_id: id, ended_reason: reason }, { id: `${next}` }));
    stream.close();
  }

  /** One reading at a time. A failure ends the stream, which its reader can resume. */
  async function read(): Promise<void> {
    readAgain = true;
    if (reading) return;
    reading = true;
    try {
      for (; readAgain && !stream.closed; await readNew()) readAgain = false;
    } catch (error) {
      context.log.error({ err: error }, 'the log of a call could not be followed');
      stream.close();
    }
    reading = false;
  }

  const arm = (): void => {
    cancel = clock.after(lookEveryMs, () => {
      void read();
      arm();
    });
  };
  const ifOurs = ({ callId }: { callId: string }): void => void (callId === id && read());
  const onNotice = (notice: Notice): void => void (notice.about === 'call' && ifOurs(notice));
  if (first.state === 'live') {
    arm();
    stops.push(notices.hear({ onNotice, onGap: () => void read() }));
    stops.push(switchboard.watch(accountId, ifOurs)); // This process may come to end it.
  }
  void read();
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

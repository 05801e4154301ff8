/**
 * What happens in the calls of other nodes, for those who look on here: read from the database whenever another node
 * says that there is news, and now and then without that.
 */
import type { CallRecord } from '../../contract/call.ts';
import type { PhaseName } from '../../engine/reasons.ts';
import type { Clock } from '../../providers/clock.ts';
import type { LogEntry } from '../session/log.ts';
import type { NodeNotices } from './node-notices.ts';
import type { FarCall, FarNews } from '../store/far-calls.ts';
import type { Store } from '../store/store.ts';
import { phasesOf } from './stored-policy.ts';
import type { LiveEvent, SwitchboardLog } from './switchboard.ts';

export type FarCalls = {
  /** Hears every event of the account's calls on other nodes from now on; the answer stops it. */
  watch(accountId: string, listener: (event: LiveEvent) => void): () => void;
};

export type FarCallsParts = {
  store: Pick<Store, 'farCalls' | 'agents'>;
  notices: Pick<NodeNotices, 'hear'>;
  clock: Clock;
  node: string;
  log: SwitchboardLog;
};

/** What a lost word costs at most. */
const lookEveryMs = 5_000;
const atOnceMax = 100;
/** Words of calls that have ended may still come. */
const overMax = 1_000;

/** `phases` knows the log up to `next`; null while nothing of it was read. */
type Followed = { next: number; phases: ((entry: LogEntry) => PhaseName | null) | null };

export function newFarCalls(parts: FarCallsParts): FarCalls {
  return { watch: (accountId, listener) => follow(accountId, listener, parts) };
}

function follow(
  accountId: string,
  listener: (event: LiveEvent) => void,
  { store, notices, clock, node, log }: FarCallsParts,
): () => void {
  const begunAt = clock.now();
  const followed = new Map<string, Followed>();
  const over = new Set<string>();
  const changed = new Set<string>();
  /** By the database's clock: what began earlier is not told from its beginning. */
  let since: Date | null = null;
  let mustLook = true;
  let reading = false;
  let failing = false;
  let stopped = false;
  let cancel = (): void => {};

  const stopHearing = notices.hear({
    onNotice(notice) {
      if (notice.about !== 'call' || notice.accountId !== accountId) return;
      changed.add(notice.callId);
      void read();
    },
    onGap: look,
  });
  arm();

  function arm(): void {
    cancel = clock.after(lookEveryMs, () => {
      look();
      arm();
    });
  }

  function look(): void {
    mustLook = true;
    void read();
  }

  /** One at a time. Never rejects: what failed is read again at the next look. */
  async function read(): Promise<void> {
    if (reading) return;
    reading = true;
    try {
      while (!stopped && (mustLook || changed.size > 0)) {
        if (mustLook) await findChanged();
        await readChanged();
      }
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'the calls of other nodes could not be followed');
      failing = true;
    }
    reading = false;
  }

  /** Without any word: calls that are new, whose log has grown, or that are no longer live elsewhere. */
  async function findChanged(): Promise<void> {
    const { at, calls } = await store.farCalls.standing(accountId, node);
    mustLook = false;
    since ??= new Date(at.getTime() - (clock.now() - begunAt));
    const standing = new Set<string>();
    for (const { callId, next, startedAt } of calls) {
      standing.add(callId);
      const known = followed.get(callId);
      if (!known && startedAt < since) followed.set(callId, { next, phases: null });
      else if (!known || known.next < next) changed.add(callId);
    }
    for (const callId of followed.keys()) if (!standing.has(callId)) changed.add(callId);
  }

  async function readChanged(): Promise<void> {
    const some = [...changed].slice(0, atOnceMax);
    for (const callId of some) changed.delete(callId);
    const marks = some.filter((callId) => !over.has(callId)).map((callId) => ({ callId, next: startOf(callId) }));
    if (marks.length === 0) return;
    for (const news of await store.farCalls.news(accountId, marks)) await tellNews(news);
  }

  /** The stage of a call is known from its whole log. */
  function startOf(callId: string): number {
    const known = followed.get(callId);
    return known?.phases ? known.next : 0;
  }

  async function tellNews({ call, entries }: FarNews): Promise<void> {
    if (call.leaseNode === node) return forget(call.id); // Taken over: it is told by who ends it.
    const isNew = !followed.has(call.id);
    if (isNew && call.startedAt < since!) return call.state === 'ended' ? forget(call.id) : undefined;
    const known = followed.get(call.id) ?? { next: 0, phases: null };
    known.phases ??= await phasesOf(call, store);
    followed.set(call.id, known);
    if (stopped) return;
    if (isNew) listener(startedEvent(call));
    for (const entry of entries as unknown as LogEntry[]) {
      const phase = known.phases(entry);
      if (entry.seq >= known.next) listener({ type: 'entry', callId: call.id, entry, phase });
    }
    known.next = Math.max(known.next, (entries.at(-1)?.seq ?? -1) + 1);
    if (call.state !== 'ended') return;
    forget(call.id);
    listener({ type: 'ended', callId: call.id, endedReason: call.endedReason ?? 'error', record: null });
  }

  function forget(callId: string): void {
    followed.delete(callId);
    over.add(callId);
    if (over.size > overMax) over.delete(over.values().next().value!);
  }

  return () => {
    stopped = true;
    cancel();
    stopHearing();
  };
}

function startedEvent(call: FarCall): LiveEvent {
  const { id: callId, accountId, agentId, agentVersion, direction, from, to, startedAt: createdAt } = call;
  const who = { callId, accountId, agentId, agentVersion, direction, from: from ?? '', to: to ?? '', createdAt };
  const metadata = call.metadata as CallRecord['metadata'];
  return { type: 'started', callId, header: { ...who, variables: {}, metadata } };
}

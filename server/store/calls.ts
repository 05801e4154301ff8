import { type Kysely, sql } from 'kysely';
import { Terminal } from '../../contract/errors.ts';
import type { Heard, Proof } from '../../engine/reasons.ts';
import { type EndRecord, type LogEntry, type NewCall, type StoredCall, toCall } from './call.ts';
import { type CallEnd, callEnd, endCalls } from './call-end.ts';
import {
  databaseTime,
  type HeldLease,
  leaseEnd,
  type LostLease,
  refusal,
  type Refusal,
  renewLease,
  renewLeases,
  type TakeOver,
  takeOverCalls,
  type TakenCall,
} from './call-lease.ts';
import { type CallPage, type ExportedCall, listCalls, listRecords } from './call-list.ts';
import { appendEntries, type CallEntries, callEntries, readEntries } from './call-log.ts';
import { groupQueue } from './group-queue.ts';
import type { Jobs } from './jobs.ts';
import { storableText, toJsonText } from './json.ts';
import type { Tables } from './tables.ts';

/** Calls, their leases and logs. Everything that writes to a live call names the epoch of the lease it holds. */
export type Calls = {
  /**
   * Commits the intent and takes the lease, with epoch 1, which is answered. To be awaited before answering or dialling.
   * May be repeated after an unknown outcome. @throws Terminal when another call has the id or the idempotency key.
   */
  begin(call: NewCall, node: string): Promise<number>;
  /** What became known since: the leg's id, that it was answered, what adopting it takes. */
  amend(callId: string, epoch: number, changes: CallChanges): Promise<'amended' | Refusal>;
  /**
   * The carrier names the leg of a call that was dialled, and nobody in this process is there for it. `nobodys`: in no
   * other one, either. `held`: a process may have it, or the sweeper is about to take it.
   */
  adoptLeg(callId: string, legId: string): Promise<'held' | 'nobodys' | 'unknown'>;
  /** In one statement, which calls that append at the same time share. */
  append(callId: string, epoch: number, entries: readonly LogEntry[]): Promise<'appended' | Refusal>;
  /** To be called every 2 s. */
  renew(callId: string, epoch: number, node: string): Promise<'renewed' | Refusal>;
  /** The same for all calls of a process in one statement; answers those whose lease is no longer held. */
  renewAll(held: readonly HeldLease[], node: string): Promise<LostLease[]>;
  /** With its record, last entries and first job, in one transaction, which calls that end at the same time share. */
  end(callId: string, epoch: number, record: EndRecord, entries: readonly LogEntry[]): Promise<'ended' | Refusal>;
  /**
   * At most `limit` calls whose lease ran out, each given to one node only, with its next epoch. The leases of an
   * absent database run out too: a sweeper must have reached it for one whole lease without a failure before it asks.
   */
  takeOver(order: TakeOver): Promise<TakenCall[]>;
  /** The database's time of day. */
  time(): Promise<Date>;
  get(accountId: string, callId: string): Promise<StoredCall | null>;
  /** The call that was made for an idempotency key. */
  getByKey(accountId: string, idempotencyKey: string): Promise<StoredCall | null>;
  log(accountId: string, callId: string): Promise<LogEntry[]>;
  /** Newest first, without records and intents; the next page begins before the last one seen. */
  list(accountId: string, page: CallPage): Promise<ListedCall[]>;
  /** The records of ended calls, in the same order and by the same filters. */
  records(accountId: string, page: CallPage): Promise<ExportedCall[]>;
};

export type { HeldLease, LostLease, TakenCall };
export type CallChanges = { legId?: string; answeredAt?: Date; intent?: NewCall['intent'] };
export type ListedCall = Omit<StoredCall, 'record' | 'intent'> & {
  durationSeconds: number | null;
  farewellHeard: Heard | null;
  hangUpProof: Proof | null;
};

export function callStore(db: Kysely<Tables>, jobs: Pick<Jobs, 'sendInTransaction'>): Calls {
  const end = groupQueue((group: readonly CallEnd[]) => endCalls(db, jobs, group));
  const append = groupQueue((group: readonly CallEntries[]) => appendEntries(db, group));
  return {
    begin: (call, node) => begin(db, call, node),
    amend: (callId, epoch, changes) => amend(db, callId, epoch, changes),
    adoptLeg: (callId, legId) => adoptLeg(db, callId, legId),
    append: async (callId, epoch, entries) => append(callEntries(callId, epoch, entries)),
    renew: (callId, epoch, node) => renewLease(db, callId, epoch, node),
    renewAll: (held, node) => renewLeases(db, held, node),
    end: async (callId, epoch, record, entries) => end(callEnd(callId, epoch, record, entries)),
    takeOver: (order) => takeOverCalls(db, order),
    time: () => databaseTime(db),
    log: (accountId, callId) => readEntries(db, accountId, callId),
    list: (accountId, page) => list(db, accountId, page),
    records: (accountId, page) => listRecords(db, accountId, page),
    get: (accountId, callId) => find(db, accountId, 'id', callId),
    getByKey: (accountId, key) => find(db, accountId, 'idempotency_key', key),
  };
}

async function find(
  db: Kysely<Tables>,
  accountId: string,
  by: 'id' | 'idempotency_key',
  value: string,
): Promise<StoredCall | null> {
  const row = await db
    .selectFrom('call')
    .selectAll()
    .where('account_id', '=', accountId)
    .where(by, '=', value)
    .executeTakeFirst();
  return row ? toCall(row) : null;
}

async function begin(db: Kysely<Tables>, call: NewCall, node: string): Promise<number> {
  const epoch = 1;
  const begun = await db
    .insertInto('call')
    .values({ ...toRow(call), lease_node: node, lease_epoch: epoch, lease_until: leaseEnd })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (begun) return epoch;
  const known = await find(db, call.accountId, 'id', call.id);
  if (!known && call.idempotencyKey) throw new Terminal('There is a call with this idempotency key already');
  if ((await renewLease(db, call.id, epoch, node)) === 'renewed') return epoch;
  throw new Terminal(`There is a call ${call.id} already`);
}

async function amend(db: Kysely<Tables>, callId: string, epoch: number, changes: CallChanges) {
  const { legId, answeredAt, intent } = changes;
  const amended = await db
    .updateTable('call')
    .set({
      ...(legId !== undefined && { leg_id: legId }),
      ...(answeredAt !== undefined && { answered_at: answeredAt }),
      ...(intent !== undefined && { intent: toJsonText(intent) }),
    })
    .where('id', '=', callId)
    .where('lease_epoch', '=', epoch)
    .where('state', '=', 'live')
    .returning('id')
    .executeTakeFirst();
  return amended ? ('amended' as const) : refusal(db, callId, epoch);
}

/** Any epoch but the first is a sweeper's, who hangs up. */
async function adoptLeg(db: Kysely<Tables>, callId: string, legId: string) {
  const known = sql<string>`coalesce(leg_id, ${storableText(legId)})`;
  const row = await db
    .updateTable('call')
    .set({ leg_id: known })
    .where('id', '=', callId)
    .where('direction', '=', 'outbound')
    .returning(['state', 'lease_epoch', sql<boolean>`lease_until < now()`.as('expired')])
    .executeTakeFirst();
  if (!row) return 'unknown' as const;
  return row.state === 'ended' || row.lease_epoch > 1 || row.expired ? ('nobodys' as const) : ('held' as const);
}

async function list(db: Kysely<Tables>, accountId: string, page: CallPage): Promise<ListedCall[]> {
  const rows = await listCalls(db, accountId, page);
  return rows.map(({ duration_seconds, farewell_heard, hang_up_proof, ...row }) => {
    const { record: _record, intent: _intent, ...listed } = toCall({ ...row, record: null, intent: {} });
    const told = { farewellHeard: farewell_heard as Heard | null, hangUpProof: hang_up_proof as Proof | null };
    return { ...listed, ...told, durationSeconds: duration_seconds };
  });
}

/** Texts that a caller's side may have chosen are made storable. */
function toRow(call: NewCall) {
  const text = (value: string | null) => (value === null ? null : storableText(value));
  return {
    id: call.id,
    account_id: call.accountId,
    agent_id: call.agentId,
    agent_version: call.agentVersion,
    direction: call.direction,
    carrier: call.carrier,
    leg_id: text(call.legId),
    from_number: text(call.from),
    to_number: text(call.to),
    intent: toJsonText(call.intent),
    log_format: call.logFormat,
    metadata: toJsonText(call.metadata),
    idempotency_key: call.idempotencyKey ?? null,
    ...(call.sample && { sample: true }),
    ...(call.startedAt && { started_at: call.startedAt }),
  };
}

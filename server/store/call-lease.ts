import { type Kysely, sql } from 'kysely';
import { Terminal } from '../../contract/errors.ts';
import { type StoredCall, toCall } from './call.ts';
import { toJsonText } from './json.ts';
import type { CallRow, Tables } from './tables.ts';

/** A lease that nobody renews runs out after so long, by the database's clock (design ending.md section 10). */
export const leaseMs = 6_000;

/** `already_ended`: by this epoch. `fenced`: another node took the call over, and this one must let go of it. */
export type Refusal = 'already_ended' | 'fenced';

/** A call whose lease ran out, with its next epoch, and where its log goes on. */
export type TakenCall = StoredCall & { nextSeq: number };

export const leaseEnd = sql<Date>`now() + make_interval(secs => ${sql.lit(leaseMs / 1_000)})`;

/** Renews even a lease that ran out, as long as nobody took it: a live call outlives the database's absence. */
export async function renewLease(
  db: Kysely<Tables>,
  callId: string,
  epoch: number,
  node: string,
): Promise<'renewed' | Refusal> {
  const { rows } = await sql`
    update call set lease_until = ${leaseEnd}
    where id = ${callId} and lease_epoch = ${epoch} and lease_node = ${node} and state = 'live'
    returning id`.execute(db);
  return rows.length > 0 ? 'renewed' : refusal(db, callId, epoch);
}

/** A lease as its holder knows it. */
export type HeldLease = { callId: string; epoch: number };
export type LostLease = { callId: string; refusal: Refusal };

/**
 * Renews many in one statement; answers those that are no longer held. Rows are locked in the order of their ids, as in
 * every statement on many calls: two of them would else wait for each other.
 */
export async function renewLeases(db: Kysely<Tables>, held: readonly HeldLease[], node: string): Promise<LostLease[]> {
  const { rows } = await sql<{ id: string }>`
    with held as materialized (
      select * from jsonb_to_recordset(${toJsonText(held)}::jsonb) as h ("callId" text, epoch integer)
    ), locked as materialized (
      select id from call join held on held."callId" = id order by id for no key update of call
    )
    update call set lease_until = ${leaseEnd}
    from held join locked on locked.id = held."callId"
    where call.id = locked.id and lease_epoch = held.epoch and lease_node = ${node} and state = 'live'
    returning call.id`.execute(db);
  const renewed = new Set(rows.map(({ id }) => id));
  const lost: LostLease[] = [];
  for (const { callId, epoch } of held) {
    if (!renewed.has(callId)) lost.push({ callId, refusal: await refusal(db, callId, epoch) });
  }
  return lost;
}

export type TakeOver = {
  node: string;
  limit: number;
  /** Calls that live in this very process, whatever their leases say. */
  holding?: readonly string[];
  /** Carriers that this process cannot reach: their calls are left to others for a while. */
  unreachable?: readonly string[];
  /** By the database's clock: a statement that was held up until then takes nothing. */
  before?: Date;
  /** Nobody else has this database, so that a lease of another node is that of a dead one. */
  alone?: boolean;
};

/** Somebody has to end a call in the end, also when its carrier cannot be reached. */
const othersMs = 60_000;

/** Calls locked by somebody at this moment are passed over: they are alive, or being taken. */
export async function takeOverCalls(db: Kysely<Tables>, order: TakeOver): Promise<TakenCall[]> {
  const { node, limit, holding = [], unreachable = [], before = null, alone = false } = order;
  const { rows } = await sql<CallRow & { next_seq: number }>`
    with due as (
      select id from call where state = 'live'
        and (lease_until < now() or (${alone}::boolean and lease_node <> ${node}))
        and id not in (select jsonb_array_elements_text(${JSON.stringify(holding)}::jsonb))
        and (lease_until < now() - make_interval(secs => ${sql.lit(othersMs / 1_000)})
          or carrier not in (select jsonb_array_elements_text(${JSON.stringify(unreachable)}::jsonb)))
        and (${before}::timestamptz is null or clock_timestamp() < ${before}::timestamptz)
      order by lease_until limit ${limit}
      for update skip locked
    )
    update call set lease_node = ${node}, lease_epoch = lease_epoch + 1, lease_until = ${leaseEnd}
    from due where call.id = due.id
    returning call.*, (select coalesce(max(seq) + 1, 0) from call_log where call_id = call.id) as next_seq`.execute(db);
  return rows.map((row) => ({ ...toCall(row), nextSeq: row.next_seq }));
}

/** What time it is there. */
export async function databaseTime(db: Kysely<Tables>): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  return rows[0]!.at;
}

/**
 * Why a write under this epoch found no live call.
 * @throws Terminal when there is no such call.
 */
export async function refusal(db: Kysely<Tables>, callId: string, epoch: number): Promise<Refusal> {
  const call = await db.selectFrom('call').select(['lease_epoch', 'state']).where('id', '=', callId).executeTakeFirst();
  if (!call) throw new Terminal(`There is no call ${callId}`);
  return call.lease_epoch === epoch && call.state === 'ended' ? 'already_ended' : 'fenced';
}

import { type Expression, type Kysely, sql, type SqlBool } from 'kysely';
import type { CallRecord } from '../../contract/call.ts';
import type { EndedReason } from '../../engine/reasons.ts';
import type { Tables } from './tables.ts';

/** What a list of calls may ask for. Durations in seconds; a call that has not ended has none. */
export type CallFilters = {
  agentId?: string;
  endedReasons?: readonly EndedReason[];
  outcomeTag?: string;
  direction?: 'inbound' | 'outbound';
  /** One of the two numbers ends so: digits, or a whole number with its plus. */
  number?: string;
  startedFrom?: Date;
  startedBefore?: Date;
  durationFromSeconds?: number;
  durationToSeconds?: number;
  /** The farewell was neither heard nor meant to be left out. */
  farewellUnheard?: boolean;
  /** We hung up, and nothing but our own request says that the line is down. */
  hangUpUnconfirmed?: boolean;
  /** Sample calls alone, or all others. */
  sample?: boolean;
};

export type CallPage = { limit: number; before?: { startedAt: Date; id: string }; filters?: CallFilters };

/** Newest first. */
export async function listCalls(db: Kysely<Tables>, accountId: string, page: CallPage) {
  return paged(db, accountId, page).select(listedColumns).execute();
}

export type ExportedCall = { id: string; startedAt: Date; record: CallRecord };

/** The same for ended calls, with their records and nothing else. */
export async function listRecords(db: Kysely<Tables>, accountId: string, page: CallPage): Promise<ExportedCall[]> {
  const rows = await paged(db, accountId, page)
    .select(['id', 'started_at', 'record'])
    .where('state', '=', 'ended')
    .execute();
  return rows.map(({ id, started_at, record }) => ({
    id,
    startedAt: started_at,
    record: record as unknown as CallRecord,
  }));
}

function paged(db: Kysely<Tables>, accountId: string, { limit, before, filters = {} }: CallPage) {
  return db
    .selectFrom('call')
    .where('account_id', '=', accountId)
    .$if(before !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('started_at', 'id'), '<', tuple(before!.startedAt, before!.id)),
      ),
    )
    .where((eb) => eb.and(conditions(filters)))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
}

function conditions(filters: CallFilters): Expression<SqlBool>[] {
  const { agentId, endedReasons, outcomeTag, direction, number, startedFrom, startedBefore } = filters;
  const { durationFromSeconds, durationToSeconds, farewellUnheard, hangUpUnconfirmed, sample } = filters;
  const wanted = (value: boolean | undefined, condition: Expression<SqlBool>) =>
    value === undefined ? [] : [value ? condition : sql<SqlBool>`not ${condition}`];
  return [
    ...(agentId === undefined ? [] : [sql<SqlBool>`agent_id = ${agentId}`]),
    ...(endedReasons === undefined ? [] : [sql<SqlBool>`ended_reason = any(${[...endedReasons]}::text[])`]),
    ...(outcomeTag === undefined ? [] : [sql<SqlBool>`outcome_tags @> ${[outcomeTag]}::text[]`]),
    ...(direction === undefined ? [] : [sql<SqlBool>`direction = ${direction}`]),
    ...(number === undefined ? [] : [endsIn(number)]),
    ...(startedFrom === undefined ? [] : [sql<SqlBool>`started_at >= ${startedFrom}`]),
    ...(startedBefore === undefined ? [] : [sql<SqlBool>`started_at < ${startedBefore}`]),
    ...(durationFromSeconds === undefined ? [] : [sql<SqlBool>`duration_seconds >= ${durationFromSeconds}`]),
    ...(durationToSeconds === undefined ? [] : [sql<SqlBool>`duration_seconds <= ${durationToSeconds}`]),
    ...wanted(farewellUnheard, unheard),
    ...wanted(hangUpUnconfirmed, unconfirmed),
    ...(sample === undefined ? [] : [sql<SqlBool>`sample = ${sample}`]),
  ];
}

/** Numbers are indexed from their end. Nothing in it may mean something to `like`. */
function endsIn(number: string) {
  const pattern = `${[...number].toReversed().join('')}%`;
  return sql<SqlBool>`(reverse(from_number) like ${pattern} or reverse(to_number) like ${pattern})`;
}

/** False, and never null, for a call that has not ended. */
export const unheard = sql<SqlBool>`coalesce(farewell_heard in ('unconfirmed', 'failed')
  or (farewell_heard = 'not_started' and farewell_source <> 'none'), false)`;
export const unconfirmed = sql<SqlBool>`coalesce(
  hang_up_attempts > 0 and coalesce(hang_up_proof, 'accepted') = 'accepted', false)`;

const listedColumns = [
  'id',
  'account_id',
  'agent_id',
  'agent_version',
  'direction',
  'carrier',
  'leg_id',
  'from_number',
  'to_number',
  'log_format',
  'metadata',
  'sample',
  'state',
  'lease_node',
  'lease_epoch',
  'lease_until',
  'started_at',
  'answered_at',
  'ended_at',
  'ended_reason',
  'trigger',
  'custom_end_call_reason',
  'outcome_tags',
  'duration_seconds',
  'farewell_heard',
  'hang_up_proof',
] as const;

import { type Kysely, sql } from 'kysely';
import type { EndedReason } from '../../engine/reasons.ts';
import type { AnalyticsBucket } from '../../contract/routes/analytics.ts';
import { unconfirmed, unheard } from './call-list.ts';
import type { Tables } from './tables.ts';

export type AnalyticsOrder = {
  startedFrom: Date;
  startedBefore: Date;
  bucket: AnalyticsBucket;
  timeZone: string;
  agentId: string | null;
  samples: boolean;
};

/** What is summed up: by what it belongs to (`ended_reason`, `outcome_tag`, …), the word, and how often or how much. */
export type CountedWord = { at: Date | null; agentId: string | null; kind: WordKind; word: string; n: number };

export type Measure =
  | 'calls'
  | 'seconds'
  | 'leaked_seconds'
  | 'rescues'
  /** Calls: taken back, refused an end, hung up by us, without proof, with a goodbye that was not heard, with one. */
  | 'rescued'
  | 'vetoed'
  | 'asked'
  | 'unconfirmed'
  | 'unheard'
  | 'said'
  /** The sum of the shares. */
  | 'heard_share';

export type WordKind =
  | 'measure'
  | 'ended_reason'
  | 'trigger'
  | 'heard'
  | 'proof'
  | 'veto'
  | 'outcome_tag'
  | 'end_call_reason';

/** p50, p90 and p99 in milliseconds; of all calls where it belongs to neither time nor agent. */
export type CountedLatency = { at: Date | null; agentId: string | null; latencyMs: number[] };

/** A line of words belongs to a bucket or to an agent; the sum of the buckets is all. */
export type Counted = { buckets: Date[]; words: CountedWord[]; latencies: CountedLatency[] };

/** Calls that ended in a block of a flow, for one reason. */
export type CountedBlock = { block: string; endedReason: EndedReason; calls: number };

export type Analytics = {
  count(accountId: string, order: AnalyticsOrder): Promise<Counted>;
  /** Of the blocks that most calls ended in, at most 500. */
  countBlocks(
    accountId: string,
    order: Picked & { agentId: string },
  ): Promise<{ calls: number; blocks: CountedBlock[] }>;
};

/** The calls that are counted. */
type Picked = Pick<AnalyticsOrder, 'startedFrom' | 'startedBefore' | 'agentId' | 'samples'>;

const agentsMax = 100;
const chosenWordsMax = 20;
/** As many as a flow may have. */
const blocksMax = 500;

export function analyticsStore(db: Kysely<Tables>): Analytics {
  return {
    async count(accountId, order) {
      const [buckets, words, latencies] = await Promise.all([
        bucketsOf(db, order),
        countWords(db, accountId, order),
        latenciesOf(db, accountId, order),
      ]);
      return { buckets, words, latencies };
    },
    countBlocks: (accountId, order) => countBlocks(db, accountId, order),
  };
}

/** In the local time of the zone, so that a day that the clock is changed on is one day. */
async function bucketsOf(db: Kysely<Tables>, order: AnalyticsOrder): Promise<Date[]> {
  const { startedFrom, startedBefore, bucket, timeZone } = order;
  const { rows } = await sql<{ at: Date }>`
    select distinct local at time zone ${timeZone} as at
    from generate_series(
      date_trunc(${bucket}, ${startedFrom}::timestamptz at time zone ${timeZone}),
      (${startedBefore}::timestamptz - interval '1 millisecond') at time zone ${timeZone},
      ${`1 ${bucket}`}::interval
    ) as local
    order by at`.execute(db);
  return rows.map(({ at }) => at);
}

const picked = (accountId: string, { startedFrom, startedBefore, agentId, samples }: Picked) => sql<boolean>`
  account_id = ${accountId} and state = 'ended' and sample = ${samples}
  and started_at >= ${startedFrom} and started_at < ${startedBefore}
  ${agentId === null ? sql`` : sql`and agent_id = ${agentId}`}`;

const bucketAt = ({ bucket, timeZone }: AnalyticsOrder) => sql<Date>`date_trunc(${bucket}, started_at, ${timeZone})`;

/**
 * The calls are read once and put together where they are alike in everything that is counted; what is left of them, a
 * few thousand rows at most, is then counted word by word.
 */
async function countWords(db: Kysely<Tables>, accountId: string, order: AnalyticsOrder): Promise<CountedWord[]> {
  const { rows } = await sql<CountedWord>`
    with facts as materialized (
      select ${bucketAt(order)} as at, agent_id, ended_reason, trigger, farewell_heard, hang_up_proof,
        custom_end_call_reason, outcome_tags, veto_reasons, hang_up_attempts > 0 as asked,
        ${unheard} as unheard, ${unconfirmed} as unconfirmed,
        count(*) as calls, sum(duration_seconds) as seconds, sum(leaked_seconds) as leaked_seconds,
        sum(heard_share) as heard_share, sum(rescues) as rescues, count(*) filter (where rescues > 0) as rescued
      from call where ${picked(accountId, order)}
      group by at, agent_id, ended_reason, trigger, farewell_heard, hang_up_proof, custom_end_call_reason, outcome_tags,
        veto_reasons, asked, unheard, unconfirmed
    ), words as (
      select at, agent_id, kind, word, n from facts cross join lateral (values
        ('measure', 'calls', calls::double precision),
        ('measure', 'seconds', seconds),
        ('measure', 'leaked_seconds', leaked_seconds),
        ('measure', 'rescues', rescues),
        ('measure', 'rescued', rescued),
        ('measure', 'vetoed', case when veto_reasons <> '[]' then calls end),
        ('measure', 'asked', case when asked then calls end),
        ('measure', 'unconfirmed', case when unconfirmed then calls end),
        ('measure', 'unheard', case when unheard then calls end),
        ('measure', 'said', case when farewell_heard not in ('not_started', 'skipped') then calls end),
        ('measure', 'heard_share', case when farewell_heard not in ('not_started', 'skipped') then heard_share end),
        ('ended_reason', ended_reason, calls),
        ('trigger', trigger, calls),
        ('heard', farewell_heard, calls),
        ('proof', coalesce(hang_up_proof, 'none'), case when asked then calls end),
        ('end_call_reason', custom_end_call_reason, calls)
      ) as told (kind, word, n)
      union all
      select at, agent_id, 'outcome_tag', tag, calls from facts cross join unnest(outcome_tags) as tag
      union all
      select at, agent_id, 'veto', reason, calls from facts cross join jsonb_array_elements_text(veto_reasons) as reason
    ), known as materialized (
      select at, agent_id, kind, word, sum(n) as n from words where n > 0 and word is not null group by 1, 2, 3, 4
    ), busiest as (
      select agent_id from known where kind = 'measure' and word = 'calls'
      group by agent_id order by sum(n) desc, agent_id limit ${agentsMax}
    ), ranked as (
      select kind, word, row_number() over (partition by kind order by sum(n) desc, word) as rank
      from known where kind in ('outcome_tag', 'end_call_reason') group by kind, word
    ), shown as (
      select at, agent_id, kind, word, n from known where not exists (
        select from ranked where ranked.kind = known.kind and ranked.word = known.word and rank > ${chosenWordsMax})
    )
    select at, null as "agentId", kind, word, sum(n) as n from shown group by at, kind, word
    union all
    select null, agent_id, kind, word, sum(n) from shown join busiest using (agent_id) group by agent_id, kind, word`.execute(
    db,
  );
  return rows;
}

async function latenciesOf(db: Kysely<Tables>, accountId: string, order: AnalyticsOrder): Promise<CountedLatency[]> {
  const { rows } = await sql<CountedLatency>`
    select at, agent_id as "agentId",
      percentile_disc(array[0.5, 0.9, 0.99]) within group (order by ms) as "latencyMs"
    from (
      select ${bucketAt(order)} as at, agent_id, hang_up_latency_ms as ms
      from call where ${picked(accountId, order)} and hang_up_proof is not null and hang_up_attempts > 0
    ) as proved
    group by grouping sets ((at), (agent_id), ())`.execute(db);
  return rows;
}

async function countBlocks(db: Kysely<Tables>, accountId: string, order: Picked) {
  const { rows } = await sql<CountedBlock & { all: number }>`
    with ended as (
      select ended_block as block, ended_reason as "endedReason", count(*) as calls
      from call where ${picked(accountId, order)} and ended_block is not null group by 1, 2
    ), ranked as (
      select *, sum(calls) over (partition by block) as "ofBlock", sum(calls) over () as "all" from ended
    ), placed as (
      select *, dense_rank() over (order by "ofBlock" desc, block) as place from ranked
    )
    select block, "endedReason", calls::integer, "all"::integer from placed where place <= ${blocksMax}
    order by place, calls desc, "endedReason"`.execute(db);
  return {
    calls: rows[0]?.all ?? 0,
    blocks: rows.map(({ block, endedReason, calls }) => ({ block, endedReason, calls })),
  };
}

/** `/v1/analytics`: sums of the store, put together for time, agents and all. */
import { analyticsDaysMax, type BlockEndsAnswer, type CallCounts } from '../../contract/routes/analytics.ts';
import { Refusal } from '../http/refusal.ts';
import type { Counted, CountedBlock, CountedWord, Measure, WordKind } from '../store/analytics.ts';
import type { Store } from '../store/store.ts';
import { api } from './api.ts';

const dayMs = 86_400_000;
const daysDefault = 7;
const blockDaysDefault = 30;

export type AnalyticsRouterParts = { store: Pick<Store, 'analytics'> };

export function analyticsRouter({ store: { analytics } }: AnalyticsRouterParts) {
  return {
    get: api.analytics.get.handler(async ({ input, context: { owner } }) => {
      const { bucket, time_zone: timeZone, samples } = input;
      const { startedFrom, startedBefore, days } = rangeOf(input, daysDefault);
      if (days > analyticsDaysMax[bucket] + 1) {
        throw tooLong(
          `A range in buckets of a ${bucket}`,
          analyticsDaysMax[bucket],
          ', or a longer bucket: hour, day, week',
        );
      }
      const order = { startedFrom, startedBefore, bucket, timeZone, samples, agentId: input.agent_id ?? null };
      return {
        started_from: startedFrom.toISOString(),
        started_before: startedBefore.toISOString(),
        bucket,
        time_zone: timeZone,
        samples,
        ...told(await analytics.count(owner.accountId, order)),
      };
    }),

    blocks: api.analytics.blocks.handler(async ({ input, context: { owner } }) => {
      const { agent_id: agentId, samples } = input;
      const { startedFrom, startedBefore, days } = rangeOf(input, blockDaysDefault);
      if (days > analyticsDaysMax.day + 1) throw tooLong('A range', analyticsDaysMax.day);
      const counted = await analytics.countBlocks(owner.accountId, { startedFrom, startedBefore, agentId, samples });
      return {
        started_from: startedFrom.toISOString(),
        started_before: startedBefore.toISOString(),
        samples,
        calls: counted.calls,
        blocks: toldBlocks(counted.blocks),
      };
    }),
  };
}

type Range = { started_from?: string | undefined; started_before?: string | undefined };

function rangeOf({ started_from: from, started_before: before }: Range, daysByDefault: number) {
  const startedBefore = new Date(before ?? Date.now());
  const startedFrom = new Date(from ?? startedBefore.getTime() - daysByDefault * dayMs);
  const days = (startedBefore.getTime() - startedFrom.getTime()) / dayMs;
  if (!(days > 0)) throw emptyRange;
  return { startedFrom, startedBefore, days };
}

const emptyRange = new Refusal(400, 'bad_field', 'started_before is not later than started_from.', {
  path: 'started_before',
  hint: 'Give the end of the range, later than its beginning.',
});

function tooLong(range: string, daysMax: number, orElse = ''): Refusal {
  return new Refusal(400, 'bad_field', `${range} has at most ${daysMax} days.`, {
    path: 'started_from',
    hint: `Give a shorter range${orElse}.`,
  });
}

/** Those of one block follow each other. */
function toldBlocks(counted: readonly CountedBlock[]): BlockEndsAnswer['blocks'] {
  const blocks: BlockEndsAnswer['blocks'] = [];
  for (const { block, endedReason, calls } of counted) {
    if (blocks.at(-1)?.block !== block) blocks.push({ block, calls: 0, ended_reasons: {} });
    const of = blocks.at(-1)!;
    of.calls += calls;
    of.ended_reasons[endedReason] = calls;
  }
  return blocks;
}

/** What belongs together: by kind and word. Maps, because users choose words such as `constructor`. */
type Sums = { words: Map<WordKind, Map<string, number>>; latencyMs: readonly number[] | null };

const noSums = (): Sums => ({ words: new Map(), latencyMs: null });

function told({ buckets, words, latencies }: Counted) {
  const total = noSums();
  const overTime = new Map(buckets.map((at) => [at.getTime(), noSums()]));
  const agents = new Map<string, Sums>();
  for (const { agentId } of words) if (agentId !== null) agents.set(agentId, agents.get(agentId) ?? noSums());
  const bucketOf = (at: Date | null): Sums | undefined => (at === null ? undefined : overTime.get(at.getTime()));

  for (const word of words) {
    const to = word.agentId === null ? [total, bucketOf(word.at)] : [agents.get(word.agentId)];
    for (const sums of to) if (sums) add(sums, word);
  }
  for (const { at, agentId, latencyMs } of latencies) {
    const of = agentId !== null ? agents.get(agentId) : at === null ? total : bucketOf(at);
    if (of) of.latencyMs = latencyMs;
  }
  const byAgent = [...agents].map(([agent_id, sums]) => ({ agent_id, ...countsOf(sums) }));
  return {
    total: countsOf(total),
    over_time: [...overTime].map(([at, sums]) => ({ at: new Date(at).toISOString(), ...countsOf(sums) })),
    agents: byAgent.sort((a, b) => b.calls - a.calls),
  };
}

function add({ words }: Sums, { kind, word, n }: CountedWord): void {
  const ofKind = words.get(kind) ?? new Map<string, number>();
  words.set(kind, ofKind.set(word, (ofKind.get(word) ?? 0) + n));
}

function countsOf({ words, latencyMs }: Sums): CallCounts {
  const all = (kind: WordKind): Record<string, number> => Object.fromEntries(words.get(kind) ?? []);
  const sum = (measure: Measure): number => words.get('measure')?.get(measure) ?? 0;
  const [p50, p90, p99] = latencyMs ?? [];
  return {
    calls: sum('calls'),
    seconds: rounded(sum('seconds')),
    ended_reasons: all('ended_reason'),
    triggers: all('trigger'),
    outcome_tags: all('outcome_tag'),
    end_call_reasons: all('end_call_reason'),
    farewells: {
      said: sum('said'),
      unheard: sum('unheard'),
      heard_share: sum('said') === 0 ? null : rounded(sum('heard_share') / sum('said')),
      heard: all('heard'),
    },
    rescues: { calls: sum('rescued'), times: sum('rescues') },
    vetoes: { calls: sum('vetoed'), reasons: all('veto') },
    hang_ups: {
      asked: sum('asked'),
      unconfirmed: sum('unconfirmed'),
      proofs: all('proof'),
      latency_ms: p50 === undefined ? null : { p50, p90: p90!, p99: p99! },
      leaked_seconds: rounded(sum('leaked_seconds')),
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** `/v1/analytics`: how calls end, counted. Source: design contract.md section 6, dashboard.md. */
import * as z from 'zod';
import { endedReasons, heardWords, proofs, triggers, vetoReasons } from '../../engine/reasons.ts';
import { queriedFlag } from '../api.ts';
import { id, instant, oneOf, strict, text } from '../fields.ts';
import { route } from './route.ts';

export const analyticsBuckets = ['hour', 'day', 'week'] as const;
export type AnalyticsBucket = (typeof analyticsBuckets)[number];

/** How long a range may be for each length of bucket, in days: no answer has more than 400 buckets. */
export const analyticsDaysMax: Readonly<Record<AnalyticsBucket, number>> = { hour: 14, day: 366, week: 1_830 };

const zone = text(64, 1).refine(isZone, { error: 'Give a time zone like Europe/Berlin or UTC.' });

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    // The database takes an offset the other way round.
    return !/^[+-]/.test(timeZone);
  } catch {
    return false;
  }
}

const analyticsQuery = strict({
  /** Seven days before `started_before`, unless it is given. */
  started_from: instant.optional(),
  /** Now, unless it is given. */
  started_before: instant.optional(),
  bucket: oneOf(analyticsBuckets).default('day'),
  /** Whose midnight a day and a week (from Monday) begin at. */
  time_zone: zone.default('UTC'),
  agent_id: id.optional(),
  /** Of sample calls alone; they are never counted with others. */
  samples: queriedFlag.default(false),
});

const count = z.int().min(0);
const amount = z.number().min(0);

/** Words that a user chose, the most frequent twenty of them in the range. */
const chosenWords = z.record(z.string(), count);

const counts = {
  /** Ended ones. */
  calls: count,
  /** From the answers to the ends. */
  seconds: amount,
  ended_reasons: z.partialRecord(z.enum(endedReasons), count),
  triggers: z.partialRecord(z.enum(triggers), count),
  outcome_tags: chosenWords,
  end_call_reasons: chosenWords,
  /** `said`: begun to be spoken. `unheard`: neither heard nor meant to be left out. */
  farewells: strict({
    said: count,
    unheard: count,
    /** How much of those that were said was heard, on average; null without one. */
    heard_share: amount.nullable(),
    heard: z.partialRecord(z.enum(heardWords), count),
  }),
  /** `calls`: in which the caller took the call back at least once. */
  rescues: strict({ calls: count, times: count }),
  /** `calls`: in which the guard refused an end at least once. */
  vetoes: strict({ calls: count, reasons: z.partialRecord(z.enum(vetoReasons), count) }),
  /** Of calls that we hung up. `unconfirmed`: nothing but our own request says that the line is down. */
  hang_ups: strict({
    asked: count,
    unconfirmed: count,
    proofs: z.partialRecord(z.enum([...proofs, 'none']), count),
    /** From the first request to the proof; null without one. */
    latency_ms: strict({ p50: amount, p90: amount, p99: amount }).nullable(),
    leaked_seconds: amount,
  }),
};

/** The ended calls of a range, counted. */
export const callCounts = strict(counts);
export type CallCounts = z.output<typeof callCounts>;

export const analyticsAnswer = strict({
  started_from: instant,
  started_before: instant,
  bucket: oneOf(analyticsBuckets),
  time_zone: z.string(),
  samples: z.boolean(),
  total: callCounts,
  /** Every bucket of the range in order, also empty ones; `at` is its beginning, and the first may begin earlier. */
  over_time: z.array(strict({ at: instant, ...counts })),
  /** Those with the most calls, at most 100. */
  agents: z.array(strict({ agent_id: z.string(), ...counts })),
});
export type AnalyticsAnswer = z.output<typeof analyticsAnswer>;

const blockEndsQuery = strict({
  /** One that follows a flow. */
  agent_id: id,
  /** Thirty days before `started_before`, unless it is given. */
  started_from: instant.optional(),
  /** Now, unless it is given. */
  started_before: instant.optional(),
  /** Of sample calls alone; they are never counted with others. */
  samples: queriedFlag.default(false),
});

export const blockEndsAnswer = strict({
  started_from: instant,
  started_before: instant,
  samples: z.boolean(),
  /** Ended ones that came into the flow. */
  calls: count,
  /** Those that calls ended in, whatever ended them; the most frequent first, at most 500. */
  blocks: z.array(
    strict({ block: z.string(), calls: count, ended_reasons: z.partialRecord(z.enum(endedReasons), count) }),
  ),
});
export type BlockEndsAnswer = z.output<typeof blockEndsAnswer>;

export const analyticsRoutes = {
  get: route
    .route({
      method: 'GET',
      path: '/v1/analytics',
      tags: ['analytics'],
      summary: 'Count the ends of calls: over time, by agent, altogether',
      description:
        'A call belongs to the range and the bucket in which it began. A range is at most 14 days in hours, 366 days in ' +
        'days, 1,830 days in weeks.',
    })
    .input(analyticsQuery)
    .output(analyticsAnswer),
  blocks: route
    .route({
      method: 'GET',
      path: '/v1/analytics/blocks',
      tags: ['analytics'],
      summary: "Count in which blocks of an agent's flow its calls ended, and why",
      description:
        'A call belongs to the range that it began in, which is at most 366 days. Blocks of every version of the flow are ' +
        'counted, also those that the newest one no longer has.',
    })
    .input(blockEndsQuery)
    .output(blockEndsAnswer),
};

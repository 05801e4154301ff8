/** What becomes of a delivery after an attempt. Source: design contract.md section 4. */
import type { AttemptOutcome, Verdict } from './delivery.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The pauses before each retry: 23.7 hours in all. After the last one's failure the delivery is dead. */
export const retryDelaysMs: readonly number[] = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  8 * hour,
];

/** An endpoint that has taken nothing for so long is switched off. */
export const failingMsMax = 120 * hour;

const retryAfterMsMax = 8 * hour;
/** Retries of many deliveries that failed together come apart by this share of their pause, to both sides. */
const jitter = 0.2;

/**
 * 2xx is delivered, 410 switches the endpoint off, everything else is tried again. `failures`: of this series, before
 * this one. `random`: from 0 to 1. A receiver's `Retry-After` may lengthen a pause up to 8 hours, never shorten it.
 */
export function verdictOf(
  outcome: Pick<AttemptOutcome, 'status' | 'retryAfterMs'>,
  failures: number,
  random: number,
  delaysMs: readonly number[] = retryDelaysMs,
): Verdict {
  const { status, retryAfterMs } = outcome;
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered' };
  if (status === 410) return { state: 'switched_off' };
  const delayMs = delaysMs[failures];
  if (delayMs === undefined) return { state: 'dead' };
  const spread = delayMs * (1 - jitter + 2 * jitter * random);
  return { state: 'pending', delayMs: Math.round(Math.max(spread, Math.min(retryAfterMs ?? 0, retryAfterMsMax))) };
}

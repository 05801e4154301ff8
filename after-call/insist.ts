/** Writes down what happened outside, though the database may be away for a moment. */
import { Retryable } from '../contract/errors.ts';
import type { Clock } from '../providers/clock.ts';

const pausesMs = [250, 1_000, 2_000, 4_000, 8_000];

/** Somebody who has taken a thing should not get it again because nobody could write it down. */
export async function insist<Result>(work: () => Promise<Result>, clock: Clock, signal: AbortSignal): Promise<Result> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Retryable) || signal.aborted) throw error;
      await new Promise<void>((resolve) => clock.after(pauseMs, resolve));
    }
  }
  return work();
}

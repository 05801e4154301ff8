/** Sends due webhook deliveries, several at once, and lets no dead endpoint slow the others. Source: design contract.md section 4. */
import { Retryable } from '../contract/errors.ts';
import type { Clock } from '../providers/clock.ts';
import type { Post } from '../providers/web/post.ts';
import { attemptDelivery } from './attempt.ts';
import type { AttemptOutcome, DeliveryQueue, DueDelivery, Verdict } from './delivery.ts';
import { insist } from './insist.ts';
import { verdictOf } from './verdict.ts';

/** At once, in this process. Failing endpoints keep little, so that many of them leave room for the living. */
const limits = { limit: 200, perEndpoint: 10, perFailingEndpoint: 2, failing: 60 };
/** Longer than an attempt can take; the deliveries of a dead process are free again after it. */
const claimMs = 12_000;
/** Finds what became due by time alone, and what was announced to nobody. */
const pollMs = 2_000;
/** Attempts under way get so long when the process stops. */
const stopMs = 3_000;

export type DispatcherParts = {
  queue: DeliveryQueue;
  post: Post;
  clock: Clock;
  /** Hears of the database's failures: the first of each absence. */
  onError: (error: Error) => void;
  /** Nothing is sent to an endpoint any more. */
  onSwitchedOff?: ((endpointId: string, why: string) => void) | undefined;
  /** For tests: in place of the pauses of verdict.ts. */
  retryDelaysMs?: readonly number[];
};

export type Dispatcher = {
  /** Something new may be due. */
  wake(): void;
  /** What is under way may end; the rest is given back to be sent again. Stopping twice is stopping once. */
  stop(): Promise<void>;
};

export function startDispatcher(parts: DispatcherParts): Dispatcher {
  const { queue, clock, onError } = parts;
  const underWay = new Map<string, Pick<DueDelivery, 'endpointId' | 'failing'> & { done: Promise<void> }>();
  const aborting = new AbortController();
  let claiming: Promise<void> | null = null;
  let again = false;
  let away = false;
  let cancelPoll = (): void => {};
  let stopping: Promise<void> | null = null;

  const busy = (): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { endpointId } of underWay.values()) counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
    return counts;
  };

  const claim = async (): Promise<void> => {
    do {
      again = false;
      const room = limits.limit - underWay.size;
      if (room <= 0) return;
      const failing = Math.max(0, limits.failing - [...underWay.values()].filter((each) => each.failing).length);
      for (const due of await queue.claim({ ...limits, limit: room, failing, busy: busy(), claimMs })) begin(due);
    } while (again && !stopping);
  };

  const wake = (): void => {
    if (stopping) return;
    again = true;
    claiming ??= claim()
      .then(
        () => (away = false),
        (error: Error) => {
          again = false;
          if (!away) onError(error);
          away = true;
        },
      )
      .then(() => {
        claiming = null;
        if (again) wake();
      });
  };

  const begin = (due: DueDelivery): void => {
    const done = deliver(due, parts, aborting.signal).catch(onError);
    underWay.set(due.id, { endpointId: due.endpointId, failing: due.failing, done });
    void done.then(() => {
      underWay.delete(due.id);
      wake();
    });
  };

  const poll = (): void => {
    wake();
    cancelPoll = clock.after(pollMs, poll);
  };

  const stop = async (): Promise<void> => {
    cancelPoll();
    await claiming;
    const cancel = clock.after(stopMs, () => aborting.abort(new Retryable('the server is stopping')));
    await Promise.all([...underWay.values()].map(({ done }) => done));
    cancel();
  };

  poll();
  return { wake, stop: () => (stopping ??= Promise.resolve().then(stop)) };
}

/** Tries once and writes down what came of it. */
async function deliver(due: DueDelivery, parts: DispatcherParts, signal: AbortSignal): Promise<void> {
  const { queue, post, clock } = parts;
  let outcome: AttemptOutcome;
  try {
    outcome = await attemptDelivery(due, post, clock, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return queue.release(due);
  }
  const verdict: Verdict = verdictOf(outcome, due.failures, Math.random(), parts.retryDelaysMs);
  const switchedOff = await insist(() => queue.settle(due, outcome, verdict), clock, signal);
  if (switchedOff !== null) parts.onSwitchedOff?.(due.endpointId, switchedOff);
}

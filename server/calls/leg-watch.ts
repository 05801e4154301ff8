/** Goes on hanging up the legs that were not proved to be down when their calls ended. Source: design ending.md section 8. */
import type { JobResult } from 'pg-boss';
import { Retryable } from '../../contract/errors.ts';
import { type Proof, proves } from '../../engine/reasons.ts';
import type { Clock } from '../../providers/clock.ts';
import { workerOptions } from '../store/jobs.ts';
import { lastingCarriers, type WatchLegJob, watchQueue, writeLateProof } from '../store/leg-watch.ts';
import type { Store } from '../store/store.ts';
import type { StrayLeg, StrayLegs } from './stray-leg.ts';
import type { SwitchboardLog } from './switchboard.ts';

export type LegWatchParts = {
  store: Pick<Store, 'db' | 'jobs' | 'calls'>;
  clock: Clock;
  legs: StrayLegs;
  log: SwitchboardLog;
  /** A leg was looked for: found to be down, or not. */
  onLook(carrier: string, down: boolean): void;
};

/** A BYE over UDP is given up after 32 s. */
const answerMsMax = 40_000;

/** Takes the jobs of the carriers that this process reaches. The answer stops it. */
export async function startLegWatch(parts: LegWatchParts): Promise<() => Promise<void>> {
  const { boss } = parts.store.jobs;
  const workers: { queue: string; id: string }[] = [];
  for (const carrier of lastingCarriers) {
    if (parts.legs.unreachable.includes(carrier)) continue;
    const queue = watchQueue(carrier);
    const work = (jobs: { id: string; data: WatchLegJob }[]): Promise<JobResult[]> =>
      Promise.all(jobs.map((job) => looked(job, carrier, parts)));
    workers.push({ queue, id: await boss.work<WatchLegJob>(queue, workerOptions, work) });
  }
  return async () => {
    await Promise.all(workers.map(({ queue, id }) => boss.offWork(queue, { id })));
  };
}

async function looked(
  { id, data }: { id: string; data: WatchLegJob },
  carrier: string,
  parts: LegWatchParts,
): Promise<JobResult> {
  try {
    const down = await dropLeg(data, parts);
    if (down !== null) parts.onLook(carrier, down);
    if (down === false) throw new Retryable('the leg was not proved to be down');
    return { id, status: 'completed' };
  } catch (error) {
    parts.log.warn({ err: error, call_id: data.callId }, 'a leg may be up after the end of its call');
    return { id, status: 'failed', output: { error: (error as Error).message } };
  }
}

/** Null: the call was deleted. */
async function dropLeg(job: WatchLegJob, { store, clock, legs }: LegWatchParts): Promise<boolean | null> {
  const call = await store.calls.get(job.accountId, job.callId);
  if (!call) return null;
  const leg = legs.of(call);
  try {
    const proof = await proofOf(leg, clock);
    if (proof === null) return false;
    await writeLateProof(store.db, job, proof);
    return true;
  } finally {
    leg.close();
  }
}

/** One hang-up. Null: it is not proved. */
async function proofOf(leg: StrayLeg, clock: Clock): Promise<Proof | null> {
  const { promise, resolve } = Promise.withResolvers<Proof | null>();
  const cancel = clock.after(answerMsMax, () => resolve(null));
  leg.start((event) => {
    if (event.type === 'leg.ended') resolve(event.proof);
    if (event.type === 'hang_up.answered') resolve(event.proof);
  });
  leg.hangUp(1);
  const proof = await promise.finally(cancel);
  if (proves(proof, leg.bestProof)) return proof;
  return (await leg.state()).state === 'down' ? 'carrier_ended' : null;
}

/** Legs that may still be up after the end of their call, and what was found of them later. Source: design ending.md section 8. */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Proof } from '../../engine/reasons.ts';
import type { Jobs, QueueOptions } from './jobs.ts';
import { toJsonText } from './json.ts';
import type { Tables } from './tables.ts';

/** Those whose legs stay up when our process is gone. Everybody else's are gone with it. */
export const lastingCarriers = ['sip', 'twilio', 'telnyx'] as const;
export type LastingCarrier = (typeof lastingCarriers)[number];

export type WatchLegJob = { callId: string; accountId: string };

/** One queue for each carrier: only processes that reach it take its jobs. */
export function watchQueue(carrier: LastingCarrier): string {
  return `watch_leg_${carrier}`;
}

/** Pauses of 10 s, doubled up to an hour: about 24 hours in all. */
export const watchQueueOptions = {
  retryLimit: 32,
  retryDelay: 10,
  retryBackoff: true,
  retryDelayMax: 3_600,
} satisfies QueueOptions;

export async function sendWatches(
  trx: Transaction<Tables>,
  jobs: Pick<Jobs, 'sendInTransaction'>,
  calls: readonly { id: string; account_id: string; carrier: string }[],
): Promise<void> {
  for (const carrier of lastingCarriers) {
    const ofCarrier = calls.filter((call) => call.carrier === carrier);
    const data = ofCarrier.map(({ id, account_id }): WatchLegJob => ({ callId: id, accountId: account_id }));
    if (data.length > 0) await jobs.sendInTransaction(trx, watchQueue(carrier), ...data);
  }
}

/** In the call's record, with the time that the line was open since we wanted it closed. Twice is once. */
export async function writeLateProof(db: Kysely<Tables>, job: WatchLegJob, proof: Proof): Promise<void> {
  await sql`
    update call set record = jsonb_set(record, '{hang_up}', (record -> 'hang_up') || ${toJsonText({ proof })}::jsonb
      || jsonb_build_object('leaked_seconds',
        (record #>> '{hang_up,leaked_seconds}')::numeric + floor(extract(epoch from now() - ended_at))))
    where id = ${job.callId} and account_id = ${job.accountId} and state = 'ended'
      and record #>> '{hang_up,proof}' is distinct from ${proof}`.execute(db);
}

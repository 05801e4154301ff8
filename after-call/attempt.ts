/** One attempt to deliver a webhook, signed. Source: https://www.standardwebhooks.com, design contract.md section 4. */
import { Webhook } from 'standardwebhooks';
import type { Clock } from '../providers/clock.ts';
import type { Post } from '../providers/web/post.ts';
import type { AttemptOutcome, DueDelivery } from './delivery.ts';

/** Throws only when `signal` aborts it. */
export async function attemptDelivery(
  delivery: DueDelivery,
  post: Post,
  clock: Pick<Clock, 'now'>,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const begun = clock.now();
  const answer = await post(delivery.url, signedHeaders(delivery, new Date()), delivery.payload, signal);
  return { ...answer, ms: Math.round(clock.now() - begun) };
}

/** The id stays the same on every retry: it is the receiver's key against doing a thing twice. */
function signedHeaders({ id, payload, secrets }: DueDelivery, at: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Ringoff-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, payload)).join(' '),
  };
}

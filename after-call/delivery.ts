/** Webhook deliveries, as the work after a call knows them; the store keeps them. Source: design contract.md section 4. */
import type { WebhookPayload } from '../contract/webhook.ts';
import type { WebhookFormat } from '../contract/webhook-words.ts';
import type { PostAnswer } from '../providers/web/post.ts';

/** Where events go. `url` may hold `{{variables}}`. */
export type WebhookTarget = { id: string; url: string; format: WebhookFormat; includeTranscript: boolean };

/** `url`: the filled one, null when the endpoint's stands as it is. `payload` is sent in the words of `format`. */
export type NewDelivery = {
  id: string;
  endpointId: string;
  url: string | null;
  format: WebhookFormat;
  payload: WebhookPayload;
};

/** One attempt that is due. `number` counts all attempts, and fences off a claim that ran out; `failures` those of this series. */
export type DueDelivery = {
  id: string;
  endpointId: string;
  number: number;
  failures: number;
  url: string;
  payload: string;
  /** Its endpoint's last attempt failed. */
  failing: boolean;
  /** The current one first; the one before it while it lives. */
  secrets: readonly string[];
};

/** What came of an attempt, and how long it took. */
export type AttemptOutcome = PostAnswer & { ms: number };

/** What becomes of a delivery. `switched_off` takes the endpoint and its other deliveries with it. */
export type Verdict = { state: 'delivered' | 'dead' | 'switched_off' } | { state: 'pending'; delayMs: number };

export type ClaimLimits = {
  /** How many at most. */
  limit: number;
  /** For each endpoint, and for one whose last attempt failed. */
  perEndpoint: number;
  perFailingEndpoint: number;
  /** For all failing endpoints together, so that many of them leave room for the living. */
  failing: number;
  /** How many are under way already, by endpoint. */
  busy: ReadonlyMap<string, number>;
  /** A claim that is not settled by then is free again: its process is taken to be dead. */
  claimMs: number;
};

/** The due deliveries, which several nodes share. */
export type DeliveryQueue = {
  claim(limits: ClaimLimits): Promise<DueDelivery[]>;
  /** Does nothing when another node has claimed the delivery since. Answers why its endpoint was switched off by it. */
  settle(delivery: DueDelivery, outcome: AttemptOutcome, verdict: Verdict): Promise<string | null>;
  /** Gives back what was not tried to the end, due at once. */
  release(delivery: DueDelivery): Promise<void>;
};

/** What is done once a call has ended, step by step. Source: design ending.md section 9, contract.md section 1. */
import type { CallRecord } from '../contract/call.ts';
import type { WebhookEvent } from '../contract/webhook-words.ts';
import type { NewDelivery, WebhookTarget } from './delivery.ts';
import { webhookStep } from './webhook.ts';

/** What a step sees and writes, in one transaction, which also sends the steps behind it. */
export type StepWork = {
  readonly call: CallRecord;
  /** The endpoints that want to hear of this event of this call. */
  endpoints(event: WebhookEvent): Promise<WebhookTarget[]>;
  /** Deliveries whose id is there already are left alone. */
  deliver(deliveries: readonly NewDelivery[]): Promise<void>;
};

/**
 * One step, in one file. It may run again after a crash, so what it writes has ids made from the call's. `next`: the steps
 * that are sent when it is done.
 */
export type Step = {
  readonly name: string;
  readonly next: readonly string[];
  run(work: StepWork): Promise<void>;
};

const steps: readonly Step[] = [webhookStep];

/** The one of this name; the first when there is none. A name that nobody knows is of a newer version: null. */
export function stepNamed(name: string | undefined): Step | null {
  return name === undefined ? steps[0]! : (steps.find((step) => step.name === name) ?? null);
}

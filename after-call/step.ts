/** What a step of the work after a call sees, and what comes of it. Source: design ending.md section 9, contract.md section 1. */
import type { Agent } from '../contract/agent.ts';
import type { CallRecord } from '../contract/call.ts';
import type { StepName } from '../contract/step-words.ts';
import type { WebhookEvent } from '../contract/webhook-words.ts';
import type { Clock } from '../providers/clock.ts';
import type { Messenger } from '../providers/messaging/messenger.ts';
import type { Mailer } from '../providers/messaging/mailer.ts';
import type { Model } from '../providers/models/model.ts';
import type { NewDelivery, WebhookTarget } from './delivery.ts';
import type { Outbox } from './outbox.ts';

/** An ended call with the version of its agent that it had, as the End Call block that ended it wants it. */
export type EndedCall = { accountId: string; carrier: string; record: CallRecord; agent: Agent };

/** Fields of the record that a step finds. */
export type Findings = Partial<
  Pick<CallRecord, 'summary' | 'outcome' | 'outcome_tags' | 'extracted' | 'extracted_by' | 'sms' | 'email'>
>;

/** Told to every endpoint that wants the event. Made again, a delivery has the same id. */
export type Told = { event: WebhookEvent; make(target: WebhookTarget): NewDelivery };

/** Written in one transaction, which also marks the step as done and sends the steps behind it. */
export type StepOutcome = { findings?: Findings; told?: readonly Told[] };

/** Whose text messages go out, and the number of ours that they come from. */
export type SmsSender = { messenger: Messenger; from: string };

/** Everything outside that steps may use. */
export type StepTools = {
  clock: Clock;
  /** Aborted when the process stops: what only asks is asked again by the next one. */
  signal: AbortSignal;
  /** The model of an agent; null where it follows a script, and findings are made by rule. Throws BadConfig. */
  modelOf(agent: Agent): Model | null;
  outbox: Outbox;
  /** Null: none is configured for this call. */
  smsSenderOf(call: EndedCall): SmsSender | null;
  /** What a number has told us itself, or what was stored for it. */
  consentOf(accountId: string, number: string): Promise<'stopped' | 'consented' | null>;
  /** The provider says that the number has told it to stop. */
  stop(accountId: string, number: string): Promise<void>;
  /** Null: none is configured. */
  mailer: Mailer | null;
  dataLog: DataLog;
};

/** Files with one line a call. */
export type DataLog = {
  /** Does nothing when the call stands there already. `again`: it may, because this was begun before. */
  write(kind: 'jsonl' | 'csv', record: CallRecord, again: boolean): Promise<void>;
};

/**
 * One step, in one file. It may run again after a crash, or beside itself: what it writes has ids made from the call's,
 * and what it does outside stands behind an intent (outbox.ts).
 */
export type Step = {
  readonly name: StepName;
  /** The steps behind it. One that is not needed gives way to those behind it. */
  readonly next: readonly StepName[];
  /** It waits for somebody outside, so that it has a queue in which it holds up no other. */
  readonly waits: boolean;
  needed(call: EndedCall): boolean;
  /** Outside of any transaction. `again`: it was begun before. Throws Retryable, Terminal or BadConfig. */
  run(call: EndedCall, tools: StepTools, again: boolean): Promise<StepOutcome>;
};

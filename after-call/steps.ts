/**
 * The work after a call, in its order. The heard transcript stands in the record since the end itself; a recording gets
 * its step before the summary. Source: design ending.md section 9, contract.md section 1.
 */
import type { StepName } from '../contract/step-words.ts';
import { analyzedStep } from './analyzed.ts';
import { emailStep } from './email.ts';
import { extractStep } from './extract.ts';
import { logStep } from './log.ts';
import { outcomeStep } from './outcome.ts';
import { smsStep } from './sms.ts';
import type { EndedCall, Step } from './step.ts';
import { summaryStep } from './summary.ts';
import { webhookStep } from './webhook.ts';

const steps: Readonly<Record<StepName, Step>> = {
  webhook: webhookStep,
  summary: summaryStep,
  outcome: outcomeStep,
  extract: extractStep,
  analyzed: analyzedStep,
  sms: smsStep,
  email: emailStep,
  log: logStep,
};

/** The one of this name; the first when there is none. A name that nobody knows is of a newer version: null. */
export function stepNamed(name: string | undefined): Step | null {
  if (name === undefined) return webhookStep;
  return Object.hasOwn(steps, name) ? steps[name as StepName] : null;
}

/** The steps to be sent once this one is done. */
export function stepsBehind(step: Step, call: EndedCall): Step[] {
  return step.next.flatMap((name) => {
    const next = steps[name];
    return next.needed(call) ? [next] : stepsBehind(next, call);
  });
}

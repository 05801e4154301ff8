/** Runs one step of the work after a call: reads the call, lets the step work outside of any transaction, writes what came of it. */
import type { EndedCall, StepTools } from '../../after-call/step.ts';
import { stepNamed, stepsBehind } from '../../after-call/steps.ts';
import type { Agent } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { Retryable } from '../../contract/errors.ts';
import type { AfterCallParts } from './after-call.ts';
import type { AgentReader } from './agent-reader.ts';
import { withAddresses } from '../calls/call-addresses.ts';
import type { StepCall } from '../store/after-call.ts';
import type { AfterCallJob } from '../store/jobs.ts';

export type StepParts = Pick<AfterCallParts, 'store' | 'clock' | 'publicUrl' | 'links' | 'outside'> & {
  readAgent: AgentReader;
};

/** A call that was deleted meanwhile, and a step that is done, have nothing to be done. */
export async function runStep(job: AfterCallJob, parts: StepParts, signal: AbortSignal): Promise<void> {
  const step = stepNamed(job.step);
  if (!step) throw new Retryable(`This version knows no step "${job.step}"; a newer one will do it`);
  const { work } = parts.store;
  const found = await work.read(job, step);
  if (!found) return;
  const call = endedCall(found, parts);
  const outcome = await step.run(call, toolsOf(parts, signal), found.again);
  const known = { ...call, record: { ...call.record, ...outcome.findings } };
  const completed = await work.complete(job, step, outcome, stepsBehind(step, known));
  if (completed === 'deleted') for (const erase of parts.outside.erasers) await erase([job.callId]);
}

function toolsOf({ store, clock, outside }: StepParts, signal: AbortSignal): StepTools {
  const { outbox, smsWishes } = store;
  return {
    ...outside,
    clock,
    signal,
    outbox,
    consentOf: (accountId, number) => smsWishes.of(accountId, number),
    stop: async (accountId, number) => void (await smsWishes.put(accountId, number, 'stopped', 'provider')),
  };
}

function endedCall({ document, again: _, ...call }: StepCall, parts: StepParts): EndedCall {
  const { agent_id, agent_version } = call.record;
  const agent = parts.readAgent(`${call.accountId}/${agent_id}/${agent_version}`, document);
  const record = toldRecord(call, parts);
  return { ...call, agent: asBlockWants(agent, record), record };
}

/**
 * An agent whose call ended in an End Call block, as that block wants it: its text message and summary take the place of
 * the agent's, its logs are added. Its webhooks stand with the endpoints (store/agent-webhooks.ts). Source: design
 * contract.md section 2.
 */
function asBlockWants(agent: Agent, { flow }: CallRecord): Agent {
  const wishes = flow?.follow_ups ?? null;
  if (wishes === null) return agent;
  const { sms, summary, log } = agent.after_call;
  return {
    ...agent,
    after_call: {
      ...agent.after_call,
      sms: wishes.sms ?? sms,
      summary: wishes.summary ?? summary,
      log: [...log, ...(wishes.log ?? [])],
    },
  };
}

/** As receivers read it. Records of older versions lack what came later. */
function toldRecord({ record, accountId }: Pick<StepCall, 'record' | 'accountId'>, { publicUrl, links }: StepParts) {
  const whole: CallRecord = { ...later, ...record };
  return publicUrl === null ? whole : withAddresses(whole, links, publicUrl, accountId);
}

const later = {
  outcome: null,
  extracted_by: null,
  sms_requested: [],
  sms: null,
  email: null,
  flow: null,
  recording_kept_until: null,
};

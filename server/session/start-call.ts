/** Puts one call together: agent, model, line and log become a session. */
import type { Agent } from '../../contract/agent.ts';
import { type CallFacts, expressionValues, messageValues } from '../../contract/call-values.ts';
import { fillVariables } from '../../contract/variables.ts';
import { ruleJudge } from '../../judge/judge.ts';
import type { Clock } from '../../providers/clock.ts';
import { modelFor } from '../../providers/models/model-for.ts';
import type { Model } from '../../providers/models/model.ts';
import { fillAgent } from '../agents/fill-agent.ts';
import { type ActionRunner, httpActionRunner } from '../agents/flow-action.ts';
import { flowParts } from '../agents/flow-parts.ts';
import { flowPlan } from '../agents/flow-plan.ts';
import { patientModel } from '../agents/patience.ts';
import { promptBrain } from '../agents/prompt-brain.ts';
import { toolSend } from './http-request.ts';
import type { CallHeader } from './record.ts';
import { type Session, type SessionParts, startSession } from './session.ts';
import { httpToolRunner, type ToolRunner } from './tools.ts';

export type CallOrder = Pick<SessionParts, 'line' | 'sink' | 'limits' | 'onEntry' | 'creditUsedUp'> & {
  header: CallHeader;
  agent: Agent;
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
  /** In place of the agent's own model. */
  model?: Model;
  /** In place of HTTP requests. */
  tools?: ToolRunner;
  actions?: ActionRunner;
};

/** Throws as `checkCanRun` does, which is to be asked before the call's intent is committed. */
export function startCall(order: CallOrder): Session {
  const { header, clock, env } = order;
  const facts = callFacts(header, order.agent);
  const values = messageValues(facts);
  const agent = fillAgent(order.agent, { ...values, heard: '{{heard}}' }); // A script fills that in itself.
  const model = patientModel(order.model ?? modelFor(agent.model, env, clock), clock);
  const send = toolSend(env);
  const flow =
    agent.kind === 'flow' ? flowParts(agent, facts, model, order.actions ?? httpActionRunner(env, send)) : null;
  const texts = (): Record<string, string> => asTexts(flow ? flow.values.texts() : values);
  return startSession({
    header,
    agent,
    values: expressionValues(facts),
    line: order.line,
    brain: promptBrain(agent, model, header.direction, flow?.values.speak),
    tools: order.tools ?? httpToolRunner(agent, texts, env, send),
    flow,
    fill: (text) => fillVariables(text, values).text,
    judge: ruleJudge,
    clock,
    sink: order.sink,
    ...(order.limits && { limits: order.limits }),
    ...(order.onEntry && { onEntry: order.onEntry }),
    ...(order.creditUsedUp && { creditUsedUp: true }),
  });
}

/** Throws BadConfig when the agent cannot run here: a missing key, a flow with errors. */
export function checkCanRun(agent: Agent, env: CallOrder['env'], clock: Clock): void {
  if (agent.kind === 'flow') flowPlan(agent);
  modelFor(agent.model, env, clock);
}

/** What the texts and rules of this call may look at. */
export function callFacts(header: CallHeader, agent: Agent): CallFacts {
  return {
    callId: header.callId,
    from: header.from,
    to: header.to,
    direction: header.direction,
    at: header.createdAt,
    timeZone: agent.time_zone,
    language: agent.language,
    variables: agent.variables,
  };
}

function asTexts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

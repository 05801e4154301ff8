/** What a flow agent's call has beside that of a prompt agent. */
import type { Agent } from '../../contract/agent.ts';
import type { CallFacts } from '../../contract/call-values.ts';
import type { FlowPlan } from '../../engine/flow/plan.ts';
import { newPosition, type Position } from '../../engine/flow/position.ts';
import type { Model } from '../../providers/models/model.ts';
import type { ActionRunner } from './flow-action.ts';
import { flowPlan } from './flow-plan.ts';
import { type FlowValues, flowValues } from './flow-values.ts';

export type FlowParts = {
  plan: FlowPlan;
  /** Where the walk is. */
  at: { position: Position };
  values: FlowValues;
  /** Judges, where it does not follow a script. */
  model: Model;
  actions: ActionRunner;
};

/** Throws BadConfig as `flowPlan` does. */
export function flowParts(agent: Agent, facts: CallFacts, model: Model, actions: ActionRunner): FlowParts {
  const at = { position: newPosition(agent.variables) };
  return { plan: flowPlan(agent), at, values: flowValues(agent, facts, () => at.position), model, actions };
}

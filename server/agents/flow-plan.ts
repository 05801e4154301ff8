/** An agent's flow as the plan that the walk follows: seconds become milliseconds, edges become exits of their blocks. */
import type { Agent } from '../../contract/agent.ts';
import { BadConfig } from '../../contract/errors.ts';
import { valueOfChoice } from '../../contract/nodes/slot-collection.ts';
import { flowFaultSeverity } from '../../contract/flow-fault.ts';
import { graphOf, startOf } from '../../contract/flow-graph.ts';
import { flowFaults } from '../../contract/lint-flow.ts';
import type { Flow, FlowNode } from '../../contract/flow.ts';
import {
  defaultFlowLimits,
  type Exit,
  type FlowLimits,
  type FlowPlan,
  type PlanBlock,
} from '../../engine/flow/plan.ts';

/** Throws BadConfig that tells every error for which the flow cannot be walked. */
export function flowPlan(agent: Agent, limits: Partial<FlowLimits> = {}): FlowPlan {
  const { flow } = agent;
  if (flow === null) throw new BadConfig('flow: is missing. Give a flow, or set kind to prompt.');
  refuseErrors(agent);
  return {
    start: startOf(graphOf(flow))!.id,
    blocks: flow.nodes.map((node) => blockOf(node, exitsOf(flow, node.id))),
    hasReasons: agent.ending.enabled && agent.ending.reasons.length > 0,
    limits: { ...defaultFlowLimits, ...limits },
  };
}

function refuseErrors(agent: Agent): void {
  const errors = flowFaults(agent).filter((fault) => flowFaultSeverity[fault.code] === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(({ path, problem, hint }) => `  ${path} ${problem}. ${hint}`);
  throw new BadConfig(`flow: it cannot be walked\n${lines.join('\n')}`);
}

function exitsOf(flow: Flow, id: string): Exit[] {
  return flow.edges
    .filter((edge) => edge.from === id)
    .toSorted((one, other) => one.order - other.order)
    .map((edge) => ({ label: edge.label ?? 'next', to: edge.to }));
}

function blockOf({ id, kind, data }: FlowNode, exits: Exit[]): PlanBlock {
  switch (kind) {
    case 'utterance':
      return {
        id,
        kind,
        exits,
        words:
          data.mode === 'verbatim'
            ? { mode: 'verbatim', text: data.text }
            : { mode: 'generated', instruction: data.instruction, tools: data.tools },
        waitsForReply: data.wait_for_reply,
        noInputMs: data.no_input_seconds === null ? null : data.no_input_seconds * 1000,
      };
    case 'slot_collection':
      return {
        id,
        kind,
        exits,
        slots: data.slots.map((slot) => ({
          name: slot.name,
          description: slot.description,
          type: slot.type,
          choices: slot.choices.map(valueOfChoice),
          required: slot.required,
          attemptsMax: slot.attempts,
          prompt: slot.prompt,
          retryPrompt: slot.retry_prompt,
          confirm: slot.confirm,
          confirmPrompt: slot.confirm_prompt,
        })),
      };
    case 'condition':
      return { id, kind, exits, branches: data.branches };
    case 'action': {
      const http = data.mode === 'http';
      const withinMs = http ? data.http.timeout_seconds * 1000 : defaultFlowLimits.judgeMsMax;
      return { id, kind, exits, mode: data.mode, filler: http ? data.filler : '', withinMs };
    }
    case 'transfer':
      return { id, kind, exits, to: data.to, line: data.line, mode: data.mode };
    case 'end_call':
      return {
        id,
        kind,
        exits,
        message: data.message,
        skipGoodbye: data.skip_goodbye,
        outcomeTags: data.outcome_tags,
        followUps: { sms: data.sms, summary: data.summary, webhooks: data.webhooks, log: data.log },
      };
  }
}

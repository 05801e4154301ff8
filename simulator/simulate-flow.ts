/**
 * One random flow from its seed, with several callers: the rules of ending and of the walk are checked on every call, and
 * of each block that no caller came to it is told which ways to it were never taken. Source: design proof.md, "Simulator".
 */
import { isDeepStrictEqual } from 'node:util';
import { type AgentInput, agentSchema } from '../contract/agent.ts';
import type { CallRecord } from '../contract/call.ts';
import { storedWalk } from '../server/agents/stored-walk.ts';
import { flowFrom, flowWorldFrom } from './flow-world.ts';
import { randomFrom } from './random.ts';
import { type Outcome, simulateWorld } from './simulate.ts';

type FlowInput = NonNullable<AgentInput['flow']>;

export type FlowOutcome = {
  seed: number;
  /** With the number of the caller. */
  violations: readonly string[];
  blocks: number;
  /** `never`: the ways to it from blocks that were reached; empty where none of these was. */
  unreached: readonly { block: string; never: readonly string[] }[];
  /** How the calls ended. */
  endedReasons: readonly string[];
  calls: readonly Outcome[];
};

/** More callers are sent as long as a block was not reached. */
const callersMin = 2;
const callersMax = 12;

export function simulateFlow(seed: number): FlowOutcome {
  const random = randomFrom(seed);
  const flow = flowFrom(random);
  const reached = new Set<string>();
  const calls: Outcome[] = [];
  const violations: string[] = [];
  while (calls.length < callersMin || (reached.size < flow.nodes.length && calls.length < callersMax)) {
    const world = flowWorldFrom(flow, random);
    const outcome = simulateWorld(seed, world, random);
    calls.push(outcome);
    for (const { block } of entered(outcome)) reached.add(block);
    const broken = [...outcome.violations, ...flowViolations(flow, outcome), ...storedViolations(world.agent, outcome)];
    violations.push(...broken.map((what) => `caller ${calls.length}: ${what}`));
  }
  const unreached = flow.nodes
    .filter(({ id }) => !reached.has(id))
    .map(({ id }) => ({
      block: id,
      never: waysTo(flow, id)
        .filter(([from]) => reached.has(from))
        .map(String),
    }));
  const endedReasons = calls.map(({ record }) => record?.ended_reason ?? 'none');
  return { seed, violations, blocks: flow.nodes.length, unreached, endedReasons, calls };
}

function waysTo(flow: FlowInput, id: string): [from: string, label: string][] {
  return (flow.edges ?? []).filter(({ to }) => to === id).map(({ from, label }) => [from, label ?? 'next']);
}

function entered({ entries }: Outcome): { block: string; back: boolean }[] {
  let back = false;
  return entries.flatMap((entry) => {
    if ('effects' in entry && entry.effects.some(({ type }) => type === 'call_off_end')) back = true;
    if (!('note' in entry)) return [];
    const { note } = entry;
    if (note.type === 'flow_judged' && note.what === 'corrections' && note.outcome !== 'none') back = true;
    if (note.type !== 'block_entered') return [];
    const step = { block: note.block, back };
    back = false;
    return [step];
  });
}

/** What must hold of a walk, whatever the flow. */
function flowViolations(flow: FlowInput, outcome: Outcome): string[] {
  const broken: string[] = [];
  const steps = entered(outcome);
  for (const [index, { block, back }] of steps.entries()) {
    const before = steps[index - 1]?.block;
    const leads = before === undefined ? block === flow.start : waysTo(flow, block).some(([from]) => from === before);
    // A goodbye after a rescue leads to the End Call block that was called off.
    const again = block.startsWith('end') && steps.slice(0, index).some((step) => step.block === block);
    if (!leads && !back && !again) broken.push(`flow: ${before ?? 'the start'} led to ${block}`);
  }
  if (outcome.record) broken.push(...recordViolations(flow, outcome.record));
  for (const entry of outcome.entries) {
    const said = 'event' in entry && entry.event.type === 'agent.said' ? entry.event.text : '';
    if (said.includes('{{')) broken.push(`flow: a variable was spoken: ${said}`);
  }
  return broken;
}

/** A call whose process dies gets its record from the log. */
function storedViolations(agent: AgentInput, { entries, record }: Outcome): string[] {
  if (!record?.flow) return [];
  const walked = storedWalk(agentSchema.parse(agent), entries);
  const { block, path, slots } = record.flow;
  const same = isDeepStrictEqual(walked && [walked.end.block, walked.end.path, walked.end.slots], [block, path, slots]);
  return same ? [] : [`flow: the stored walk leads to ${walked?.end.block ?? 'nothing'}, the call came to ${block}`];
}

function recordViolations(flow: FlowInput, record: CallRecord): string[] {
  const ended = record.flow;
  if (ended === null) return ['flow: the record tells nothing of it'];
  const node = flow.nodes.find(({ id }) => id === ended.end_block);
  const broken: string[] = [];
  if ((record.trigger === 'flow_block') !== (node?.kind === 'end_call')) {
    broken.push(`flow: ended by ${record.trigger} in the End Call block ${ended.end_block}`);
  }
  if (node?.kind === 'end_call' && !(node.data.outcome_tags ?? []).every((tag) => record.outcome_tags.includes(tag))) {
    broken.push('flow: the tags of the End Call block are missing');
  }
  const unsure = Object.entries(ended.slots).filter(([, slot]) => !slot.confirmed);
  if (node && unsure.length > 0 && record.rescues.length === 0) {
    broken.push(`flow: ${unsure[0]![0]} was not confirmed`);
  }
  if (record.trigger === 'failure' && /no way out|blocks in a row/.test(record.error_detail ?? '')) {
    broken.push(`flow: it was lost: ${record.error_detail}`);
  }
  return broken;
}

import { expect, test } from 'vitest';
import { parseAgent } from '../../contract/agent.ts';
import { BadConfig } from '../../contract/errors.ts';
import stored from '../../contract/fixtures/agents/v1-flow.json' with { type: 'json' };
import { playFlow } from '../../engine/testing/play-flow.ts';
import { flowPlan } from './flow-plan.ts';

function agentWith(change: object = {}) {
  const parsed = parseAgent({ ...stored, ...change });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.agent;
}

test('a document with every kind of block becomes a plan that can be walked', () => {
  const plan = flowPlan(agentWith());
  expect(plan).toMatchObject({ start: 'hello', hasReasons: true });
  expect(plan.blocks.map((block) => block.kind)).toEqual(stored.flow.nodes.map((node) => node.kind));
  const outside = {
    slots: { five: 'phone=+15550100', early: 'part=morning' },
    holding: ['morning'],
    actions: { save: {}, mark: {} },
  };
  expect(playFlow(plan, outside, 'hi', 'hm', 'five', 'early').told.at(-1)).toBe('end by end');
});

test('seconds become milliseconds, and an edge without a label is next', () => {
  const [hello] = flowPlan(agentWith()).blocks;
  expect(hello).toMatchObject({
    noInputMs: 8_000,
    exits: [
      { label: 'next', to: 'talk' },
      { label: 'no_input', to: 'end_soft' },
    ],
  });
});

test('the follow-ups of an End Call block are carried along', () => {
  const end = flowPlan(agentWith()).blocks.find((block) => block.id === 'end');
  expect(end).toMatchObject({ outcomeTags: ['lead_collected'], followUps: { sms: { enabled: true }, webhooks: null } });
});

test('without reasons, or with ending switched off, no reasons are checked', () => {
  expect(flowPlan(agentWith({ ending: {} })).hasReasons).toBe(false);
  expect(flowPlan(agentWith({ ending: { ...stored.ending, enabled: false } })).hasReasons).toBe(false);
});

test('a flow with errors is refused with all of them, one with warnings is not', () => {
  const edges = stored.flow.edges.filter((edge) => edge.id !== 'e4' && edge.id !== 'e12');
  const broken = agentWith({ flow: { ...stored.flow, edges } });
  expect(() => flowPlan(broken)).toThrow(BadConfig);
  expect(() => flowPlan(broken)).toThrow(/nodes\[2\] has no way out "filled"[^]*nodes\[6\] has no way out "failed"/);
  const nodes = [...stored.flow.nodes, { id: 'alone', kind: 'end_call', data: {} }];
  expect(flowPlan(agentWith({ flow: { ...stored.flow, nodes } })).blocks).toHaveLength(10);
});

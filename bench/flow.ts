/** How long the check of a large flow takes, and how fast flows are walked. */
import { checkFlow } from '../contract/check-flow.ts';
import { checkFlowDocument } from '../contract/flow-document.ts';
import * as p from '../engine/testing/plans.ts';
import { playFlow } from '../engine/testing/play-flow.ts';
import type { Row } from './row.ts';

const blocksMax = 500;
const rounds = 20;
const walks = 2_000;

/** A chain with a branch and a loop back at every second block, and names and expressions of its own. */
function largeFlow() {
  const nodes: object[] = [];
  const edges: object[] = [];
  for (let index = 0; index < blocksMax - 1; index++) {
    const id = `b${index}`;
    const next = index === blocksMax - 2 ? 'end' : `b${index + 1}`;
    if (index % 2 === 0) {
      nodes.push({ id, kind: 'slot_collection', data: { slots: [{ name: `s${index}`, prompt: 'Which?' }] } });
      edges.push({ id: `f${index}`, from: id, to: next, label: 'filled' });
      edges.push({ id: `g${index}`, from: id, to: 'end', label: 'gave_up' });
    } else {
      const expression = `s${index - 1} == "${index}" && from != ""`;
      nodes.push({ id, kind: 'condition', data: { branches: [{ label: 'again', expression }] } });
      edges.push({ id: `a${index}`, from: id, to: `b${index - 1}`, label: 'again' });
      edges.push({ id: `e${index}`, from: id, to: next, label: 'else' });
    }
  }
  nodes.push({ id: 'end', kind: 'end_call', data: {} });
  return { start: 'b0', nodes, edges };
}

const plan = p.plan([
  p.says('hello', 'yes>ask no>end no_match>hello'),
  p.collects('ask', 'filled>which gave_up>end', p.slot('day'), p.slot('phone', 'phone', { confirm: true })),
  p.decides('which', 'late>end else>book', 'late'),
  p.acts('book', 'ok>end failed>end'),
  p.ends('end'),
]);
const outside = {
  answers: { sure: 'yes' },
  slots: { tuesday: 'day=2026-11-24', five: 'phone=+15550100' },
  confirms: { right: 'yes' },
  actions: { book: {} },
};

export async function benchFlow(): Promise<Row[]> {
  const flow = largeFlow();
  const first = milliseconds(() => checkFlowDocument(flow));
  const graph = bestOf(() => milliseconds(() => checkFlow(flow, null)));
  const whole = bestOf(() => milliseconds(() => checkFlowDocument(flow)));
  let events = 0;
  const seconds =
    bestOf(() =>
      milliseconds(() => {
        events = 0;
        for (let count = 0; count < walks; count++) {
          events += playFlow(plan, outside, 'sure', 'tuesday', 'five', 'right').log.length;
        }
      }),
    ) / 1000;
  return [
    { name: `check of ${blocksMax} blocks, expressions read for the first time`, value: first, unit: 'ms' },
    { name: `check of ${blocksMax} blocks, again`, value: whole, unit: 'ms' },
    { name: `check of ${blocksMax} blocks, the graph alone`, value: graph, unit: 'ms' },
    { name: 'walk, events of whole conversations', value: events / seconds, unit: 'events/s' },
  ];
}

function milliseconds(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** The best of some rounds: the others were disturbed. */
function bestOf(measure: () => number): number {
  return Math.min(...Array.from({ length: rounds }, measure));
}

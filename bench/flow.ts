/** How long the check of a large flow takes, and how fast flows are walked. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { checkFlow } from '../contract/check-flow.ts';
import { checkFlowDocument } from '../contract/flow-document.ts';
import * as p from '../engine/testing/plans.ts';
import { playFlow } from '../engine/testing/play-flow.ts';
import { blocksMax, largeFlow } from './large-flow.ts';
import type { Row } from './row.ts';

const rounds = 20;
const walks = 2_000;
const processes = 5;
const processMsMax = 30_000;

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
  const firsts: number[] = [];
  for (let count = 0; count < processes; count++) firsts.push(await firstCheckMs());
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
    {
      name: `first check of ${blocksMax} blocks in a process, the slowest of ${processes}`,
      value: Math.max(...firsts),
      unit: 'ms',
    },
    { name: `check of ${blocksMax} blocks, again`, value: whole, unit: 'ms' },
    { name: `check of ${blocksMax} blocks, the graph alone`, value: graph, unit: 'ms' },
    { name: 'walk, events of whole conversations', value: events / seconds, unit: 'events/s' },
  ];
}

/** In a process of its own: nothing is compiled yet, and no expression is known. */
async function firstCheckMs(): Promise<number> {
  const child = fork(new URL('flow-worker.ts', import.meta.url), { execArgv: [] });
  try {
    const overdue = AbortSignal.timeout(processMsMax);
    const [ms] = (await Promise.race([
      once(child, 'message', { signal: overdue }),
      once(child, 'exit', { signal: overdue }).then(() => {
        throw new Error('the first check could not be measured');
      }),
    ])) as [number];
    return ms;
  } finally {
    child.kill();
  }
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

/** Many random flows, shared out over threads. */
import { summed } from './run-seeds.ts';
import { shareOut } from './share-out.ts';
import type { FlowOutcome } from './simulate-flow.ts';

export type FlowRun = {
  flows: number;
  calls: number;
  seconds: number;
  blocks: number;
  failures: { seed: number; violations: readonly string[] }[];
  unreached: ({ seed: number } & FlowOutcome['unreached'][number])[];
  endedReasons: Record<string, number>;
};

export type FlowShare = Pick<FlowRun, 'calls' | 'blocks' | 'failures' | 'unreached' | 'endedReasons'>;

export async function runFlows(firstSeed: number, flows: number): Promise<FlowRun> {
  const startedAt = performance.now();
  const shares = await shareOut<FlowShare>(new URL('./simulate-flow.worker.ts', import.meta.url), firstSeed, flows);
  const total = (of: (share: FlowShare) => number): number => shares.reduce((sum, share) => sum + of(share), 0);
  const bySeed = (one: { seed: number }, other: { seed: number }): number => one.seed - other.seed;
  return {
    flows,
    calls: total(({ calls }) => calls),
    seconds: (performance.now() - startedAt) / 1000,
    blocks: total(({ blocks }) => blocks),
    failures: shares.flatMap(({ failures }) => failures).sort(bySeed),
    unreached: shares.flatMap(({ unreached }) => unreached).sort(bySeed),
    endedReasons: summed(shares.map(({ endedReasons }) => endedReasons)),
  };
}

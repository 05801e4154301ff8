/** Many worlds, shared out over threads. */
import { shareOut } from './share-out.ts';

export type SeedRun = {
  seeds: number;
  seconds: number;
  /** The worlds in which a rule was broken. */
  failures: { seed: number; violations: readonly string[] }[];
  /** How the calls ended, so that one can see what was tried. */
  endedReasons: Record<string, number>;
};

type Answer = Pick<SeedRun, 'failures'> & { reasons: Record<string, number> };

export async function runSeeds(firstSeed: number, seeds: number): Promise<SeedRun> {
  const startedAt = performance.now();
  const answers = await shareOut<Answer>(new URL('./simulate.worker.ts', import.meta.url), firstSeed, seeds);
  const failures = answers.flatMap((answer) => answer.failures).sort((a, b) => a.seed - b.seed);
  const endedReasons = summed(answers.map(({ reasons }) => reasons));
  return { seeds, seconds: (performance.now() - startedAt) / 1000, failures, endedReasons };
}

export function summed(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const each of counts) for (const [name, count] of Object.entries(each)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

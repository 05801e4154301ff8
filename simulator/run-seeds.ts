/** Many worlds, shared out over threads. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

export type SeedRun = {
  seeds: number;
  seconds: number;
  /** The worlds in which a rule was broken. */
  failures: { seed: number; violations: readonly string[] }[];
  /** How the calls ended, so that one can see what was tried. */
  endedReasons: Record<string, number>;
};

type Share = Pick<SeedRun, 'failures'> & { reasons: Record<string, number> };

export async function runSeeds(firstSeed: number, seeds: number): Promise<SeedRun> {
  const startedAt = performance.now();
  const threads = Math.min(availableParallelism(), seeds, 8);
  const shares = await Promise.all(
    Array.from({ length: threads }, (_, i) => {
      const count = Math.floor(seeds / threads) + (i < seeds % threads ? 1 : 0);
      return runShare({ first: firstSeed + i, step: threads, count });
    }),
  );
  const endedReasons: Record<string, number> = {};
  for (const { reasons } of shares) {
    for (const [reason, count] of Object.entries(reasons)) endedReasons[reason] = (endedReasons[reason] ?? 0) + count;
  }
  const failures = shares.flatMap((share) => share.failures).sort((a, b) => a.seed - b.seed);
  return { seeds, seconds: (performance.now() - startedAt) / 1000, failures, endedReasons };
}

function runShare(workerData: { first: number; step: number; count: number }): Promise<Share> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./simulate.worker.ts', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

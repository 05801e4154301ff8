/** A thread's share of the seeds: reports each world that broke a rule, and how many were done. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Share } from './share-out.ts';
import { simulate } from './simulate.ts';

const { first, step, count } = workerData as Share;
const reasons: Record<string, number> = {};
const failures: { seed: number; violations: readonly string[] }[] = [];
for (let i = 0; i < count; i++) {
  const { seed, violations, record } = simulate(first + i * step);
  if (violations.length > 0) failures.push({ seed, violations });
  const reason = record?.ended_reason ?? 'none';
  reasons[reason] = (reasons[reason] ?? 0) + 1;
}
parentPort!.postMessage({ failures, reasons });

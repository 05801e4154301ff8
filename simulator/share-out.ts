/** Seeds, shared out over threads. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a thread is given as its data: `count` seeds from `first`, `step` apart. */
export type Share = { first: number; step: number; count: number };

const threadsMax = 8;

/** One answer of each thread. `worker` posts one message. */
export function shareOut<Answer>(worker: URL, firstSeed: number, seeds: number): Promise<Answer[]> {
  const threads = Math.min(availableParallelism(), seeds, threadsMax);
  return Promise.all(
    Array.from({ length: threads }, (_, index) => {
      const count = Math.floor(seeds / threads) + (index < seeds % threads ? 1 : 0);
      return answerOf<Answer>(worker, { first: firstSeed + index, step: threads, count });
    }),
  );
}

function answerOf<Answer>(url: URL, workerData: Share): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

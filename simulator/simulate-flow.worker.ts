/** A thread's share of the flows: what each of them broke, and the blocks to which no caller came. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FlowShare } from './run-flows.ts';
import type { Share } from './share-out.ts';
import { simulateFlow } from './simulate-flow.ts';

const { first, step, count } = workerData as Share;
const share: FlowShare = { calls: 0, blocks: 0, failures: [], unreached: [], endedReasons: {} };
for (let index = 0; index < count; index++) {
  const { seed, violations, blocks, unreached, endedReasons, calls } = simulateFlow(first + index * step);
  share.calls += calls.length;
  share.blocks += blocks;
  if (violations.length > 0) share.failures.push({ seed, violations });
  share.unreached.push(...unreached.map((block) => ({ seed, ...block })));
  for (const reason of endedReasons) share.endedReasons[reason] = (share.endedReasons[reason] ?? 0) + 1;
}
parentPort!.postMessage(share);

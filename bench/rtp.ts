/**
 * How late frames leave with 30 calls in one process while two others take all the processor time they get, with and
 * without raised priority. RINGOFF_BENCH_CALLS and RINGOFF_BENCH_SECONDS set how many and how long. Source: design lines.md "SIP".
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Priority } from '../providers/carriers/rtp/raise-priority.ts';
import type { Row } from './row.ts';
import type { Measured } from './rtp-worker.ts';

const callsUsual = 30;
const secondsUsual = 20;
/** Beyond the measured time: to start, and to stop. */
const startMsMax = 20_000;
const rivals = 2;
const inWords: Readonly<Record<Priority, string>> = {
  realtime: 'real-time priority',
  raised: 'nice −10',
  usual: 'raised priority refused by the system',
};

/** Throws when a worker does not answer in time. */
export async function benchRtp(): Promise<Row[]> {
  const calls = Number(process.env['RINGOFF_BENCH_CALLS'] ?? callsUsual);
  const seconds = Number(process.env['RINGOFF_BENCH_SECONDS'] ?? secondsUsual);
  const busy = Array.from({ length: rivals }, () => start('rival', 0, 0));
  try {
    const raised = await measure('raised', calls, seconds);
    const usual = await measure('usual', calls, seconds);
    return [
      ...rowsOf(`${calls} calls, ${inWords[raised.priority]}`, raised),
      ...rowsOf(`${calls} calls, priority as usual`, usual),
    ];
  } finally {
    for (const rival of busy) rival.kill('SIGKILL');
  }
}

function rowsOf(name: string, { lateness, arrivedShare, cpuShare }: Measured): Row[] {
  return [
    { name: `p50 lateness, ${name}`, value: lateness.p50Ms, unit: 'ms' },
    { name: `p99 lateness, ${name}`, value: lateness.p99Ms, unit: 'ms' },
    { name: `worst lateness, ${name}`, value: lateness.maxMs, unit: 'ms' },
    { name: `ticks given up, ${name}`, value: lateness.skippedTicks, unit: 'ticks' },
    { name: `packets that arrived, ${name}`, value: arrivedShare * 100, unit: '%' },
    { name: `of one core, ${name}`, value: cpuShare * 100, unit: '%' },
  ];
}

async function measure(role: 'raised' | 'usual', calls: number, seconds: number): Promise<Measured> {
  const worker = start(role, calls, seconds);
  const overdue = AbortSignal.timeout(seconds * 1000 + startMsMax);
  try {
    const [measured] = (await once(worker, 'message', { signal: overdue })) as [Measured];
    return measured;
  } finally {
    worker.kill('SIGKILL');
  }
}

function start(role: string, calls: number, seconds: number): ChildProcess {
  return fork(new URL('rtp-worker.ts', import.meta.url), [role, `${calls}`, `${seconds}`], { execArgv: [] });
}

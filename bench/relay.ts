/**
 * Many ConversationRelay calls at once in one server process, with the offline brain and the embedded database; the
 * callers and Twilio's REST service are another process. RINGOFF_BENCH_CALLS sets how many. Source: design proof.md.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountSid, authToken, type Load, type LoadCall, publicUrl, startLoad } from './relay-load.ts';
import type { Answer, Question } from './relay-worker.ts';
import type { Row } from './row.ts';

/** `rescue.listen_ms` of an agent that says nothing else. */
const listenMs = 500;
const callsUsual = 1_000;
/** Goodbyes are spread evenly over this time: so many a second as a busy line of this size would have. */
const goodbyesMs = 20_000;
const openingAtOnce = 16;
/** Until code is compiled and pools are filled. */
const warmUpCalls = 50;
const endMsMax = 30_000;
/** Sockets and the database come to rest, and memory goes back to the system. */
const restMs = 3_000;
const benchMsMax = 240_000;

/** Throws when the calls do not come up, or the whole takes longer than four minutes. */
export async function benchRelay(calls = callsAsked()): Promise<Row[]> {
  const load = await startLoad();
  const dataDir = mkdtempSync(join(tmpdir(), 'ringoff-bench-'));
  const child = startServerProcess(load, dataDir);
  const overdue = setTimeout(() => child.kill('SIGKILL'), benchMsMax);
  try {
    load.aim((await heard(child, 'ready')).url);
    return await measure(child, load, calls);
  } finally {
    clearTimeout(overdue);
    await stop(child);
    await load.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(child: ChildProcess, load: Load, calls: number): Promise<Row[]> {
  await endAll(await openAll(load, Math.min(warmUpCalls, calls)), 1_000);
  const before = await settled(child);
  const up = await openAll(load, calls);
  const during = await ask(child);
  if (during.liveCalls !== calls) throw new Error(`${during.liveCalls} of ${calls} calls are up`);
  const times = await endAll(up, goodbyesMs);
  const { lateMs } = await ask(child);
  const after = await settled(child);
  // What the first round leaves behind includes pools and caches; only a second, the same again, shows what is lost.
  await endAll(await openAll(load, calls), goodbyesMs);
  const again = await settled(child);
  const fromReport = times.map(({ played, hungUp }) => hungUp - played - listenMs);
  const fromGoodbye = times.map(({ said, spoken, played, hungUp }) => spoken - said + (hungUp - played - listenMs));
  const kib = (bytes: number): number => bytes / 1024;
  return [
    { name: 'calls at once', value: calls, unit: 'calls' },
    ...percentiles('goodbye to hang-up request, less farewell and listen window', fromGoodbye),
    ...percentiles('playback report to hang-up request, less listen window', fromReport),
    { name: 'memory a call (resident)', value: kib(during.residentBytes - before.residentBytes) / calls, unit: 'KB' },
    { name: 'memory a call (heap)', value: kib(during.heapBytes - before.heapBytes) / calls, unit: 'KB' },
    { name: 'p99 lateness of timers in the server, other programs included', value: lateMs, unit: 'ms' },
    { name: 'last hang-up request to last end stored', value: after.storedMs, unit: 'ms' },
    { name: 'live calls after the end', value: again.liveCalls, unit: 'calls' },
    { name: 'heap left by the second round of calls', value: kib(again.heapBytes - after.heapBytes), unit: 'KB' },
    {
      name: 'resident left by the second round of calls',
      value: kib(again.residentBytes - after.residentBytes),
      unit: 'KB',
    },
  ];
}

async function openAll(load: Load, count: number): Promise<LoadCall[]> {
  const opened: LoadCall[] = [];
  let begun = 0;
  const opener = async (): Promise<void> => {
    while (begun++ < count) opened.push(await load.open());
  };
  await Promise.all(Array.from({ length: openingAtOnce }, opener));
  return opened;
}

function endAll(calls: readonly LoadCall[], overMs: number) {
  return Promise.all(
    calls.map(async (call, index) => {
      await pause((index * overMs) / calls.length);
      return call.sayGoodbye();
    }),
  );
}

/** What is left once the last end is stored, and how long that took. */
async function settled(child: ChildProcess): Promise<Answer & { type: 'measured'; storedMs: number }> {
  const begun = performance.now();
  for (;;) {
    const found = await ask(child);
    const storedMs = performance.now() - begun;
    if (found.liveCalls === 0 || storedMs > endMsMax) {
      await ask(child);
      await pause(restMs);
      return { ...(await ask(child)), storedMs };
    }
    await pause(100);
  }
}

function startServerProcess({ restUrl }: Load, dataDir: string): ChildProcess {
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    PUBLIC_URL: publicUrl,
    RINGOFF_DATA_DIR: dataDir,
    RINGOFF_LOG_LEVEL: 'warn',
    RINGOFF_CALLS_MAX: '100000',
    RINGOFF_SOCKETS_PER_ADDRESS: '100000',
    RINGOFF_SOCKETS_MAX: '100000',
    RINGOFF_DEFAULT_AGENT: 'bench',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_BASE_URL: restUrl,
  };
  return fork(new URL('./relay-worker.ts', import.meta.url), {
    env,
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}

function ask(child: ChildProcess): Promise<Answer & { type: 'measured' }> {
  const answer = heard(child, 'measured');
  child.send('measure' satisfies Question);
  return answer;
}

function heard<Type extends Answer['type']>(child: ChildProcess, type: Type): Promise<Answer & { type: Type }> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null): void => reject(new Error(`the server is gone (${code ?? 'killed'})`));
    const hear = (answer: Answer): void => {
      if (answer.type !== type) return;
      child.off('message', hear).off('exit', gone);
      resolve(answer as Answer & { type: Type });
    };
    child.on('message', hear).once('exit', gone);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const overdue = setTimeout(() => child.kill('SIGKILL'), 10_000);
  if (child.connected) child.send('stop' satisfies Question);
  else child.kill('SIGKILL');
  await exited;
  clearTimeout(overdue);
}

function percentiles(name: string, values: readonly number[]): Row[] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return [
    { name: `p50 ${name}`, value: at(0.5), unit: 'ms' },
    { name: `p99 ${name}`, value: at(0.99), unit: 'ms' },
  ];
}

function callsAsked(): number {
  const asked = Number(process.env['RINGOFF_BENCH_CALLS'] ?? callsUsual);
  return Number.isInteger(asked) && asked > 0 ? asked : callsUsual;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

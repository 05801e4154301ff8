/** A whole server with a telephone in another process, for benches and proofs. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PhoneServerReady } from './phone-server-worker.ts';

export type PhoneServer = PhoneServerReady & {
  pid: number;
  /** Every value that Prometheus would read, by its name with labels. */
  metrics(): Promise<Map<string, number>>;
  /** Calls of its agent. */
  to: string;
  close(): Promise<void>;
};

const startMsMax = 30_000;
const stopMsMax = 15_000;

export async function startPhoneServer(env: Readonly<Record<string, string>> = {}): Promise<PhoneServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ringoff-bench-'));
  const child = fork(new URL('./phone-server-worker.ts', import.meta.url), {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      RINGOFF_SIP: '127.0.0.1:0',
      RINGOFF_DATA_DIR: dataDir,
      RINGOFF_LOG_LEVEL: 'error',
      ...env,
    },
    execArgv: [],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  try {
    const ready = await readyOf(child);
    return {
      ...ready,
      pid: child.pid!,
      to: ready.sipUrl.replace('sip:', 'sip:reception@'),
      metrics: () => metricsOf(ready),
      close: () => stop(child).finally(() => rmSync(dataDir, { recursive: true, force: true })),
    };
  } catch (error) {
    child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}

async function readyOf(child: ChildProcess): Promise<PhoneServerReady> {
  const overdue = AbortSignal.timeout(startMsMax);
  const [ready] = (await Promise.race([
    once(child, 'message', { signal: overdue }),
    once(child, 'exit', { signal: overdue }).then(() => {
      throw new Error('the server could not be started');
    }),
  ])) as [PhoneServerReady];
  return ready;
}

async function metricsOf({ url, key }: PhoneServerReady): Promise<Map<string, number>> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const overdue = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
  if (child.connected) child.send('stop');
  else child.kill('SIGKILL');
  await exited;
  clearTimeout(overdue);
}

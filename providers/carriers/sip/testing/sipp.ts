/** sipp as the far end: a SIP test program that nobody here wrote. It plays what is in scenarios.ts. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { scenario, type ScenarioName } from './scenarios.ts';

/** Runs tests that need sipp; without it they are skipped by name, or fail when RINGOFF_REQUIRE_PEERS is 1. */
export function withSipp(title: string, tests: () => void): void {
  const missing = spawnSync('sipp', ['-v']).error !== undefined;
  const skip = missing && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';
  describe.skipIf(skip)(skip ? `${title} (skipped: sipp is not installed)` : title, tests);
}

export type SippOptions = {
  /** Its own port. */
  port: number;
  /** Whom it calls; unless given it waits to be called. */
  calls?: number;
  transport?: 'udp' | 'tcp';
  /** For words in brackets that sipp does not know. */
  words?: Readonly<Record<string, string>>;
};

/** Plays one scenario once. Rejects with what sipp said when it did not go as written; whoever plays must wait for it. */
export function sipp(name: ScenarioName, options: SippOptions): Promise<void> {
  const run = play(name, options);
  run.catch(() => undefined); // It may fail before a test gets to it.
  return run;
}

async function play(name: ScenarioName, options: SippOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sipp-'));
  try {
    const file = join(folder, 'scenario.xml');
    await writeFile(file, scenario(name, options.words));
    await ended(name, ['-sf', file, ...argumentsOf(options)]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function argumentsOf(options: SippOptions): string[] {
  const transport = options.transport === 'tcp' ? 't1' : 'u1';
  const peer = options.calls === undefined ? [] : [`127.0.0.1:${options.calls}`];
  const fixed = '-i 127.0.0.1 -s 100 -m 1 -timeout 8 -timeout_error -nostdin'.split(' ');
  return ['-p', String(options.port), '-t', transport, ...fixed, ...peer];
}

async function ended(name: string, args: string[]): Promise<void> {
  const run = spawn('sipp', args, { timeout: 10_000, killSignal: 'SIGKILL' });
  let said = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (text) => (said = (said + text).slice(-4_000)));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  run.once('error', reject);
  run.once('close', resolve);
  const code = await promise;
  if (code !== 0) throw new Error(`sipp ended "${name}" with ${code}:\n${said}`);
}

/** sipp as the telephone: a SIP test program that nobody here wrote. It plays the scenario files beside this one. Debian package sip-tester. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SippScenario =
  | 'hung-up-on'
  | 'deaf'
  | 'stays'
  | 'repeats'
  | 'cancels'
  | 'holds'
  | 'loses-ack'
  | 'refused'
  | 'unheard';

export type SippOptions = {
  /** `sip:127.0.0.1:5060`, as a server tells it. */
  sipUrl: string;
  /** The user part of whom it calls. */
  called?: string;
  transport?: 'udp' | 'tcp';
  /** How many calls, and how many of them begin in a second. */
  calls?: number;
  callsPerSecond?: number;
  secondsMax?: number;
  /** For words of the scenario in double brackets. */
  words?: Readonly<Record<string, string>>;
};

export type SippRun = {
  /** Resolves when every call went as written; rejects with what sipp said of the first that did not. */
  readonly over: Promise<void>;
  /** Ends it; `over` may then reject. */
  close(): void;
};

const shownMax = 4_000;

export async function startSipp(scenario: SippScenario, options: SippOptions): Promise<SippRun> {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-sipp-'));
  const { secondsMax = 20 } = options;
  const errors = join(folder, 'errors.log');
  writeFileSync(join(folder, 'scenario.xml'), textOf(scenario, options.words ?? {}));
  const args = [
    '-sf',
    'scenario.xml',
    '-trace_err',
    '-error_file',
    errors,
    ...(await argumentsOf(options, secondsMax)),
  ];
  const child = spawn('sipp', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: (secondsMax + 5) * 1_000,
    killSignal: 'SIGKILL',
  });
  const { promise: closed, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const over = closed
    .then((code) => {
      if (code !== 0) throw new Error(`sipp ended "${scenario}" with ${code}: ${readShort(errors)}`);
    })
    .finally(() => rmSync(folder, { recursive: true, force: true }));
  over.catch(() => undefined); // Whoever plays it waits for it, perhaps later.
  return { over, close: () => void child.kill('SIGKILL') };
}

function textOf(scenario: SippScenario, words: Readonly<Record<string, string>>): string {
  const text = readFileSync(new URL(`./sipp/${scenario}.xml`, import.meta.url), 'utf8');
  return Object.entries(words).reduce((filled, [word, value]) => filled.replaceAll(`[[${word}]]`, value), text);
}

async function argumentsOf(options: SippOptions, secondsMax: number): Promise<string[]> {
  const { sipUrl, called = 'reception', transport = 'udp', calls = 1, callsPerSecond = 1 } = options;
  const rate = ['-m', String(calls), '-r', String(callsPerSecond), '-l', String(calls)];
  const limits = ['-timeout', String(secondsMax), '-timeout_error', '-nostdin'];
  const at = ['-i', '127.0.0.1', '-p', String(await freePort()), '-t', transport === 'tcp' ? 't1' : 'u1'];
  return [...at, ...rate, ...limits, '-s', called, sipUrl.replace('sip:', '')];
}

/** Free at this moment, for UDP. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

function readShort(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, shownMax);
  } catch {
    return 'it wrote no error';
  }
}

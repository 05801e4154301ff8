/** One server as a process of its own, which can be killed with everything that belongs to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from './until.ts';

export type Node = {
  url: string;
  pid: number;
  sipPort: number;
  /** Opens its API. */
  key: string;
  /** kill -9. `family`: with its telephone and its speech workers, as when the machine dies. */
  kill(what: 'family' | 'server'): Promise<void>;
  /** SIGTERM, and gone; answers its exit code. */
  stop(): Promise<number | null>;
  get(path: string): Promise<unknown>;
  /** Rejects with the answer unless it is a good one. */
  send(method: 'POST' | 'PUT', path: string, body: object): Promise<unknown>;
};

/** Of a request that comes too fast. */
const triesMax = 5;

const root = new URL('..', import.meta.url).pathname;

/** Resolves once it takes calls; rejects with what it said when it does not. What stands in `env` wins. */
export async function startNode(dataDir: string, sipPort: number, env: Record<string, string>): Promise<Node> {
  const child = spawn(process.execPath, ['cli/ringoff.mjs', 'start'], {
    cwd: root,
    detached: true, // A group of its own, so that all of it can be killed at once.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      NO_COLOR: '1',
      PORT: '0',
      RINGOFF_DATA_DIR: dataDir,
      RINGOFF_SIP: `127.0.0.1:${sipPort}`,
      RINGOFF_LOG_LEVEL: 'warn',
      RINGOFF_DASHBOARD: 'off', // To build it would take the machine from the calls.
      ...env,
    },
  });
  await ready(child);
  const { url, key } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { url: string; key: string };
  const gone = once(child, 'exit');
  return {
    url,
    pid: child.pid!,
    sipPort,
    key,
    async kill(what) {
      process.kill(what === 'family' ? -child.pid! : child.pid!, 'SIGKILL');
      await gone;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await gone;
      return child.exitCode;
    },
    async get(path) {
      const ask = (): Promise<Response> => fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
      let answer = await ask();
      for (let tries = 0; answer.status === 429 && tries < triesMax; tries++) {
        await pause(1_000 * Number(answer.headers.get('retry-after') ?? 1));
        answer = await ask();
      }
      return answer.json();
    },
    async send(method, path, body) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const request = { method, headers, body: JSON.stringify(body) };
      const answer = await fetch(url + path, request);
      if (!answer.ok) throw new Error(`${method} ${path} was refused: ${await answer.text()}`);
      return answer.json();
    },
  };
}

async function ready(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-8_000);
      if (said.includes('Ctrl-C stops')) resolve();
    });
  }
  child.once('exit', () => reject(new Error(`the server ended:\n${said}`)));
  await promise;
}

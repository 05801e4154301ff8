import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { childrenOf } from '../../testing/processes.ts';

/** A PostgreSQL for one run of tests. `url` names a database in which others may be made. */
export type TestServer = { url: string; stop(): Promise<void> };

/** One whose absence can be tried: its data stays while it is down. */
export type StoppableServer = TestServer & {
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  /** All of its processes stand still, and connections stay open, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Of all of its processes, the first one first. */
  pids(): number[];
};

/** Where a test server comes from: RINGOFF_TEST_DATABASE_URL, or the programs of an installed PostgreSQL. */
export type ServerSource = { url: string } | { bin: string; user: User | null };
/** PostgreSQL refuses to run as root. */
type User = { uid: number; gid: number };

/** What is there, or a sentence that says what is missing. */
export function findPostgres(): ServerSource | { missing: string } {
  const url = process.env['RINGOFF_TEST_DATABASE_URL'];
  if (url) return { url };
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const bin = [...globSync('/usr/lib/postgresql/*/bin').sort().reverse(), ...onPath].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
  if (bin === undefined) {
    return { missing: 'no PostgreSQL: neither initdb and postgres nor RINGOFF_TEST_DATABASE_URL was found' };
  }
  if (process.getuid?.() !== 0) return { bin, user: null };
  const user = unprivilegedUser();
  return user ? { bin, user } : { missing: 'PostgreSQL does not run as root, and there is no user postgres or nobody' };
}

/** Private: a temporary folder and a socket in it, no port. */
export async function startPostgres(source: ServerSource): Promise<TestServer> {
  if ('url' in source) return { url: source.url, stop: async () => {} };
  return startOwnPostgres(source);
}

/** Without fsync unless asked, for nothing here outlives the tests. */
export async function startOwnPostgres(
  source: Exclude<ServerSource, { url: string }>,
  { fsync = false } = {},
): Promise<StoppableServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-postgres-'));
  const data = join(folder, 'data');
  if (source.user) chownSync(folder, source.user.uid, source.user.gid);
  chmodSync(folder, 0o755);
  const asUser = { ...source.user, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  execFileSync(join(source.bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8'], asUser);
  const server = [
    join(source.bin, 'postgres'),
    '-D',
    data,
    '-k',
    folder,
    '-c',
    'listen_addresses=',
    '-c',
    `fsync=${fsync ? 'on' : 'off'}`,
    '-c',
    'max_connections=200',
  ];
  const guard = spawn('sh', ['-c', guardScript, folder, ...server], asUser);
  await ready(guard);
  const pids = (): number[] => {
    const main = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    return [main, ...childrenOf(main).map(({ pid }) => pid)];
  };
  const signal = (name: NodeJS.Signals): void => {
    for (const pid of pids()) process.kill(pid, name);
  };
  return {
    url: `postgres://postgres@localhost/postgres?host=${folder}`,
    goDown: async () => {
      guard.stdin.write('down\n');
      await once(guard.stdout, 'data');
    },
    comeBack: async () => {
      guard.stdin.write('up\n');
      await ready(guard);
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    pids,
    stop: async () => {
      const exited = once(guard, 'exit');
      guard.stdin.end();
      await exited;
    },
  };
}

/**
 * The server and its folder ($0) live as long as the pipe from this process: a killed test run leaves nothing behind.
 * Words on the pipe take the server down and up again.
 */
const guardScript = `cd /; "$@" & server=$!
while read -r word; do
  if [ "$word" = down ]; then kill -INT $server; wait $server; server=; echo down; fi
  if [ "$word" = up ]; then "$@" & server=$!; fi
done
if [ -n "$server" ]; then kill -QUIT $server; wait $server; fi
rm -rf "$0"`;

function unprivilegedUser(): User | null {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string): number => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  return null;
}

/** Reads on afterwards, for a full pipe would stop the server. */
async function ready(server: ChildProcessWithoutNullStreams): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk;
    if (said.includes('ready to accept connections')) resolve();
  };
  const fail = (): void => reject(new Error(`PostgreSQL did not start:\n${said}`));
  server.stderr.on('data', hear);
  server.stderr.once('end', fail);
  await promise;
  server.stderr.off('data', hear).off('end', fail).resume();
}

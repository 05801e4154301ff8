/** The running server that a command talks to, if there is one. */
import { BadConfig } from '../contract/errors.ts';
import { readConfig } from '../server/config.ts';
import { readServerFile } from '../server/server-file.ts';

export type ServerAddress = {
  url: string;
  key: string;
  /** Where the address was found, for messages. */
  from: string;
};

export type ServerOptions = { server?: string; key?: string };

/** The `from` of a server on this machine's data folder. */
export const here = 'this machine';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * First the options, then RINGOFF_URL and RINGOFF_KEY, then the server that runs on this machine's data folder. Null:
 * there is none. Throws BadConfig for an address that is none, or one without a key.
 */
export function findServer(options: ServerOptions, env: Env = process.env): ServerAddress | null {
  const local = readServerFile(readConfig(env).dataDir);
  const named = options.server ?? (env['RINGOFF_URL'] || undefined);
  if (named === undefined)
    return local ? { url: local.url, key: options.key ?? local.key, from: here } : nowhere(options);
  const from = options.server === undefined ? 'RINGOFF_URL' : '--server';
  const url = originOf(named, from);
  const key = options.key ?? (env['RINGOFF_KEY'] || undefined) ?? (local?.url === url ? local.key : undefined);
  if (key !== undefined) return { url, key, from };
  throw new BadConfig(`${from}: a key is needed, too; give --key rk_… or set RINGOFF_KEY`);
}

/** The same for commands that only a server can carry out. Throws BadConfig when there is none. */
export function needServer(options: ServerOptions): ServerAddress {
  const address = findServer(options);
  if (address) return address;
  throw new BadConfig('no server runs here; start one with: npx ringoff start (or name one with --server)');
}

function nowhere({ key }: ServerOptions): null {
  if (key === undefined) return null;
  throw new BadConfig('--key: no server runs here; give its address with --server, or start one: npx ringoff start');
}

function originOf(text: string, from: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url.origin;
  throw new BadConfig(`${from}: "${text}" is no address; write it like http://127.0.0.1:4000`);
}

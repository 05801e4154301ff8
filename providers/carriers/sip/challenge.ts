/** Who unknown callers are: our challenges, and whether an answer to one is right. Source: RFC 7616 section 3, RFC 3261 section 22. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { algorithmOf, type DigestAlgorithm, digestResponse, readDigest, writeDigest } from './digest.ts';
import { type Header, headerOf, type ReceivedRequest } from './message.ts';
import { readUri } from './uri.ts';

export type Challenger = {
  /** The headers of a 401. */
  challenge(stale: boolean): Header[];
  /** The name of the account; `stale` when only the nonce is too old, null when it is anything else. */
  check(request: ReceivedRequest): { account: string } | 'stale' | null;
};

const nonceMsMax = 60_000;
/** Nonces that were used, each with its highest count. */
const usedMax = 10_000;

/** Nonces carry their own proof of origin: a flood of requests leaves nothing behind. */
export function challenger(parts: {
  clock: Clock;
  realm: string;
  algorithms: readonly DigestAlgorithm[];
  passwordOf(username: string): string | null;
}): Challenger {
  const secret = randomBytes(32);
  const used = new Map<string, { count: number; at: number }>();
  const now = (): number => Math.floor(parts.clock.now());
  const seal = (text: string): string => createHmac('sha256', secret).update(text).digest('hex').slice(0, 32);

  function newNonce(): string {
    const text = `${now().toString(36)}.${randomBytes(8).toString('hex')}`;
    return `${text}.${seal(text)}`;
  }

  /** Null: it is not ours. */
  function ageOf(nonce: string): number | null {
    const [at, random, sealed] = nonce.split('.');
    if (!at || !random || !sealed || !same(sealed, seal(`${at}.${random}`))) return null;
    return now() - parseInt(at, 36);
  }

  /** Each count of a nonce is good for one request. */
  function use(nonce: string, count: number): boolean {
    for (const [old, { at }] of used) {
      if (now() - at <= nonceMsMax) break;
      used.delete(old);
    }
    const before = used.get(nonce);
    if (before ? count <= before.count : used.size >= usedMax) return false;
    used.set(nonce, { count, at: before?.at ?? now() });
    return true;
  }

  return {
    challenge(stale) {
      const nonce = newNonce();
      return parts.algorithms.map((algorithm): Header => {
        const fields: [string, string][] = [
          ['realm', parts.realm],
          ['nonce', nonce],
          ['algorithm', algorithm],
          ['qop-offer', 'auth'],
        ];
        return ['www-authenticate', writeDigest(stale ? [...fields, ['stale', 'true']] : fields)];
      });
    },
    check(request) {
      const fields = readDigest(headerOf(request, 'authorization') ?? '');
      const field = (name: string): string => fields?.get(name) ?? '';
      const kind = fields && algorithmOf(fields);
      const age = ageOf(field('nonce'));
      if (!kind || kind.session || !parts.algorithms.includes(kind.algorithm) || age === null) return null;
      const password = parts.passwordOf(field('username'));
      const nc = field('nc');
      if (password === null || field('realm') !== parts.realm || !sameHost(field('uri'), request.uri)) return null;
      if (field('qop') !== 'auth' || !/^[0-9a-f]{8}$/i.test(nc) || field('cnonce') === '') return null;
      const expected = digestResponse({
        ...kind,
        username: field('username'),
        realm: parts.realm,
        password,
        method: request.method,
        uri: field('uri'),
        nonce: field('nonce'),
        qop: { cnonce: field('cnonce'), nc },
      });
      if (!same(expected, field('response').toLowerCase())) return null;
      if (age > nonceMsMax || !use(field('nonce'), parseInt(nc, 16))) return 'stale';
      return { account: field('username') };
    },
  };
}

/** Some phones leave out the user, and sign for the server as a whole. */
function sameHost(a: string, b: string): boolean {
  const [left, right] = [readUri(a), readUri(b)];
  return left !== null && right !== null && left.host === right.host && left.port === right.port;
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

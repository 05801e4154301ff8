/** Our answers to 401 and 407. Source: RFC 7616, RFC 3261 section 22. */
import { randomBytes } from 'node:crypto';
import { algorithmOf, digestResponse, type DigestFields, readDigest, writeDigest } from './digest.ts';
import type { Header, ReceivedResponse } from './message.ts';

export type Credentials = { username: string; password: string };

/** Remembers the last challenge of each side, so that the next request brings its answer along. */
export type DigestClient = {
  /** The headers for one sending of a request; a nonce is counted up with each. */
  answer(method: string, uri: string): Header[];
  /** Whether this refusal holds a challenge that is worth another try. */
  learn(refusal: ReceivedResponse, sent: readonly Header[]): boolean;
};

const realmsMax = 8;
const sides = {
  401: ['www-authenticate', 'authorization'],
  407: ['proxy-authenticate', 'proxy-authorization'],
} as const;

type Known = { fields: DigestFields; header: string; count: number };

export function digestClient(credentials: Credentials): DigestClient {
  const known = new Map<string, Known>();

  function answerOf(challenge: Known, method: string, uri: string): Header {
    const { fields } = challenge;
    challenge.count += 1;
    const { algorithm, session } = algorithmOf(fields)!;
    const realm = fields.get('realm') ?? '';
    const nonce = fields.get('nonce') ?? '';
    const nc = challenge.count.toString(16).padStart(8, '0');
    const qop = fields.has('qop') || session ? { cnonce: randomBytes(12).toString('hex'), nc } : null;
    const { username, password } = credentials;
    const input = { algorithm, session, username, password, realm, method, uri, nonce, qop };
    const opaque = fields.get('opaque');
    const pairs: [string, string][] = [
      ['username', username],
      ['realm', realm],
      ['nonce', nonce],
      ['uri', uri],
      ['response', digestResponse(input)],
      ['algorithm', session ? `${algorithm}-sess` : algorithm],
    ];
    if (qop) pairs.push(['qop', 'auth'], ['cnonce', qop.cnonce], ['nc', nc]);
    if (opaque) pairs.push(['opaque', opaque]);
    return [challenge.header, writeDigest(pairs)];
  }

  return {
    answer: (method, uri) => [...known.values()].map((challenge) => answerOf(challenge, method, uri)),
    learn(refusal, sent) {
      const side = refusal.status === 401 || refusal.status === 407 ? sides[refusal.status] : null;
      if (!side) return false;
      const offered = refusal.headers.filter(([name]) => name === side[0]).map(([, value]) => readDigest(value));
      const fields = strongest(offered.filter((each) => each !== null));
      if (!fields) return false;
      const key = `${side[1]} ${fields.get('realm') ?? ''}`;
      const before = known.get(key);
      const answered = sent.some(([name]) => name === side[1]) && before !== undefined;
      // Fresh credentials that were refused are wrong; a nonce that was used before may just be too old.
      const wrong = answered && before.count === 1 && fields.get('stale')?.toLowerCase() !== 'true';
      if (wrong || (!before && known.size >= realmsMax)) {
        known.delete(key);
        return false;
      }
      known.set(key, { fields, header: side[1], count: 0 });
      return true;
    },
  };
}

/** SHA-256 before MD5; a challenge that we cannot answer does not count. */
function strongest(challenges: DigestFields[]): DigestFields | undefined {
  const usable = challenges.filter((fields) => {
    const qop = fields.get('qop');
    const takesAuth = qop == null || qop.split(',').some((each) => each.trim().toLowerCase() === 'auth');
    return algorithmOf(fields) !== null && takesAuth && Boolean(fields.get('nonce'));
  });
  return usable.find((fields) => algorithmOf(fields)?.algorithm === 'SHA-256') ?? usable[0];
}

/** The arithmetic of digest authentication, for both sides. Source: RFC 7616, RFC 8760. */
import { createHash } from 'node:crypto';
import { quote, readParams } from './list.ts';

export type DigestAlgorithm = 'MD5' | 'SHA-256';

/** A challenge or an answer to one: names in lower case. */
export type DigestFields = ReadonlyMap<string, string | null>;

/** Null for another scheme than Digest. */
export function readDigest(value: string): DigestFields | null {
  const parts = /^\s*Digest\s+(.*)$/is.exec(value);
  return parts ? readParams(parts[1]!, ',') : null;
}

const quoted = new Set(['username', 'realm', 'nonce', 'uri', 'response', 'cnonce', 'opaque', 'qop-offer']);

/** Quotes what the grammar wants quoted; `qop-offer` is the `qop` of a challenge, which is quoted. */
export function writeDigest(fields: readonly (readonly [name: string, value: string])[]): string {
  const written = fields.map(
    ([name, value]) => `${name.replace('-offer', '')}=${quoted.has(name) ? quote(value) : value}`,
  );
  return `Digest ${written.join(', ')}`;
}

/** Our word for an algorithm of a challenge; null for one that we do not speak. No algorithm means MD5. */
export function algorithmOf(fields: DigestFields): { algorithm: DigestAlgorithm; session: boolean } | null {
  const name = (fields.get('algorithm') ?? 'MD5').toUpperCase();
  const session = name.endsWith('-SESS');
  const plain = session ? name.slice(0, -5) : name;
  return plain === 'MD5' || plain === 'SHA-256' ? { algorithm: plain, session } : null;
}

export type DigestInput = {
  algorithm: DigestAlgorithm;
  session: boolean;
  username: string;
  realm: string;
  password: string;
  method: string;
  uri: string;
  nonce: string;
  /** Null in the manner of RFC 2069. */
  qop: { cnonce: string; nc: string } | null;
};

/** The `response` of an Authorization. */
export function digestResponse(input: DigestInput): string {
  const hash = (text: string): string =>
    createHash(input.algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const secret = hash(`${input.username}:${input.realm}:${input.password}`);
  const first = input.session ? hash(`${secret}:${input.nonce}:${input.qop?.cnonce ?? ''}`) : secret;
  const second = hash(`${input.method}:${input.uri}`);
  const { qop, nonce } = input;
  return hash(qop ? `${first}:${nonce}:${qop.nc}:${qop.cnonce}:auth:${second}` : `${first}:${nonce}:${second}`);
}

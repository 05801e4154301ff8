/**
 * Addresses that open one thing for a while without a key, for receivers of webhooks and for whoever they show them to.
 * Source: design contract.md section 4.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** How long an address opens. */
const signedDays = 7;

export type SignedUrls = {
  /**
   * The whole address of a path of this server, such as `/v1/calls/call_1/transcript`, which opens what this account has
   * there. `base`: what its reader knows the server by, without a slash at its end.
   */
  sign(base: string, accountId: string, path: string): string;
  /**
   * Whose thing the address opens; null when it bears no signature. `address`: path and query of the request.
   * @throws Refusal 403 when the signature is wrong, or right and too old.
   */
  check(address: string): string | null;
};

/** `secret`: one for all processes on the same database. `now`: milliseconds since 1970, for tests. */
export function signedUrls(secret: string, now: () => number = Date.now): SignedUrls {
  const signatureOf = (path: string, accountId: string, expires: string): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([path, accountId, expires]))
      .digest();
  return {
    sign(base, accountId, path) {
      const expires = String(Math.floor(now() / 1_000) + signedDays * 24 * 60 * 60);
      const signature = signatureOf(path, accountId, expires).toString('base64url');
      return `${base}${path}?${new URLSearchParams({ account: accountId, expires, signature }).toString()}`;
    },
    check(address) {
      const at = address.indexOf('?');
      if (at < 0) return null;
      const query = new URLSearchParams(address.slice(at + 1));
      const [signature, accountId = '', expires = ''] = ['signature', 'account', 'expires'].map(
        (name) => query.get(name) ?? undefined,
      );
      if (signature === undefined) return null;
      const given = Buffer.from(signature, 'base64url');
      const right = signatureOf(address.slice(0, at), accountId, expires);
      if (given.length !== right.length || !timingSafeEqual(given, right)) throw wrongSignature;
      if (Number(expires) * 1_000 <= now()) throw expired;
      return accountId;
    },
  };
}

const hint = 'GET /v1/calls/{id} with a key gives a new one; a key opens this address without one, too.';

const wrongSignature = new Refusal(403, 'wrong_signature', 'The signature of this address is wrong.', {
  hint: `Use the address as it was given, with all that stands behind the question mark. ${hint}`,
});

const expired = new Refusal(403, 'link_expired', 'This address has expired.', { hint });

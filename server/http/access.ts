/** Before a request is read: how often it may come, and whose it is. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../../providers/clock.ts';
import type { KeyOwner } from '../store/keys.ts';
import { addressOf } from './address.ts';
import type { Authority } from './authority.ts';
import { newRateLimit } from './rate-limit.ts';
import { Refusal } from './refusal.ts';
import { requireOwnPage, sessionOf } from './session-cookie.ts';
import type { SignedUrls } from './signed-urls.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * `key`, as long as nothing else is said. `signed`: a key, or an address that we signed. `open`: anybody, or whoever
     * the route itself lets in by a signature.
     */
    access?: 'key' | 'signed' | 'open';
    /** Not counted by address: requests that come from a carrier's few addresses. */
    unlimited?: boolean;
  }
  interface FastifyRequest {
    /** Null on open routes. */
    owner: KeyOwner | null;
  }
}

export type AccessParts = {
  authority: Authority;
  links: SignedUrls;
  clock: Clock;
  requestsPerSecond: number;
  publicUrl: string | null;
};

export function guardAccess(app: FastifyInstance, parts: AccessParts): void {
  const { authority, links, clock, requestsPerSecond, publicUrl } = parts;
  // An address may hold several keys' users: it pays only for what shows no key that is known to be good.
  const perAddress = newRateLimit(clock, requestsPerSecond);
  const perKey = newRateLimit(clock, requestsPerSecond);

  function countAddress(request: FastifyRequest): void {
    if (request.routeOptions.config.unlimited) return;
    if (!perAddress.take(addressOf(request.ip))) throw tooOften('this address');
  }

  app.decorateRequest('owner', null);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.access === 'open') return countAddress(request);
    const key = keyOf(request);
    const session = key === null ? sessionOf(request) : null;
    const secret = key ?? session;
    if (secret === null || !authority.remembers(secret)) countAddress(request);
    if (key === null && request.routeOptions.config.access === 'signed') {
      const accountId = links.check(request.url);
      if (accountId !== null) return void (request.owner = { keyId: 'key_none', accountId });
    }
    if (session !== null) requireOwnPage(request, publicUrl);
    const owner = session === null ? key && (await authority.find(key)) : await authority.findSession(session);
    if (!owner) throw session !== null ? sessionOver : key === null ? noKey : wrongKey;
    if (!perKey.take(owner.keyId)) throw tooOften('this key');
    request.owner = owner;
  });
}

/** The key of the request, or null. */
function keyOf(request: FastifyRequest): string | null {
  const header = request.headers.authorization;
  if (header === undefined) return null;
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? '';
}

const challenge = { headers: { 'www-authenticate': 'Bearer realm="ringoff"' } };

const noKey = new Refusal(401, 'no_key', 'This request shows no key.', {
  ...challenge,
  hint: 'Send the header authorization: Bearer rk_… with a key of your account.',
});

const wrongKey = new Refusal(401, 'wrong_key', 'This key opens nothing: it is wrong, or it was revoked.', {
  ...challenge,
  hint: 'Send the header authorization: Bearer rk_… with a key of your account.',
});

const sessionOver = new Refusal(401, 'session_over', 'You are no longer signed in.', { hint: 'Sign in with a key.' });

function tooOften(who: string): Refusal {
  return new Refusal(429, 'too_often', `Too many requests come from ${who}.`, {
    hint: 'Wait a second. RINGOFF_REQUESTS_PER_SECOND sets the limit.',
    headers: { 'retry-after': '1' },
  });
}

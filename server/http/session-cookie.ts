/**
 * The cookie of the dashboard: which session a browser shows, and whether one of our own pages sends it. The cookie is
 * SameSite=Strict, but other ports of a host are the same site, so that the origin is looked at as well.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionDays } from '../store/sessions.ts';
import { baseUrlOf } from './base-url.ts';
import { Refusal } from './refusal.ts';

const name = 'ringoff_session';

/** The secret of the session, or null. */
export function sessionOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const found = headers.cookie?.split(';').find((part) => part.trimStart().startsWith(`${name}=`));
  return found === undefined ? null : found.slice(found.indexOf('=') + 1).trim();
}

/** A browser that the page sits in for 30 days. The next answer carries it. */
export function setSession(reply: FastifyReply, secret: string): void {
  reply.header('set-cookie', cookie(reply.request, secret, sessionDays * 24 * 60 * 60));
}

export function clearSession(reply: FastifyReply): void {
  reply.header('set-cookie', cookie(reply.request, '', 0));
}

/** Behind a proxy only the origin tells that the page came by https. */
function cookie({ protocol, headers }: FastifyRequest, value: string, seconds: number): string {
  const secure = protocol === 'https' || headers.origin?.startsWith('https:') ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * Whether a page of this server sends the request. Browsers name the origin with every request that changes something,
 * and with a read say at least whether it comes from elsewhere.
 * @throws Refusal 403
 */
export function requireOwnPage(request: FastifyRequest, publicUrl: string | null): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const isOwn = origin === baseUrlOf(request, null) || (origin !== undefined && origin === publicUrl);
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreignPage;
  if (origin === undefined ? !reads : !isOwn) throw foreignPage;
}

const foreignPage = new Refusal(403, 'wrong_origin', 'This request comes from a page of another address.', {
  hint: 'Open the dashboard at its own address; behind a proxy set PUBLIC_URL to that. Programs send a key instead.',
});

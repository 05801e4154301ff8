/** Who may open a text line: by key or ticket, from which pages, and how many at once. */
import type { FastifyRequest } from 'fastify';
import type { Authority } from '../http/authority.ts';
import { baseUrlOf } from '../http/base-url.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import type { KeyOwner } from '../store/keys.ts';
import type { Store } from '../store/store.ts';
import type { LineTickets } from './line-tickets.ts';

export type LineAccessParts = {
  store: { agents: Pick<Store['agents'], 'get'> };
  authority: Pick<Authority, 'find'>;
  tickets: Pick<LineTickets, 'use'>;
  publicUrl: string | null;
  /** Origins of pages beside the server's own; `*` lets in every page. */
  textOrigins: readonly string[];
  textCallsPerKey: number;
};

export type LineAccess = {
  /** Throws Refusal, which becomes the answer to the upgrade. The line counts until its connection is closed. */
  admit(request: FastifyRequest, agentId: string): Promise<KeyOwner>;
};

export function lineAccess(parts: LineAccessParts): LineAccess {
  const linesByKey = new Map<string, number>();

  async function admit(request: FastifyRequest, agentId: string): Promise<KeyOwner> {
    checkOrigin(request, parts);
    const owner = await ownerOf(request, agentId, parts);
    if (!(await parts.store.agents.get(owner.accountId, agentId))) throw notFound('agent', agentId);
    const { socket } = request.raw;
    if ((linesByKey.get(owner.keyId) ?? 0) >= parts.textCallsPerKey) throw tooManyLines(parts.textCallsPerKey);
    count(owner.keyId, 1);
    if (socket.destroyed) count(owner.keyId, -1);
    else socket.once('close', () => count(owner.keyId, -1));
    return owner;
  }

  function count(keyId: string, by: 1 | -1): void {
    const lines = (linesByKey.get(keyId) ?? 0) + by;
    if (lines > 0) linesByKey.set(keyId, lines);
    else linesByKey.delete(keyId);
  }

  return { admit };
}

/** Browsers name the page that asks; tools name none. */
function checkOrigin(request: FastifyRequest, { publicUrl, textOrigins }: LineAccessParts): void {
  const { origin } = request.headers;
  if (origin === undefined || textOrigins.includes('*') || textOrigins.includes(origin)) return;
  if (origin === baseUrlOf(request, publicUrl)) return;
  throw new Refusal(403, 'wrong_origin', `Pages of ${origin.slice(0, 200)} may not open a line here.`, {
    hint: 'Add the origin to RINGOFF_TEXT_ORIGINS.',
  });
}

async function ownerOf(request: FastifyRequest, agentId: string, parts: LineAccessParts): Promise<KeyOwner> {
  const { ticket } = request.query as { ticket?: unknown };
  if (typeof ticket === 'string') {
    const owner = parts.tickets.use(ticket, agentId);
    if (owner) return owner;
    throw wrongTicket;
  }
  const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const owner = key === undefined ? null : await parts.authority.find(key);
  if (owner) return owner;
  throw key === undefined ? nothingShown : wrongKey;
}

function tooManyLines(max: number): Refusal {
  return new Refusal(429, 'too_many_lines', `This key has ${max} text lines open already.`, {
    hint: 'Close one, or raise RINGOFF_TEXT_CALLS_PER_KEY.',
  });
}

const showKey = 'Send the header authorization: Bearer rk_…, or from a browser ?ticket=… of POST /v1/text/tickets.';
const challenge = { headers: { 'www-authenticate': 'Bearer realm="ringoff"' } };

const nothingShown = new Refusal(401, 'no_key', 'This request shows neither a key nor a ticket.', {
  ...challenge,
  hint: showKey,
});
const wrongKey = new Refusal(401, 'wrong_key', 'This key opens nothing: it is wrong, or it was revoked.', {
  ...challenge,
  hint: showKey,
});
const wrongTicket = new Refusal(401, 'wrong_ticket', 'This ticket was used, is too old, or is for another agent.', {
  hint: 'Make a new one with POST /v1/text/tickets right before the line is opened.',
});

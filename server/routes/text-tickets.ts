/** `POST /v1/text/tickets`. */
import { notFound, Refusal } from '../http/refusal.ts';
import type { Store } from '../store/store.ts';
import { type LineTickets, ticketSeconds } from '../sockets/line-tickets.ts';
import { api } from './api.ts';

export type TextRouterParts = { store: { agents: Pick<Store['agents'], 'get'> }; tickets: Pick<LineTickets, 'issue'> };

export function textRouter({ store, tickets }: TextRouterParts) {
  return {
    ticket: api.text.ticket.handler(async ({ input: { agent_id: agentId, line }, context: { owner } }) => {
      if (!(await store.agents.get(owner.accountId, agentId))) throw notFound('agent', agentId);
      const ticket = tickets.issue(owner, agentId);
      if (ticket === null) throw tooManyTickets;
      const path = `/v1/${line}/${agentId}?ticket=${ticket}`;
      return { ticket, path, expires_in_seconds: ticketSeconds };
    }),
  };
}

const tooManyTickets = new Refusal(429, 'too_many_tickets', 'This key has too many tickets that nobody has used.', {
  hint: `Make one right before it is used: each is good for ${ticketSeconds} s.`,
});

/** Short-lived tickets for browsers, which cannot send a header with a WebSocket. They live in this process only. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../providers/clock.ts';
import type { KeyOwner } from '../store/keys.ts';

export const ticketSeconds = 60;
const openPerKeyMax = 1_000;

export type LineTickets = {
  /** Null: this key has too many unused ones. */
  issue(owner: KeyOwner, agentId: string): string | null;
  /** Whose it is, once; null when it is unknown, used, too old, or for another agent. */
  use(ticket: string, agentId: string): KeyOwner | null;
};

type Issued = { owner: KeyOwner; agentId: string; until: number };

export function lineTickets(clock: Clock): LineTickets {
  const issued = new Map<string, Issued>(); // By hash, oldest first.

  function forgetOld(): void {
    const now = clock.now();
    for (const [hash, { until }] of issued) {
      if (until > now) return;
      issued.delete(hash);
    }
  }

  return {
    issue(owner, agentId) {
      forgetOld();
      let open = 0;
      for (const ticket of issued.values()) if (ticket.owner.keyId === owner.keyId) open += 1;
      if (open >= openPerKeyMax) return null;
      const ticket = `rt_${randomBytes(32).toString('base64url')}`;
      issued.set(hashOf(ticket), { owner, agentId, until: clock.now() + ticketSeconds * 1000 });
      return ticket;
    },
    use(ticket, agentId) {
      forgetOld();
      const hash = hashOf(ticket);
      const found = issued.get(hash);
      issued.delete(hash);
      return found && found.agentId === agentId ? found.owner : null;
    },
  };
}

/** Looked up by hash, so that the time of a look-up tells nothing of the tickets there are. */
function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64');
}

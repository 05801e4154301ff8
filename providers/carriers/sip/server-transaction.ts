/** A request of theirs until our final answer has arrived: repeated requests are answered again, not acted on again. Source: RFC 3261 section 17.2, RFC 6026 section 7.1. */
import type { Clock } from '../../clock.ts';
import type { ReceivedRequest, SipResponse } from './message.ts';
import { repeat, t1Ms, t2Ms, t4Ms, timers, transactionMsMax } from './timers.ts';

export type ServerTransaction = {
  readonly request: ReceivedRequest;
  /** Sends an answer; after a final one only the 2xx of an INVITE, again. */
  respond(response: SipResponse): void;
  /** The same request again, or the ACK of a refusal. */
  receive(request: ReceivedRequest): void;
  /** Whether the final answer is given. */
  isAnswered(): boolean;
  abandon(): void;
};

export type ServerParts = {
  clock: Clock;
  request: ReceivedRequest;
  reliable: boolean;
  send(response: SipResponse): void;
  onGone(): void;
};

export function serverTransaction(parts: ServerParts): ServerTransaction {
  const { request, reliable } = parts;
  const isInvite = request.method === 'INVITE';
  const waits = timers(parts.clock);
  let state: 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'gone' = 'proceeding';
  let last: SipResponse | null = null;

  function gone(): void {
    if (state === 'gone') return;
    state = 'gone';
    waits.clearAll();
    parts.onGone();
  }

  function rest(next: 'accepted' | 'completed' | 'confirmed', ms: number): void {
    waits.clearAll();
    state = next;
    if (ms === 0) gone();
    else waits.set('limit', ms, gone);
  }

  function respond(response: SipResponse): void {
    // A 2xx is sent again by who gave it, until an ACK comes: that one has another branch.
    if (state === 'accepted' && response.status >= 200 && response.status < 300) return parts.send(response);
    if (state !== 'proceeding') return;
    last = response;
    if (response.status < 200) return parts.send(response);
    if (!isInvite) {
      parts.send(response);
      return rest('completed', reliable ? 0 : transactionMsMax);
    }
    if (response.status < 300) {
      parts.send(response);
      return rest('accepted', transactionMsMax);
    }
    rest('completed', transactionMsMax);
    if (reliable) parts.send(response);
    else repeat(waits, 'again', t1Ms, t2Ms, () => parts.send(response));
  }

  function receive(again: ReceivedRequest): void {
    if (again.method === 'ACK') {
      if (state === 'completed') rest('confirmed', reliable ? 0 : t4Ms);
      return;
    }
    if (last && (state === 'proceeding' || state === 'completed')) parts.send(last);
  }

  return { request, respond, receive, isAnswered: () => state !== 'proceeding', abandon: gone };
}

/** A request of ours until its final answer, sent again where the transport may lose it. Source: RFC 3261 section 17.1, RFC 6026 section 7.2. */
import type { Clock } from '../../clock.ts';
import { headerOf, type ReceivedResponse, type SipRequest } from './message.ts';
import { repeat, t1Ms, t2Ms, t4Ms, timers, transactionMsMax } from './timers.ts';

export type ClientTransaction = {
  receive(response: ReceivedResponse): void;
  /** The request did not leave: nobody will answer. */
  fail(): void;
  /** Forgets it without an answer. */
  abandon(): void;
};

export type ClientParts = {
  clock: Clock;
  request: SipRequest;
  /** The transport loses nothing: nothing is sent twice. */
  reliable: boolean;
  send(request: SipRequest): void;
  /** Every provisional answer, the final one, and of an INVITE every 2xx, also from another branch or sent again. */
  onResponse(response: ReceivedResponse): void;
  /** Instead of a final answer, once. */
  onUnanswered(why: 'timeout' | 'not_sent'): void;
  /** It needs no place in the table any more. */
  onGone(): void;
  /** Another process sent it, and it may have been answered provisionally: it is not sent again. */
  alreadySent?: boolean;
};

/** An INVITE that got a provisional answer may wait this long; whoever dials has a shorter limit. */
const inviteMsMax = 600_000;

export function clientTransaction(parts: ClientParts): ClientTransaction {
  const { request, reliable } = parts;
  const isInvite = request.method === 'INVITE';
  const waits = timers(parts.clock);
  let state: 'calling' | 'proceeding' | 'accepted' | 'completed' | 'gone' = 'calling';

  const send = (): void => parts.send(request);
  waits.set('limit', transactionMsMax, () => unanswered('timeout'));
  if (parts.alreadySent) provisional();
  else if (reliable) send();
  else repeat(waits, 'again', t1Ms, isInvite ? transactionMsMax : t2Ms, send);

  function unanswered(why: 'timeout' | 'not_sent'): void {
    if (state !== 'calling' && state !== 'proceeding') return;
    gone();
    parts.onUnanswered(why);
  }

  function gone(): void {
    if (state === 'gone') return;
    state = 'gone';
    waits.clearAll();
    parts.onGone();
  }

  function rest(next: 'accepted' | 'completed', ms: number): void {
    waits.clearAll();
    state = next;
    if (ms === 0) gone();
    else waits.set('limit', ms, gone);
  }

  function receive(response: ReceivedResponse): void {
    if (state === 'gone') return;
    if (state === 'completed') {
      if (isInvite && response.status >= 300) parts.send(acknowledge(request, response));
      return;
    }
    if (state === 'accepted') {
      if (response.status >= 200 && response.status < 300) parts.onResponse(response);
      return;
    }
    if (response.status < 200) provisional();
    else if (!isInvite) rest('completed', reliable ? 0 : t4Ms);
    else if (response.status < 300) rest('accepted', transactionMsMax);
    else {
      parts.send(acknowledge(request, response));
      rest('completed', reliable ? 0 : transactionMsMax);
    }
    parts.onResponse(response);
  }

  function provisional(): void {
    state = 'proceeding';
    if (isInvite) {
      waits.clear('again');
      waits.set('limit', inviteMsMax, () => unanswered('timeout'));
    } else if (!reliable) {
      waits.set('again', t2Ms, () => repeat(waits, 'again', t2Ms, t2Ms, send));
    }
  }

  return { receive, fail: () => unanswered('not_sent'), abandon: gone };
}

/** The ACK of a refusal belongs to the INVITE's own transaction: same branch, same route (section 17.1.1.3). */
function acknowledge(invite: SipRequest, response: ReceivedResponse): SipRequest {
  return sibling(invite, 'ACK', headerOf(response, 'to')!);
}

/** The CANCEL of an INVITE (section 9.1). */
export function cancelOf(invite: SipRequest): SipRequest {
  return sibling(invite, 'CANCEL', headerOf(invite, 'to')!);
}

function sibling(invite: SipRequest, method: string, to: string): SipRequest {
  const kept = invite.headers.filter(([name]) => ['via', 'from', 'call-id', 'max-forwards', 'route'].includes(name));
  const number = parseInt(headerOf(invite, 'cseq')!, 10);
  return {
    kind: 'request',
    method,
    uri: invite.uri,
    headers: [...kept, ['to', to], ['cseq', `${number} ${method}`]],
    body: Buffer.alloc(0),
  };
}

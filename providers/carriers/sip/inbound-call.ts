/** A call that came in, from its INVITE on. Source: RFC 3261 section 13.3. */
import type { CallInside, CallParty, InboundCall, Invite } from './call.ts';
import { callEvents } from './call.ts';
import { type Dialog, dialogOfRequest } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import { type EstablishedCall, establishedCall } from './established-call.ts';
import type { Media } from './media.ts';
import { type Header, headersOf, type ReceivedRequest } from './message.ts';
import { allowed, responseTo, statusText } from './responses.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { timerOfRequest } from './session-timer.ts';
import { soundSession } from './sound-session.ts';
import { timers } from './timers.ts';
import { type NameAddress, readNameAddress, readUri } from './uri.ts';
import type { Hop } from './wire.ts';

export type InboundParts = {
  endpoint: Endpoint;
  transaction: ServerTransaction;
  from: Hop;
  account: string | null;
  onOver(): void;
};

export type InboundLeg = { call: InboundCall; inside: CallInside; dialog: Dialog };

/** Nobody lets a telephone ring for longer. */
const ringMsMax = 180_000;
const ringAgainMs = 60_000;

/** Null when the INVITE has no Contact to send to. */
export function inboundCall(parts: InboundParts): InboundLeg | null {
  const { endpoint, transaction, from } = parts;
  const { request } = transaction;
  const tag = endpoint.newTag();
  const dialog = dialogOfRequest(request, from, tag);
  if (!dialog) return null;
  const dialled = readUri(request.uri)?.user ?? '';
  const waits = timers(endpoint.clock);
  const { emit, onEvent } = callEvents();
  let over = false;
  let established: EstablishedCall | null = null;
  let media: Media | null = null;

  const contact: Header = ['contact', endpoint.contact(from.transport, dialled || null)];

  /** Before the answer: a refusal ends it, and the far end knows. */
  function end(status: number, by: 'agent' | 'caller' | 'system', cause: string): void {
    if (over || established) return;
    over = true;
    waits.clearAll();
    transaction.respond(responseTo(request, status, { tag }));
    emit({ type: 'leg.ended', by, cause, failed: by === 'system', proof: 'far_end_confirmed' });
    parts.onOver();
  }

  function ring(): void {
    if (over || established) return;
    transaction.respond(responseTo(request, 180, { tag, headers: [contact] }));
    waits.set('ring', ringAgainMs, ring);
  }

  function answer(opened: Media): void {
    if (over || established) return opened.close();
    media = opened;
    const sound = soundSession(opened);
    const offered = request.body.length > 0;
    const body = offered ? sound.answer(request.body) : sound.offer();
    const agreed = timerOfRequest(request);
    if (!body || agreed === 'too_short') {
      opened.close();
      return end(488, 'system', 'no sound that both sides speak');
    }
    waits.clearAll();
    established = establishedCall({
      endpoint,
      dialog: dialog!,
      sound,
      media,
      digest: null,
      contactUser: dialled || null,
      emit,
      onOver() {
        over = true;
        parts.onOver();
      },
    });
    const headers: Header[] = [
      contact,
      ['allow', allowed],
      ['supported', 'timer'],
      ...agreed.headers,
      ['content-type', 'application/sdp'],
    ];
    established.answer(transaction, responseTo(request, 200, { tag, headers, body }), agreed.timer, offered);
  }

  function hangUp(attempt: number): void {
    if (established) return established.hangUp(attempt);
    if (over) return;
    emit({
      type: 'hang_up.answered',
      attempt,
      proof: 'far_end_confirmed',
      detail: 'the call was refused',
      latencyMs: 0,
    });
    end(603, 'agent', statusText(603));
  }

  waits.set('limit', ringMsMax, () => end(480, 'system', 'nobody answered'));

  return {
    dialog,
    call: {
      id: tag,
      invite: inviteOf(request, dialled, from, parts.account),
      onEvent,
      ring,
      answer,
      refuse(status) {
        if (established) return;
        end(status >= 300 && status < 700 ? status : 603, 'agent', statusText(status));
      },
      hangUp,
      transfer: (to) => established?.transfer(to),
      snapshot: () => (established ? structuredClone(established.dialog) : null),
    },
    inside: {
      receive(within, server) {
        if (established) return established.receive(within, server);
        if (within.method !== 'BYE') return server.respond(responseTo(within, 481));
        server.respond(responseTo(within, 200));
        end(487, 'caller', 'BYE');
      },
      acknowledged: (ack) => established?.acknowledged(ack),
      cancelled: () => end(487, 'caller', 'CANCEL'),
      async close() {
        if (established) await established.close();
        else end(480, 'system', 'the telephone stopped');
      },
    },
  };
}

function inviteOf(request: ReceivedRequest, dialled: string, source: Hop, account: string | null): Invite {
  const [asserted] = headersOf(request, 'p-asserted-identity').map(readNameAddress);
  return {
    from: partyOf(request.from),
    to: partyOf(request.to),
    dialled,
    asserted: asserted ? partyOf(asserted) : null,
    source,
    account,
  };
}

function partyOf({ display, uri }: NameAddress): CallParty {
  const address = readUri(uri);
  return { display, user: address?.user ?? '', host: address?.host ?? '' };
}

/** A call from its 2xx on: the dialog's requests in both directions, until one side's BYE. Source: RFC 3261 sections 12 to 15. */
import type { Party, Proof } from '../../../engine/reasons.ts';
import type { SipCallEvent } from './call.ts';
import type { DigestClient } from './digest-client.ts';
import { departure } from './departure.ts';
import { contactOf, type Dialog, dialogRequest } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import { sendBye } from './hang-up.ts';
import { digitsOf } from './keys.ts';
import type { Media } from './media.ts';
import type { Header, ReceivedRequest, ReceivedResponse, SipResponse } from './message.ts';
import { allowed, responseTo } from './responses.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { sessionRefresh } from './session-refresh.ts';
import { sessionSecondsMin, type SessionTimer, timerOfRequest, timerOfResponse } from './session-timer.ts';
import type { SoundSession } from './sound-session.ts';
import { repeat, t1Ms, t2Ms, timers, transactionMsMax } from './timers.ts';
import { startTransfer, type Transfer } from './transfer.ts';

export type EstablishedCall = {
  readonly dialog: Dialog;
  /** A request of theirs within the dialog. */
  receive(request: ReceivedRequest, transaction: ServerTransaction): void;
  /** Their ACK. */
  acknowledged(ack: ReceivedRequest): void;
  /** Sends a 2xx to an INVITE of theirs until its ACK comes. */
  answer(transaction: ServerTransaction, response: SipResponse, timer: SessionTimer, offered: boolean): void;
  /** Their 2xx to our INVITE, also when it is repeated. */
  answered(response: ReceivedResponse): void;
  hangUp(attempt: number): void;
  transfer(to: string): void;
  /** The process stops: one BYE, and a second for its answer. */
  close(): Promise<void>;
};

export type EstablishedParts = {
  endpoint: Endpoint;
  dialog: Dialog;
  sound: SoundSession;
  media: Media;
  digest: DigestClient | null;
  contactUser: string | null;
  emit(event: SipCallEvent): void;
  onOver(): void;
};

const closeMsMax = 1_000;

export function establishedCall(parts: EstablishedParts): EstablishedCall {
  const { endpoint, dialog, sound, media, digest, emit } = parts;
  const { clock } = endpoint;
  const waits = timers(clock);
  let over = false;
  let begun = false;
  let held = false;
  let silent = false;
  /** The CSeq of their INVITE whose ACK is still to come. */
  let unacknowledged: { cseq: number; offered: boolean } | null = null;
  let transfer: Transfer | null = null;

  function end(by: Party | null, cause: string, failed: boolean, proof: Proof): void {
    if (over) return;
    over = true;
    waits.clearAll();
    transfer?.stop();
    silence();
    emit({ type: 'leg.ended', by, cause, failed, proof });
    parts.onOver();
  }

  function silence(): void {
    if (!silent) media.close();
    silent = true;
  }

  function begin(): void {
    if (begun || over) return;
    begun = true;
    emit({ type: 'leg.answered' });
    tellHold();
  }

  function tellHold(): void {
    if (held === sound.isHeld() || over) return;
    held = sound.isHeld();
    emit({ type: held ? 'leg.held' : 'leg.resumed' });
  }

  const leaving = departure({
    endpoint,
    dialog,
    digest,
    waits,
    awaitsAck: () => unacknowledged !== null,
    isOver: () => over,
    onLeaving: silence,
    emit,
    end,
  });
  const { breakOff } = leaving;
  const refresh = sessionRefresh({
    endpoint,
    dialog,
    digest,
    sound,
    contactUser: parts.contactUser,
    waits,
    isLeaving: () => over || leaving.isUnderWay(),
    acknowledge,
    onSound: tellHold,
    breakOff,
  });

  function receive(request: ReceivedRequest, transaction: ServerTransaction): void {
    const respond = (status: number, headers: readonly Header[] = []): void =>
      transaction.respond(responseTo(request, status, { headers }));
    if (dialog.remoteSeq !== null && request.cseq < dialog.remoteSeq) return respond(500);
    dialog.remoteSeq = request.cseq;
    switch (request.method) {
      case 'BYE':
        respond(200);
        leaving.tell({ proof: 'far_end_confirmed', detail: 'the far end hung up' });
        return end('caller', 'BYE', false, 'far_end_confirmed');
      case 'INVITE':
      case 'UPDATE':
        return renegotiate(request, transaction);
      case 'INFO':
        respond(200);
        for (const digit of digitsOf(request)) emit({ type: 'caller.pressed', digit });
        return;
      case 'OPTIONS':
        return respond(200, [
          ['allow', allowed],
          ['accept', 'application/sdp'],
        ]);
      case 'NOTIFY':
        respond(transfer ? 200 : 481);
        return transfer?.notified(request);
      case 'REFER':
        return respond(603);
      default:
        return respond(405, [['allow', allowed]]);
    }
  }

  /** Hold, resume, another address, or only a sign of life. */
  function renegotiate(request: ReceivedRequest, transaction: ServerTransaction): void {
    const refuse = (status: number, headers: readonly Header[] = []): void =>
      transaction.respond(responseTo(request, status, { headers }));
    if (refresh.isAsking()) return refuse(491);
    if (leaving.isUnderWay()) return refuse(488);
    const agreed = timerOfRequest(request);
    if (agreed === 'too_short') return refuse(422, [['min-se', String(sessionSecondsMin)]]);
    const offered = request.body.length > 0;
    const isInvite = request.method === 'INVITE';
    const description = offered ? sound.answer(request.body) : isInvite ? sound.offer() : null;
    if (offered && !description) return refuse(488);
    dialog.target = contactOf(request) ?? dialog.target;
    const headers: Header[] = [
      ['contact', endpoint.contact(dialog.flow.transport, parts.contactUser)],
      ['allow', allowed],
      ['supported', 'timer'],
      ...agreed.headers,
      ...(description ? [['content-type', 'application/sdp'] as const] : []),
    ];
    const response = responseTo(request, 200, { headers, body: description ?? Buffer.alloc(0) });
    if (isInvite) answer(transaction, response, agreed.timer, offered);
    else {
      transaction.respond(response);
      refresh.watch(agreed.timer);
    }
    tellHold();
  }

  function answer(transaction: ServerTransaction, response: SipResponse, timer: SessionTimer, offered: boolean): void {
    const { cseq } = transaction.request;
    unacknowledged = { cseq, offered };
    repeat(waits, 'answer', t1Ms, t2Ms, () => transaction.respond(response));
    waits.set('ack', transactionMsMax, () => {
      waits.clear('answer');
      unacknowledged = null;
      breakOff('our 2xx was not acknowledged');
    });
    refresh.watch(timer);
  }

  function acknowledged(ack: ReceivedRequest): void {
    if (!unacknowledged || ack.cseq !== unacknowledged.cseq) return;
    const { offered } = unacknowledged;
    unacknowledged = null;
    waits.clear('answer');
    waits.clear('ack');
    if (!offered && !sound.accept(ack.body)) return breakOff('the ACK holds no answer to our offer');
    begin();
    tellHold();
    leaving.acknowledged();
  }

  function answered(response: ReceivedResponse): void {
    acknowledge(response);
    if (begun || over || leaving.isUnderWay()) return;
    if (!sound.accept(response.body)) return breakOff('the 2xx holds no answer to our offer');
    refresh.watch(timerOfResponse(response));
    begin();
  }

  function acknowledge(response: ReceivedResponse): void {
    const ack = dialogRequest(dialog, 'ACK', { cseq: response.cseq });
    void endpoint.findNext(dialog).then((to) => to && endpoint.acknowledge(ack, to));
  }

  return {
    dialog,
    receive,
    acknowledged,
    answer,
    answered,
    hangUp: (attempt) => over || leaving.hangUp(attempt),
    transfer(to) {
      if (over || leaving.isUnderWay()) return;
      transfer?.stop();
      transfer = startTransfer({ endpoint, dialog, digest, to, emit: (event) => over || emit(event) });
    },
    async close() {
      silence();
      const { promise: late, resolve } = Promise.withResolvers<null>();
      waits.set('close', closeMsMax, () => resolve(null));
      const answer = await Promise.race([sendBye(endpoint, dialog, digest), late]);
      end('system', 'the telephone stopped', true, answer?.proof ?? 'released');
    },
  };
}

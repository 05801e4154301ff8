/** A call from its 2xx on: the dialog's requests in both directions, until one side's BYE. Source: RFC 3261 sections 12 to 15. */
import { randomInt } from 'node:crypto';
import type { Party, Proof } from '../../../engine/reasons.ts';
import type { SipCallEvent } from './call.ts';
import type { DigestClient } from './digest-client.ts';
import { contactOf, type Dialog, dialogRequest } from './dialog.ts';
import type { Endpoint } from './endpoint.ts';
import { type ByeAnswer, sendBye } from './hang-up.ts';
import { digitsOf } from './keys.ts';
import type { Media } from './media.ts';
import type { Header, ReceivedRequest, ReceivedResponse, SipResponse } from './message.ts';
import { allowed, responseTo } from './responses.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { refreshMsOf, sessionSecondsMin, type SessionTimer, timerOfRequest, timerOfResponse } from './session-timer.ts';
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
  /** Our side only: the process stops, or something is broken beyond repair. */
  drop(by: Party | null, cause: string): void;
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

/** A BYE waits so long for the ACK that must come before it. */
const ackWaitMs = 1_000;
/** After this much asking the call is given up here; whoever keeps its snapshot may go on. */
const hangUpMsMax = 64_000;

export function establishedCall(parts: EstablishedParts): EstablishedCall {
  const { endpoint, dialog, sound, media, digest, emit } = parts;
  const { clock } = endpoint;
  const waits = timers(clock);
  const attempts: { attempt: number; at: number }[] = [];
  let over = false;
  let begun = false;
  let asking = false;
  let held = false;
  let silent = false;
  let leaving: { cause: string; failed: boolean } | null = null;
  /** The CSeq of their INVITE whose ACK is still to come. */
  let unacknowledged: { cseq: number; offered: boolean } | null = null;
  let inviting = false;
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

  // ── hanging up

  function hangUp(attempt: number): void {
    if (over) return;
    attempts.push({ attempt, at: clock.now() });
    silence();
    waits.set('give up', hangUpMsMax, () =>
      end('system', leaving?.cause ?? 'the far end confirmed no BYE', true, 'accepted'),
    );
    leave();
  }

  /** For a reason of our own, without being told to; asked again until it is proved. */
  function breakOff(cause: string): void {
    if (over || leaving) return;
    leaving = { cause, failed: true };
    silence();
    waits.set('give up', hangUpMsMax, () => end('system', cause, true, 'accepted'));
    leave();
  }

  function leave(): void {
    if (asking) return;
    asking = true;
    if (unacknowledged) waits.set('bye', ackWaitMs, () => void bye());
    else void bye();
  }

  async function bye(): Promise<void> {
    const answer = await sendBye(endpoint, dialog, digest);
    asking = false;
    if (over) return;
    tellAttempts(answer);
    if (answer.proof)
      return end(leaving ? 'system' : 'agent', leaving?.cause ?? 'hung up', leaving !== null, answer.proof);
    if (leaving) waits.set('bye', t2Ms, leave);
  }

  function tellAttempts(answer: ByeAnswer): void {
    for (const { attempt, at } of attempts.splice(0)) {
      emit({ type: 'hang_up.answered', attempt, ...answer, latencyMs: Math.round(clock.now() - at) });
    }
  }

  // ── their requests

  function receive(request: ReceivedRequest, transaction: ServerTransaction): void {
    const respond = (status: number, headers: readonly Header[] = []): void =>
      transaction.respond(responseTo(request, status, { headers }));
    if (dialog.remoteSeq !== null && request.cseq < dialog.remoteSeq) return respond(500);
    dialog.remoteSeq = request.cseq;
    switch (request.method) {
      case 'BYE':
        respond(200);
        tellAttempts({ proof: 'far_end_confirmed', detail: 'the far end hung up' });
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
    if (inviting) return refuse(491);
    if (asking || leaving) return refuse(488);
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
      watch(agreed.timer);
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
    watch(timer);
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
    if (asking) waits.set('bye', 0, () => void bye());
  }

  // ── requests of ours

  function answered(response: ReceivedResponse): void {
    acknowledge(response);
    if (begun || over || leaving) return;
    if (!sound.accept(response.body)) return breakOff('the 2xx holds no answer to our offer');
    watch(timerOfResponse(response));
    begin();
  }

  function acknowledge(response: ReceivedResponse): void {
    const ack = dialogRequest(dialog, 'ACK', { cseq: response.cseq });
    void endpoint.findNext(dialog).then((to) => to && endpoint.acknowledge(ack, to));
  }

  /** A timer that was agreed on: we refresh at half of it, or take the call for dead when they do not. */
  function watch(timer: SessionTimer): void {
    waits.clear('session');
    if (!timer) return;
    waits.set('session', refreshMsOf(timer), () => {
      if (!timer.weRefresh) return breakOff('the far end did not refresh the session');
      waits.set('session', timer.intervalMs / 2, () => breakOff('the session could not be refreshed'));
      void refresh(timer);
    });
  }

  async function refresh(timer: NonNullable<SessionTimer>): Promise<void> {
    if (over || inviting || asking) return;
    inviting = true;
    const to = await endpoint.findNext(dialog);
    if (!to || over) {
      inviting = false;
      return;
    }
    const headers: Header[] = [
      ['contact', endpoint.contact(to.transport, parts.contactUser)],
      ['allow', allowed],
      ['supported', 'timer'],
      ['session-expires', `${timer.intervalMs / 1000};refresher=uac`],
      ['content-type', 'application/sdp'],
    ];
    endpoint.ask({
      build: () => dialogRequest(dialog, 'INVITE', { headers, body: sound.offer() }),
      to,
      digest,
      onFinal(response) {
        const repeated = !inviting;
        inviting = false;
        if (over) return;
        if (response.status < 300) {
          acknowledge(response);
          if (repeated) return;
          sound.accept(response.body);
          tellHold();
          watch(timerOfResponse(response) ?? timer);
        } else if (response.status === 491) waits.set('refresh', randomInt(2_100, 4_000), () => void refresh(timer));
        else if (response.status === 481 || response.status === 408) breakOff('the far end does not know the call');
      },
      onUnanswered() {
        inviting = false;
        breakOff('the far end did not answer a refresh');
      },
    });
  }

  return {
    dialog,
    receive,
    acknowledged,
    answer,
    answered,
    hangUp,
    transfer(to) {
      if (over || asking) return;
      transfer?.stop();
      transfer = startTransfer({ endpoint, dialog, digest, to, emit: (event) => over || emit(event) });
    },
    drop: (by, cause) => end(by, cause, true, 'released'),
  };
}

/** A call that we make, from our INVITE on. Source: RFC 3261 sections 8.1.3.4, 9.1 and 13.2. */
import type { Party } from '../../../engine/reasons.ts';
import { callEvents, type CallInside, type SipCall } from './call.ts';
import type { DigestClient } from './digest-client.ts';
import { type Dialog, dialogKey, dialogOfResponse, dialogRequest } from './dialog.ts';
import type { Asked, Endpoint } from './endpoint.ts';
import { type EstablishedCall, establishedCall } from './established-call.ts';
import { sendBye } from './hang-up.ts';
import { quote } from './list.ts';
import type { Media } from './media.ts';
import { type Header, headersOf, type ReceivedResponse, type SipRequest } from './message.ts';
import { allowed, responseTo, statusText } from './responses.ts';
import { type SentInvite, sentInvite } from './sent-invite.ts';
import { minimumOf } from './session-timer.ts';
import { soundSession } from './sound-session.ts';
import { timers, transactionMsMax } from './timers.ts';
import { readNameAddress, readUri, writeUri } from './uri.ts';
import type { Hop } from './wire.ts';

export type DialOptions = {
  /** A URI. */
  to: string;
  from: { user: string; host: string; display?: string };
  /** The URI of an outbound proxy or trunk; null sends straight to `to`. */
  proxy: string | null;
  ringMsMax: number;
  /** Opened; the call closes it. */
  media: Media;
  /**
   * What another process can cancel the call with until it is answered, each time that this changes. No INVITE is sent
   * before the answer, nor after a false one. Never rejects.
   */
  keep?(invite: SentInvite): Promise<boolean>;
};

export type OutboundParts = DialOptions & {
  endpoint: Endpoint;
  account: string | null;
  digest: DigestClient | null;
  /** Whether a redirect may lead there. */
  mayRedirect(uri: string): boolean;
  /** The dialog is there: messages for it can come. */
  onDialog(dialog: Dialog): void;
  onOver(): void;
};

const redirectsMax = 5;
/** Of one call, that are known before they answer, or hung up because another one has it. */
const branchesMax = 20;

export function outboundCall(parts: OutboundParts): { call: SipCall; inside: CallInside } {
  const { endpoint, media, digest } = parts;
  const waits = timers(endpoint.clock);
  const { emit, onEvent } = callEvents();
  const id = endpoint.newTag();
  const callId = endpoint.newCallId();
  const sound = soundSession(media);
  const attempts: { attempt: number; at: number }[] = [];
  const targets = [parts.to];
  const tried = new Set<string>();
  /** Branches that answered too late or too often, by their dialog. */
  const unwanted = new Set<string>();
  /** Branches of the INVITE that named their side. */
  let early: Dialog[] = [];
  let cseq = 0;
  let minimumSeconds = 0;
  let asked: Asked | null = null;
  let established: EstablishedCall | null = null;
  let rang = false;
  let over = false;
  let leaving: { by: Party; cause: string } | null = null;

  function end(by: Party | null, cause: string, failed: boolean, sure: boolean): void {
    if (over || established) return;
    over = true;
    waits.clearAll();
    media.close();
    const proof = sure ? 'far_end_confirmed' : 'released';
    for (const { attempt, at } of attempts) {
      const latencyMs = Math.round(endpoint.clock.now() - at);
      emit({ type: 'hang_up.answered', attempt, proof: sure ? proof : null, detail: cause, latencyMs });
    }
    emit({ type: 'leg.ended', by, cause, failed, proof });
    parts.onOver();
  }

  /** The next target of the list, until one answers or none is left. */
  async function tryNext(lastRefusal: string): Promise<void> {
    const target = targets.shift();
    if (target === undefined) return end('caller', lastRefusal, false, true);
    tried.add(target);
    const [to] = await endpoint.find(parts.proxy ?? target);
    if (leaving) return end(leaving.by, leaving.cause, false, true);
    if (over) return;
    if (!to) return end('system', 'there is no way to that address', true, true);
    asked = endpoint.ask({
      build: () => invite(target, to),
      to,
      digest,
      ...(parts.keep && { beforeSend: (sent) => kept(sent, to, []) }),
      onProvisional: (response) => onProvisional(response, to),
      onFinal: (response) => onFinal(response, to),
      onUnanswered: (why) => unanswered(why, lastRefusal),
    });
  }

  async function kept(sent: SipRequest, to: Hop, branches: Dialog[]): Promise<boolean> {
    early = branches;
    return (await parts.keep?.(sentInvite(sent, { to, account: parts.account, early }))) ?? true;
  }

  function invite(target: string, to: Hop): SipRequest {
    cseq += 1;
    const { user, host, display } = parts.from;
    const address = `<${writeUri({ user, host })}>`;
    const from = display ? `${quote(display)} ${address}` : address;
    const timer: Header[] = minimumSeconds
      ? [
          ['session-expires', String(minimumSeconds)],
          ['min-se', String(minimumSeconds)],
        ]
      : [];
    return {
      kind: 'request',
      method: 'INVITE',
      uri: target,
      headers: [
        ['max-forwards', '70'],
        ...(parts.proxy === null ? [] : [['route', `<${withLooseRouting(parts.proxy)}>`] as const]),
        ['from', `${from};tag=${id}`],
        ['to', `<${parts.to}>`],
        ['call-id', callId],
        ['cseq', `${cseq} INVITE`],
        ['contact', endpoint.contact(to.transport, user)],
        ['allow', allowed],
        ['supported', 'timer'],
        ...timer,
        ['content-type', 'application/sdp'],
      ],
      body: sound.offer(),
    };
  }

  function onProvisional(response: ReceivedResponse, to: Hop): void {
    if (over || established) return;
    keepBranch(response, to);
    if (rang || response.status !== 180) return;
    rang = true;
    emit({ type: 'leg.rang' });
  }

  function keepBranch(response: ReceivedResponse, to: Hop): void {
    if (response.status === 100 || !response.to.params.has('tag') || early.length >= branchesMax) return;
    const dialog = { ...dialogOfResponse(asked!.sent(), response, to), account: parts.account };
    if (early.some((known) => dialogKey(known) === dialogKey(dialog))) return;
    void kept(asked!.sent(), to, [...early, dialog]);
  }

  function onFinal(response: ReceivedResponse, from: Hop): void {
    if (response.status < 300) return onAnswer(response, from);
    if (over) return;
    if (leaving) return end(leaving.by, leaving.cause, false, true);
    if (response.status === 422 && minimumSeconds === 0) {
      minimumSeconds = minimumOf(response);
      targets.unshift(asked!.sent().uri);
    } else if (response.status < 400) followRedirect(response);
    else if (targets.length === 0 || response.status >= 600) {
      return end('caller', statusText(response.status), response.status >= 500 && response.status < 600, true);
    }
    void tryNext(statusText(response.status));
  }

  function followRedirect(response: ReceivedResponse): void {
    for (const value of headersOf(response, 'contact')) {
      const uri = readNameAddress(value)?.uri;
      const room = tried.size + targets.length <= redirectsMax;
      if (room && uri && readUri(uri) && !tried.has(uri) && !targets.includes(uri) && parts.mayRedirect(uri)) {
        targets.push(uri.replace(/\?.*$/, ''));
      }
    }
  }

  /** The first branch that answers has the call; others, and all after we gave up, are hung up at once. */
  function onAnswer(response: ReceivedResponse, from: Hop): void {
    const dialog = { ...dialogOfResponse(asked!.sent(), response, from), account: parts.account };
    if (established && dialogKey(established.dialog) === dialogKey(dialog)) return established.answered(response);
    if (established || over || leaving) return dismiss(dialog, response);
    waits.clearAll();
    established = establishedCall({
      endpoint,
      dialog,
      sound,
      media,
      digest,
      contactUser: parts.from.user,
      emit,
      onOver() {
        over = true;
        parts.onOver();
      },
    });
    parts.onDialog(dialog);
    established.answered(response);
  }

  function dismiss(dialog: Dialog, response: ReceivedResponse): void {
    const key = dialogKey(dialog);
    void acknowledge(dialog, response);
    if (unwanted.has(key) || unwanted.size >= branchesMax) return;
    unwanted.add(key);
    void sendBye(endpoint, dialog, digest).then(({ proof }) => {
      if (leaving && !established) end(leaving.by, leaving.cause, false, proof !== null);
    });
  }

  async function acknowledge(dialog: Dialog, response: ReceivedResponse): Promise<void> {
    const ack = dialogRequest(dialog, 'ACK', { cseq: response.cseq });
    const to = await endpoint.findNext(dialog);
    if (to) endpoint.acknowledge(ack, to);
  }

  function unanswered(why: 'timeout' | 'not_sent', lastRefusal: string): void {
    if (over || established) return;
    if (leaving) return end(leaving.by, leaving.cause, false, why === 'not_sent');
    if (targets.length > 0) return void tryNext(lastRefusal);
    end('carrier', why === 'timeout' ? 'INVITE was not answered' : 'INVITE could not be sent', true, false);
  }

  /** CANCEL; its INVITE is then refused with 487, or was answered at the same moment. */
  function leave(by: Party, cause: string): void {
    if (over || established || leaving) return;
    leaving = { by, cause };
    waits.clearAll();
    asked?.cancel();
    waits.set('limit', transactionMsMax, () => {
      asked?.abandon();
      end(by, cause, false, false);
    });
  }

  waits.set('ring', parts.ringMsMax, () => leave('system', 'not answered in time'));
  void tryNext('');

  return {
    call: {
      id,
      onEvent,
      hangUp(attempt) {
        if (established) return established.hangUp(attempt);
        if (over) return;
        attempts.push({ attempt, at: endpoint.clock.now() });
        leave('agent', 'hung up before the answer');
      },
      transfer: (to) => established?.transfer(to),
      snapshot: () => (established ? structuredClone(established.dialog) : null),
    },
    inside: {
      receive: (request, server) =>
        established ? established.receive(request, server) : server.respond(responseTo(request, 481)),
      acknowledged: (ack) => established?.acknowledged(ack),
      cancelled: () => undefined,
      async close() {
        if (established) return established.close();
        asked?.cancel();
        end('system', 'the telephone stopped', true, false);
      },
    },
  };
}

function withLooseRouting(uri: string): string {
  return readUri(uri)?.params.has('lr') ? uri : `${uri};lr`;
}

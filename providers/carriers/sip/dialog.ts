/** A dialog as plain data, and the requests made from it. It can be stored, and used again by another process. Source: RFC 3261 section 12, ending.md section 10. */
import { quote } from './list.ts';
import {
  type Header,
  headerOf,
  headersOf,
  type ReceivedRequest,
  type ReceivedResponse,
  type SipRequest,
} from './message.ts';
import { readNameAddress, readUri } from './uri.ts';
import type { Hop } from './wire.ts';

export type Dialog = {
  callId: string;
  localTag: string;
  remoteTag: string;
  /** From and To as they stand in our requests, without tags. */
  local: string;
  remote: string;
  /** Their Contact, and the proxies on the way, from us to them. */
  target: string;
  routes: string[];
  localSeq: number;
  /** Of the last request of theirs; null before the first. */
  remoteSeq: number | null;
  /** Where its messages come from: used to answer a far end behind NAT, and while a TCP connection lives. */
  flow: Hop;
  /** Their own address is not the one we see: requests go to `flow`. */
  behindNat: boolean;
  /** Which of our accounts knows the password, if one is asked for. */
  account: string | null;
};

export function dialogKey(dialog: Pick<Dialog, 'callId' | 'localTag' | 'remoteTag'>): string {
  return JSON.stringify([dialog.callId, dialog.localTag, dialog.remoteTag]);
}

/** Of a call that came in. Null when it has no Contact that we could send to. */
export function dialogOfRequest(invite: ReceivedRequest, from: Hop, localTag: string): Dialog | null {
  const target = contactOf(invite);
  if (target === null) return null;
  const { via } = invite;
  return {
    callId: invite.callId,
    localTag,
    remoteTag: invite.from.params.get('tag') ?? '',
    local: withoutTag(headerOf(invite, 'to')!),
    remote: withoutTag(headerOf(invite, 'from')!),
    target,
    routes: headersOf(invite, 'record-route'),
    localSeq: 0,
    remoteSeq: invite.cseq,
    flow: from,
    behindNat: via.host !== from.address || (from.transport === 'udp' && (via.port ?? 5060) !== from.port),
    account: null,
  };
}

/** Of a call that went out: each branch that answers is one of its own. */
export function dialogOfResponse(invite: SipRequest, response: ReceivedResponse, from: Hop): Dialog {
  return {
    callId: response.callId,
    localTag: response.from.params.get('tag') ?? '',
    remoteTag: response.to.params.get('tag') ?? '',
    local: withoutTag(headerOf(invite, 'from')!),
    remote: withoutTag(headerOf(invite, 'to')!),
    target: contactOf(response) ?? invite.uri,
    routes: headersOf(response, 'record-route').reverse(),
    localSeq: response.cseq,
    remoteSeq: null,
    flow: from,
    behindNat: false,
    account: null,
  };
}

/** Null when there is none that could be called. */
export function contactOf(message: ReceivedRequest | ReceivedResponse): string | null {
  const contact = readNameAddress(headersOf(message, 'contact')[0] ?? '');
  return contact && readUri(contact.uri) ? contact.uri : null;
}

function withoutTag(value: string): string {
  const { display, uri } = readNameAddress(value)!;
  return display === null ? `<${uri}>` : `${quote(display)} <${uri}>`;
}

/** A request in the dialog, without its Via. It takes the next CSeq, an ACK that of its INVITE. */
export function dialogRequest(
  dialog: Dialog,
  method: string,
  extra: { cseq?: number; headers?: readonly Header[]; body?: Buffer } = {},
): SipRequest {
  const cseq = extra.cseq ?? (dialog.localSeq += 1);
  const { uri, routes } = routed(dialog);
  return {
    kind: 'request',
    method,
    uri,
    headers: [
      ['max-forwards', '70'],
      ...routes.map((route): Header => ['route', route]),
      ['from', `${dialog.local};tag=${dialog.localTag}`],
      ['to', dialog.remoteTag === '' ? dialog.remote : `${dialog.remote};tag=${dialog.remoteTag}`],
      ['call-id', dialog.callId],
      ['cseq', `${cseq} ${method}`],
      ...(extra.headers ?? []),
    ],
    body: extra.body ?? Buffer.alloc(0),
  };
}

/** A first proxy without `lr` wants to stand in the request line itself (section 12.2.1.1). */
function routed(dialog: Pick<Dialog, 'target' | 'routes'>): { uri: string; routes: string[] } {
  const [first, ...others] = dialog.routes;
  const proxy = first === undefined ? null : readNameAddress(first);
  if (!proxy) return { uri: dialog.target, routes: [] };
  const loose = readUri(proxy.uri)?.params.has('lr') ?? false;
  return loose
    ? { uri: dialog.target, routes: dialog.routes }
    : { uri: proxy.uri.replace(/\?.*$/, ''), routes: [...others, `<${dialog.target}>`] };
}

/** The URI that says where the next request of this dialog goes. */
export function nextUri(dialog: Pick<Dialog, 'target' | 'routes'>): string {
  return readNameAddress(dialog.routes[0] ?? '')?.uri ?? dialog.target;
}

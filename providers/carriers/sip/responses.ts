/** Answers to requests. Source: RFC 3261 sections 8.2.6, 12.1.1 and 21. */
import { type Header, headerOf, type ReceivedRequest, type SipResponse } from './message.ts';

const reasons: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  181: 'Call Is Being Forwarded',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  305: 'Use Proxy',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  410: 'Gone',
  415: 'Unsupported Media Type',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  422: 'Session Interval Too Small',
  423: 'Interval Too Brief',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  483: 'Too Many Hops',
  484: 'Address Incomplete',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  489: 'Bad Event',
  491: 'Request Pending',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  504: 'Server Time-out',
  600: 'Busy Everywhere',
  603: 'Decline',
  604: 'Does Not Exist Anywhere',
  606: 'Not Acceptable',
};

/** Every method we know: the value of Allow. */
export const allowed = 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, NOTIFY';

/** Our tag goes into To, unless one is there already. */
export function responseTo(
  request: ReceivedRequest,
  status: number,
  extra: { tag?: string; headers?: readonly Header[]; body?: Buffer } = {},
): SipResponse {
  const to = headerOf(request, 'to')!;
  const tagged =
    request.to.params.has('tag') || extra.tag === undefined || status === 100 ? to : `${to};tag=${extra.tag}`;
  const kept = request.headers.filter(([name]) => name === 'via' || name === 'record-route' || name === 'from');
  return {
    kind: 'response',
    status,
    reason: reasons[status] ?? 'Unknown',
    headers: [
      ...kept,
      ['to', tagged],
      ['call-id', request.callId],
      ['cseq', headerOf(request, 'cseq')!],
      ...(extra.headers ?? []),
    ],
    body: extra.body ?? Buffer.alloc(0),
  };
}

/** A status in our words: theirs may hold anything. */
export function statusText(status: number): string {
  return `${status} ${reasons[status] ?? 'of another kind'}`;
}

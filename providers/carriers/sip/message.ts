/** Messages of SIP as data, read from and written to bytes. Source: RFC 3261 section 7. */
import { readList } from './list.ts';
import { type NameAddress, readNameAddress } from './uri.ts';
import { readVia, type Via } from './via.ts';

/** Names in lower case and in their long form. */
export type Header = readonly [name: string, value: string];

export type SipRequest = { kind: 'request'; method: string; uri: string; headers: Header[]; body: Buffer };
export type SipResponse = { kind: 'response'; status: number; reason: string; headers: Header[]; body: Buffer };
export type SipMessage = SipRequest | SipResponse;

/** What every message must have (section 8.1.1), read. */
type Essentials = { via: Via; from: NameAddress; to: NameAddress; callId: string; cseq: number; cseqMethod: string };
export type ReceivedRequest = SipRequest & Essentials;
export type ReceivedResponse = SipResponse & Essentials;
export type Received = ReceivedRequest | ReceivedResponse;

/** A datagram holds no more, and a stream may not ask for more. */
export const messageBytesMax = 65_536;
const headBytesMax = 16_384;
const headersMax = 100;
const onlyOnce = new Set(['call-id', 'cseq', 'from', 'to', 'content-length', 'max-forwards', 'content-type']);

const longForms: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

/** A message, or in a string what is wrong with it. The body ends at Content-Length, where there is one. */
export function readMessage(bytes: Buffer): Received | string {
  if (bytes.length > messageBytesMax) return 'the message is too long';
  const head = headOf(bytes);
  if (!head) return 'the headers do not end';
  const lines = unfold(head.text);
  if (typeof lines === 'string') return lines;
  const start = readStart(lines[0] ?? '');
  if (!start) return 'the first line is none of SIP/2.0';
  const headers = readHeaders(lines.slice(1));
  if (typeof headers === 'string') return headers;
  const body = bodyOf(headers, bytes.subarray(head.bytes));
  if (typeof body === 'string') return body;
  const essentials = readEssentials(headers);
  if (typeof essentials === 'string') return essentials;
  if (start.kind === 'request' && start.method !== essentials.cseqMethod) return 'CSeq names another method';
  return { ...start, headers, body, ...essentials };
}

/** Where the headers end: the first empty line, also when lines end with LF only. */
export function headOf(bytes: Buffer): { text: string; bytes: number } | null {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const [end, gap] = crlf >= 0 && (lf < 0 || crlf < lf) ? [crlf, 4] : [lf, 2];
  if (end < 0 || end > headBytesMax) return null;
  return { text: bytes.toString('utf8', 0, end), bytes: end + gap };
}

function unfold(text: string): string[] | string {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (/[\r\0]/.test(line)) return 'a header holds a control character';
    if (/^[ \t]/.test(line) && lines.length > 1) lines.push(`${lines.pop()} ${line.trim()}`);
    else lines.push(line);
    if (lines.length > headersMax + 1) return `more than ${headersMax} headers`;
  }
  return lines;
}

type Start = { kind: 'request'; method: string; uri: string } | { kind: 'response'; status: number; reason: string };

function readStart(line: string): Start | null {
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(line);
  if (response) return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '' };
  const request = /^([A-Za-z0-9.!%*_+`'~-]{1,32}) (\S{1,2048}) SIP\/2\.0\s*$/i.exec(line);
  return request ? { kind: 'request', method: request[1]!, uri: request[2]! } : null;
}

function readHeaders(lines: string[]): Header[] | string {
  const headers: Header[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const short = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (!/^[a-z0-9.!%*_+`'~-]+$/.test(short)) return 'a header without a name';
    const name = (short.length === 1 && longForms[short]) || short;
    if (onlyOnce.has(name) && seen.has(name)) return `${name} stands twice`;
    seen.add(name);
    headers.push([name, line.slice(colon + 1).trim()]);
  }
  return headers;
}

function bodyOf(headers: Header[], rest: Buffer): Buffer | string {
  const length = headerOf({ headers }, 'content-length');
  if (length === undefined) return rest;
  if (!/^\d{1,6}$/.test(length)) return 'Content-Length is no number';
  if (Number(length) > rest.length) return 'the body is shorter than Content-Length';
  return rest.subarray(0, Number(length));
}

function readEssentials(headers: Header[]): Essentials | string {
  const message = { headers };
  const via = readVia(headersOf(message, 'via')[0] ?? '');
  if (!via) return 'Via is missing or no Via';
  const from = readNameAddress(headerOf(message, 'from') ?? '');
  const to = readNameAddress(headerOf(message, 'to') ?? '');
  if (!from || !to) return 'From or To is missing or no address';
  const callId = headerOf(message, 'call-id') ?? '';
  if (!/^\S{1,256}$/.test(callId)) return 'Call-ID is missing or too long';
  const cseq = /^(\d{1,10})\s+([A-Za-z0-9.!%*_+`'~-]{1,32})$/.exec(headerOf(message, 'cseq') ?? '');
  if (!cseq || Number(cseq[1]) > 2 ** 31) return 'CSeq is missing or out of range';
  return { via, from, to, callId, cseq: Number(cseq[1]), cseqMethod: cseq[2]! };
}

export function headerOf(message: { headers: readonly Header[] }, name: string): string | undefined {
  return message.headers.find((header) => header[0] === name)?.[1];
}

/** All values of a header that is a list, whether they stand in one line or in many. */
export function headersOf(message: { headers: readonly Header[] }, name: string): string[] {
  return message.headers.filter((header) => header[0] === name).flatMap((header) => readList(header[1]));
}

/** A header that holds tokens, such as Require or Supported, in lower case. */
export function tokensOf(message: { headers: readonly Header[] }, name: string): string[] {
  return headersOf(message, name).map((token) => token.toLowerCase());
}

const writtenNames: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'www-authenticate': 'WWW-Authenticate',
  'min-se': 'Min-SE',
};

/** Adds Content-Length. */
export function writeMessage(message: SipMessage): Buffer {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const lines = message.headers.map(([name, value]) => `${writtenName(name)}: ${value}`);
  const head = [start, ...lines, `Content-Length: ${message.body.length}`, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), message.body]);
}

function writtenName(name: string): string {
  return writtenNames[name] ?? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

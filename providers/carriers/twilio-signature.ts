/** Whether a request comes from Twilio. Source: Twilio "Secure webhooks" (Explore the algorithm), "ConversationRelay onboarding" (WebSocket signature). */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedRequest } from './carrier.ts';

/**
 * HMAC-SHA1 with the auth token over the address and, for forms, the sorted parameters. A JSON body is covered by its
 * hash in the query (`bodySHA256`). The port of the scheme may or may not be written out, and an upgrade's path may
 * end in a slash that the TwiML did not have: Twilio signs one of these forms.
 */
export function isFromTwilio(request: SignedRequest, authToken: string): boolean {
  const given = headerOf(request, 'x-twilio-signature');
  if (given === null) return false;
  const bodyHash = /[?&]bodySHA256=([0-9a-fA-F]+)/.exec(request.url)?.[1];
  if (bodyHash !== undefined && !equal(bodyHash.toLowerCase(), sha256(request.body))) return false;
  const parameters = bodyHash === undefined ? sortedParameters(request) : '';
  return addressForms(request.url).some((url) => equal(given, hmac(authToken, url + parameters)));
}

export function headerOf(request: SignedRequest, name: string): string | null {
  const found = Object.entries(request.headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return (typeof found === 'string' ? found : found?.[0]) ?? null;
}

function hmac(key: string, text: string): string {
  return createHmac('sha1', key).update(text, 'utf8').digest('base64');
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Names and values of a form, sorted by name; of one name, each value once. */
function sortedParameters(request: SignedRequest): string {
  const type = headerOf(request, 'content-type') ?? '';
  if (request.body === '' || !type.startsWith('application/x-www-form-urlencoded')) return '';
  const form = new URLSearchParams(request.body);
  const names = [...new Set(form.keys())].sort();
  return names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}

const portOf: Readonly<Record<string, string>> = { http: '80', ws: '80', https: '443', wss: '443' };

function addressForms(url: string): string[] {
  const match = /^(\w+):\/\/([^/?#]*?)(?::(\d+))?([/?#].*)?$/.exec(url);
  if (!match) return [url];
  const [, scheme = '', host = '', port, rest = ''] = match;
  const paths = scheme.startsWith('ws') ? [rest, toggledSlash(rest)] : [rest];
  const hosts =
    port === undefined || port === portOf[scheme] ? [host, `${host}:${portOf[scheme]}`] : [`${host}:${port}`];
  return hosts.flatMap((authority) => paths.map((path) => `${scheme}://${authority}${path}`));
}

function toggledSlash(rest: string): string {
  const [, path = '', query = ''] = /^([^?#]*)(.*)$/.exec(rest) ?? [];
  return (path.endsWith('/') ? path.slice(0, -1) : `${path}/`) + query;
}

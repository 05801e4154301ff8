/** Addresses of SIP: `sip:`, `sips:` and `tel:` URIs, and names with an address. Source: RFC 3261 sections 19.1, 20.10 and 25, RFC 3966. */
import { isIPv6 } from 'node:net';
import { readParams, unquote } from './list.ts';

export type SipUri = {
  scheme: 'sip' | 'sips' | 'tel';
  /** Unescaped; the number of a `tel:` URI. */
  user: string | null;
  /** Without brackets; empty in a `tel:` URI. */
  host: string;
  port: number | null;
  /** Names in lower case; null for one without a value. */
  params: ReadonlyMap<string, string | null>;
};

/** The value of From, To, Contact, Route and their like. */
export type NameAddress = { display: string | null; uri: string; params: ReadonlyMap<string, string | null> };

const uriCharsMax = 2_048;
const shape = /^(sips?):(?:([^@]*)@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?((?:;[^?]*)?)(?:\?.*)?$/i;

/** Null for what is no address of a call. */
export function readUri(text: string): SipUri | null {
  if (text.length > uriCharsMax || /[\s<>"]/.test(text)) return null;
  const tel = /^tel:(\+?[0-9a-f().*#-]{1,64})((?:;.*)?)$/i.exec(text);
  if (tel) {
    return { scheme: 'tel', user: tel[1]!.replace(/[().-]/g, ''), host: '', port: null, params: readParams(tel[2]!) };
  }
  const parts = shape.exec(text);
  if (!parts) return null;
  const [, scheme, userinfo, bracketed, portText, params] = parts;
  const host = bracketed!.replace(/^\[|\]$/g, '').toLowerCase();
  if (bracketed!.startsWith('[') && !isIPv6(host)) return null;
  const port = portText === undefined ? null : Number(portText);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  const user = userinfo === undefined ? null : unescape(userinfo.split(':')[0]!);
  return { scheme: scheme!.toLowerCase() as 'sip' | 'sips', user, host, port, params: readParams(params!) };
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A `sip:` URI as text. The user is escaped where the grammar asks for it. */
export function writeUri(uri: { user: string | null; host: string; port?: number | null; params?: string }): string {
  const user = uri.user === null ? '' : `${escapeUser(uri.user)}@`;
  const port = uri.port ? `:${uri.port}` : '';
  return `sip:${user}${writeHost(uri.host)}${port}${uri.params ?? ''}`;
}

function escapeUser(user: string): string {
  return encodeURIComponent(user.toWellFormed()).replace(/%(2B|26|3D|24|2C|3B|3F|2F)/g, (escaped) =>
    decodeURIComponent(escaped),
  );
}

/** IPv6 needs brackets wherever a port may follow. */
export function writeHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Null when there is no address in it. Without angle brackets the parameters belong to the header, not to the URI. */
export function readNameAddress(text: string): NameAddress | null {
  const bracketed = /^\s*("(?:[^"\\]|\\.)*"|[^"<]*)\s*<([^<>]*)>\s*((?:;.*)?)$/s.exec(text);
  if (bracketed) {
    const display = unquote(bracketed[1]!.trim());
    return checked({ display: display || null, uri: bracketed[2]!.trim(), params: readParams(bracketed[3]!) });
  }
  const semicolon = text.indexOf(';');
  const uri = (semicolon < 0 ? text : text.slice(0, semicolon)).trim();
  return checked({ display: null, uri, params: readParams(semicolon < 0 ? '' : text.slice(semicolon)) });
}

/** Other schemes than ours are allowed in a From; what has none is no address. */
function checked(address: NameAddress): NameAddress | null {
  const good = /^[a-z][a-z0-9+.-]*:[^\s<>"]+$/i.test(address.uri) && address.uri.length <= uriCharsMax;
  return good ? address : null;
}

/**
 * The request of a tool or of a flow's action, with its variables and secrets filled in. `{{secret.NAME}}` stands for the
 * environment variable RINGOFF_SECRET_NAME: a document never holds a key, and names no other variable.
 */
import type { Agent } from '../../contract/agent.ts';
import { BadConfig, Terminal } from '../../contract/errors.ts';
import { addressGuard } from '../../providers/web/address-guard.ts';
import { guardedSend, type Send, type WebRequest } from '../../providers/web/request.ts';

export type HttpRequest = Agent['tools'][number]['http'];
type Env = Readonly<Record<string, string | undefined>>;

/** How this process may send requests: nowhere inside its own network but to what RINGOFF_TOOL_ALLOW names. */
export function toolSend(env: Env): Send {
  const allowed = (env[toolAllow] ?? '').split(',').map((part) => part.trim());
  const key = allowed.join(',');
  const known = sends.get(key);
  if (known) return known;
  const send = guardedSend(addressGuard(key === '' ? [] : allowed, undefined, toolAllow));
  if (sends.size >= sendsMax) sends.clear();
  sends.set(key, send);
  return send;
}

const toolAllow = 'RINGOFF_TOOL_ALLOW';
const sends = new Map<string, Send>();
const sendsMax = 20;

/**
 * `values` fill `{{variables}}`; a name without a value leaves nothing behind. `fallback`: what is sent where no body is
 * configured, null for none.
 * @throws Terminal when a value would lead out of its place in the address, BadConfig when a secret is not set.
 */
export function filledRequest(
  http: HttpRequest,
  values: Readonly<Record<string, string>>,
  env: Env,
  fallback: Readonly<Record<string, unknown>> | null,
): WebRequest {
  const all = { ...values, ...secretsIn(JSON.stringify([http.headers, http.body]), env) };
  const takesBody = http.method !== 'GET' && http.method !== 'DELETE';
  const body = takesBody ? bodyOf(http.body, all, fallback) : null;
  const headers = Object.fromEntries(
    Object.entries(http.headers).map(([name, value]) => [name.toLowerCase(), fill(value, all, oneLine)]),
  );
  return {
    method: http.method,
    url: addressOf(http.url, values),
    headers: body === null ? headers : { 'content-type': 'application/json', ...headers },
    body,
  };
}

/** Throws when a value would lead out of its place in the path: no escape keeps ".." from doing so. */
function addressOf(template: string, values: Readonly<Record<string, string>>): string {
  if (/\{\{\s*secret\./.test(template))
    throw new Terminal('a secret may stand in headers and body, not in the address');
  const url = fill(template, values, encodeURIComponent, hostOf(template));
  const dots = (address: string): number => address.split(/[?#]/)[0]!.match(/\/\.{1,2}(?=\/|$)/g)?.length ?? 0;
  if (dots(url) === dots(template)) return url;
  throw new Terminal('an argument does not fit into the address');
}

/** How many characters of an address name its host: `127.0.0.1:4100` may stand there as it is. */
function hostOf(template: string): number {
  return /^[a-z]+:\/\/(?:\{\{[^{}]*\}\}|[^/?#{])*/i.exec(template)?.[0].length ?? 0;
}

function bodyOf(body: unknown, values: Readonly<Record<string, string>>, fallback: unknown): string | null {
  if (body === undefined || body === null) return fallback === null ? null : JSON.stringify(fallback);
  return JSON.stringify(body, (_key, value: unknown) =>
    typeof value === 'string' ? fill(value, values, (text) => text) : value,
  );
}

/** Up to `bareUntil` characters of the template a value stands as it is if it can be a host with its port. */
function fill(
  template: string,
  values: Readonly<Record<string, string>>,
  escape: (text: string) => string,
  bareUntil = 0,
): string {
  return template.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_whole, name: string, at: number) => {
    const value = Object.hasOwn(values, name) ? values[name]! : '';
    return at < bareUntil && /^[\w.-]+(?::\d{1,5})?$/.test(value) ? value : escape(value);
  });
}

function secretsIn(text: string, env: Env): Record<string, string> {
  const names = [...text.matchAll(/\{\{\s*secret\.([\w-]+)\s*\}\}/g)].map((found) => found[1]!);
  return Object.fromEntries(
    names.map((name) => {
      const value = env[`RINGOFF_SECRET_${name}`];
      if (!value) throw new BadConfig(`RINGOFF_SECRET_${name} is not set`);
      return [`secret.${name}`, value];
    }),
  );
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, ' ');
}

/** The Via of a message: where its answer goes. Source: RFC 3261 sections 18.2 and 20.42, RFC 3581. */
import { isIP } from 'node:net';
import { readParams } from './list.ts';
import { writeHost } from './uri.ts';

export type Via = {
  /** In capitals: UDP, TCP, TLS … */
  transport: string;
  host: string;
  port: number | null;
  params: ReadonlyMap<string, string | null>;
};

/** What a branch begins with under RFC 3261; others are of RFC 2543 and not unique. */
export const branchCookie = 'z9hG4bK';

const shape = /^SIP\s*\/\s*2\.0\s*\/\s*([A-Z]+)\s+(\[[0-9a-f:.]+\]|[a-z0-9._-]+)\s*(?::\s*(\d{1,5}))?\s*((?:;.*)?)$/is;

export function readVia(text: string): Via | null {
  const parts = shape.exec(text);
  if (!parts) return null;
  const port = parts[3] === undefined ? null : Number(parts[3]);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  const host = parts[2]!.replace(/^\[|\]$/g, '').toLowerCase();
  return { transport: parts[1]!.toUpperCase(), host, port, params: readParams(parts[4]!) };
}

/** Notes where the request really came from: `received` where its host is another, `rport` where it asks for it. */
export function markSource(via: Via, source: { address: string; port: number }): Via {
  const params = new Map(via.params);
  const asksPort = params.has('rport');
  if (asksPort) params.set('rport', String(source.port));
  if (asksPort || via.host !== source.address) params.set('received', source.address);
  return { ...via, params };
}

export function writeVia(via: Via): string {
  const port = via.port === null ? '' : `:${via.port}`;
  const params = [...via.params].map(([name, value]) => (value === null ? `;${name}` : `;${name}=${written(value)}`));
  return `SIP/2.0/${via.transport} ${writeHost(via.host)}${port}${params.join('')}`;
}

function written(value: string): string {
  const plain = isIP(value) !== 0 || /^[A-Za-z0-9.!%*_+`'~:[\]-]*$/.test(value);
  return plain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

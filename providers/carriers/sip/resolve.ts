/** From a URI to the places where it is reached, best first. Source: RFC 3263; of its records SRV, A and AAAA. */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { SipUri } from './uri.ts';
import type { Hop, TransportName } from './wire.ts';

/** Empty: nowhere. Never rejects, and is bounded in time. */
export type Resolve = (uri: SipUri) => Promise<Hop[]>;

const defaultPort = 5060;
const hopsMax = 8;
const lookupMsMax = 1_500;

/** The transport that a URI asks for; null for one that we do not speak. */
export function transportOf(uri: SipUri): TransportName | null {
  const named = uri.params.get('transport')?.toLowerCase() ?? 'udp';
  return uri.scheme === 'sip' && (named === 'udp' || named === 'tcp') ? named : null;
}

/** Addresses need no lookup, and names without a port get one for SRV first. */
export async function resolveUri(uri: SipUri): Promise<Hop[]> {
  const transport = transportOf(uri);
  if (!transport) return [];
  if (isIP(uri.host)) return [{ transport, address: uri.host, port: uri.port ?? defaultPort }];
  const resolver = new Resolver({ timeout: lookupMsMax, tries: 1 });
  const places = uri.port === null ? await servicesOf(resolver, `_sip._${transport}.${uri.host}`) : [];
  if (places.length === 0) places.push({ name: uri.host, port: uri.port ?? defaultPort });
  const found = await Promise.all(
    places.map(async ({ name, port }) => {
      const addresses = await addressesOf(resolver, name);
      return addresses.map((address): Hop => ({ transport, address, port }));
    }),
  );
  return found.flat().slice(0, hopsMax);
}

async function servicesOf(resolver: Resolver, name: string): Promise<{ name: string; port: number }[]> {
  const records = await resolver.resolveSrv(name).catch(() => []);
  const sorted = records.sort((a, b) => a.priority - b.priority || b.weight - a.weight);
  return sorted.slice(0, hopsMax).map(({ name: host, port }) => ({ name: host, port }));
}

async function addressesOf(resolver: Resolver, name: string): Promise<string[]> {
  if (name === 'localhost') return ['127.0.0.1'];
  const [four, six] = await Promise.all([
    resolver.resolve4(name).catch((): string[] => []),
    resolver.resolve6(name).catch((): string[] => []),
  ]);
  return [...four, ...six];
}

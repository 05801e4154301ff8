/** Which addresses our own requests may go to when a customer wrote the URL. Source: design contract.md section 4. */
import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { BadConfig } from '../../contract/errors.ts';

/** A request is about to go where none may go. Its message names no part of the URL but the address or scheme. */
export class AddressRefused extends Error {
  override name = 'AddressRefused';
}

export type AddressGuard = {
  /** Why a URL is refused before a name is looked up, in words for its writer; null when nothing speaks against it. */
  refusal(url: string): string | null;
  /** For net.connect: every address of a name is judged at the connection itself, so a name that changes meanwhile gains nothing. */
  lookup: LookupFunction;
};

/**
 * Lets requests go to public addresses, and to what `allowed` names: IP addresses, networks (`10.0.0.0/8`) and host names,
 * which are trusted wherever they lead.
 * `allowedBy`: the variable that names them, for messages.
 * @throws BadConfig for an entry that is none of these.
 */
export function addressGuard(
  allowed: readonly string[] = [],
  resolve: Resolve = systemLookup,
  allowedBy = 'RINGOFF_WEBHOOK_ALLOW',
): AddressGuard {
  const { networks, hosts } = parseAllowed(allowed);
  const mayConnect = (address: string): boolean => contains(networks, address) || isPublic(address);
  return {
    refusal(url) {
      const parsed = URL.parse(url);
      if (!parsed || !/^https?:$/.test(parsed.protocol)) return 'only http:// and https:// are possible';
      if (parsed.username !== '' || parsed.password !== '') return 'it holds a user or password';
      const host = parsed.hostname.replace(/^\[|\]$/g, '').toLowerCase();
      if (isIP(host) === 0 || hosts.has(host) || mayConnect(host)) return null;
      return `${host} is not a public address; ${allowedBy} can allow it`;
    },
    lookup(host, options, answer) {
      resolve(host, { ...options, all: true }, (error, found) => {
        if (error) return answer(error, []);
        const refused = hosts.has(host.toLowerCase()) ? undefined : found.find(({ address }) => !mayConnect(address));
        if (refused) return answer(new AddressRefused(`${refused.address} is not a public address`), []);
        if (options.all) answer(null, found);
        else answer(null, found[0]!.address, found[0]!.family);
      });
    },
  };
}

/** dns.lookup for all addresses, or what stands in for it. */
export type Resolve = (
  host: string,
  options: { all: true },
  answer: (error: NodeJS.ErrnoException | null, found: { address: string; family: number }[]) => void,
) => void;

/**
 * Networks that are not of the public internet. Source: the IANA special-purpose registries of IPv4 and IPv6 (RFC 6890);
 * those it calls globally reachable, but which lead back into IPv4 or stand for a service of the own network, are among them.
 */
const special4 = (
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
  '192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 ' +
  '203.0.113.0/24 224.0.0.0/4 240.0.0.0/4'
).split(' ');

/** Of IPv6 only 2000::/3 is given out; these parts of it are no places of the public internet. */
const special6 = '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20'.split(' ');
const given6 = listOf(['2000::/3']);
const special = listOf([...special4, ...special6]);

function isPublic(address: string): boolean {
  if (isIP(address) === 6) return contains(given6, address) && !contains(special, address);
  return isIP(address) === 4 && !contains(special, address);
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address.replace(/%.*$/, ''), isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return list;
}

/** False: it is neither an address nor a network. */
function addNetwork(list: BlockList, text: string): boolean {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  if (family === 0) return false;
  const width = family === 6 ? 128 : 32;
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
  if (!(length <= width)) return false;
  list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  return true;
}

function parseAllowed(allowed: readonly string[]): { networks: BlockList; hosts: Set<string> } {
  const networks = new BlockList();
  const hosts = new Set<string>();
  for (const entry of allowed) {
    if (addNetwork(networks, entry)) continue;
    if (!isHostName(entry)) {
      throw new BadConfig(
        `"${entry.slice(0, 40)}" is no host name, address or network; give a list such as receiver.internal,10.1.0.0/16`,
      );
    }
    hosts.add(entry.toLowerCase());
  }
  return { networks, hosts };
}

/** A last label of digits would be a number in some spelling of an address. */
function isHostName(text: string): boolean {
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text) && !/(^|\.)(\d+|0x[0-9a-f]*)$/i.test(text);
}

/** Which SIP targets may be dialled, and how: numbers through the trunk, addresses within allowed networks. Pure. */
import { isIP } from 'node:net';
import { readUri, writeUri } from '../../providers/carriers/sip/uri.ts';
import { callerCheck, type PhoneSettings } from './phone-config.ts';

export type DialRoute = {
  /** Where the INVITE goes. */
  uri: string;
  /** The host of our own address in it; null: as we are reached. */
  fromHost: string | null;
  /** The name of the account whose password answers a challenge. */
  account: string | null;
};

/** What keeps a target from being dialled: the settings, or the target itself. */
export type RouteRefusal = { refused: 'not_configured' | 'not_allowed' | 'not_spoken'; why: string; hint: string };

type Places = Pick<PhoneSettings, 'allowed' | 'registrations' | 'trunk'>;

/** `to`: a number with + and country code, or a `sip:` address. */
export function dialRoute(to: string, places: Places): DialRoute | RouteRefusal {
  return /^sips?:/i.test(to) ? routeToAddress(to, places) : routeToNumber(to, places);
}

function routeToNumber(number: string, { trunk }: Places): DialRoute | RouteRefusal {
  if (!trunk) {
    const why = 'Numbers are not dialled by SIP: there is no trunk.';
    return { refused: 'not_configured', why, hint: 'Set RINGOFF_SIP_TRUNK, or dial a sip: address.' };
  }
  const { host, port, transport, account } = trunk;
  const params = transport === 'tcp' ? ';transport=tcp' : '';
  const uri = writeUri({ user: number, host: bare(host), port, params });
  return { uri, fromHost: bare(host), account: account && accountName(account.user, host) };
}

/** Headers and parameters that an address brings along are left out: they would be sent in our name. */
function routeToAddress(address: string, { allowed, registrations, trunk }: Places): DialRoute | RouteRefusal {
  const uri = readUri(address);
  const transport = uri?.params.get('transport')?.toLowerCase() ?? 'udp';
  if (!uri || uri.scheme !== 'sip' || !['udp', 'tcp'].includes(transport)) {
    const hint = 'Give an address like sip:desk@10.0.0.5:5060, with ;transport=tcp if needed.';
    return { refused: 'not_spoken', why: 'Only sip: addresses over UDP and TCP can be dialled.', hint };
  }
  const host = uri.host === 'localhost' ? '127.0.0.1' : uri.host;
  const known = [...registrations, ...(trunk?.account ? [{ ...trunk, user: trunk.account.user }] : [])];
  const ours = known.find((place) => bare(place.host) === host);
  const isTrunk = trunk !== null && bare(trunk.host) === host;
  if (!ours && !isTrunk && !(isIP(host) !== 0 && callerCheck(allowed)(host))) {
    const why = 'This address is in no network to which calls may go.';
    const hint = 'Name its network in RINGOFF_SIP_ALLOW, and give the host as an IP address.';
    return { refused: 'not_allowed', why, hint };
  }
  const params = transport === 'tcp' ? ';transport=tcp' : '';
  const { user, port } = uri;
  return {
    uri: writeUri({ user, host, port, params }),
    fromHost: ours || isTrunk ? host : null,
    account: ours ? accountName(ours.user, ours.host) : null,
  };
}

/** Under which credentials are found. */
export function accountName(user: string, host: string): string {
  return `${user}@${host}`;
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, '');
}

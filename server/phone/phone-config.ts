/** What the environment says of our own telephone: addresses, who may call, where it registers. Source: design architecture.md "Environment", lines.md "SIP". */
import { BlockList, isIP } from 'node:net';

/** Plain data: it goes to the phone's own process. */
export type PhoneSettings = {
  host: string;
  port: number;
  /** RINGOFF_SIP was not set: a port in use is then no reason not to start. */
  byDefault: boolean;
  /** What others are told to send to, when it is not `host`: behind a NAT or on a cloud machine. */
  publicAddress: string | null;
  /** Of RTP, each even one with its odd neighbour for RTCP. */
  rtpPorts: { low: number; high: number };
  /** Networks whose calls are taken without a question. */
  allowed: readonly string[];
  /** What all others get. */
  unknownCallers: UnknownCallers;
  /** Who may call after a challenge. */
  users: readonly SipUser[];
  registrations: readonly SipRegistration[];
  /** Where numbers are dialled; null: nowhere. */
  trunk: SipTrunk | null;
};

/** `challenge` asks for one of the users' passwords. */
export type UnknownCallers = 'silent' | 'refuse' | 'challenge';
export type SipUser = { user: string; password: string };
/** An extension of a PBX, or a trunk that wants us to register. */
export type SipRegistration = SipUser & { host: string; port: number; transport: 'udp' | 'tcp' };

/** `account` null: the trunk knows us by our address. */
export type SipTrunk = { host: string; port: number; transport: 'udp' | 'tcp'; account: SipUser | null };

type Env = Readonly<Record<string, string | undefined>>;
/** Reads one variable; collects its fault and answers the fallback when it is not right. */
export type ReadVariable = <T>(name: string, fallback: T, parse: (value: string) => T) => T;

const loopback = ['127.0.0.0/8', '::1'];

/** Null: switched off. */
export function readPhone(read: ReadVariable, env: Env): PhoneSettings | null {
  const at = read<{ host: string; port: number } | null>('RINGOFF_SIP', { host: '127.0.0.1', port: 5060 }, sipAddress);
  const users = read<readonly SipUser[]>('RINGOFF_SIP_USERS', [], sipUsers);
  const settings = {
    publicAddress: read<string | null>('RINGOFF_SIP_PUBLIC_ADDRESS', null, plainAddress),
    rtpPorts: read('RINGOFF_RTP_PORTS', { low: 20_000, high: 29_999 }, portRange),
    allowed: read<readonly string[]>('RINGOFF_SIP_ALLOW', loopback, networks),
    unknownCallers: read<UnknownCallers>(
      'RINGOFF_SIP_UNKNOWN',
      users.length > 0 ? 'challenge' : 'silent',
      unknownCallers,
    ),
    registrations: read<readonly SipRegistration[]>('RINGOFF_SIP_REGISTER', [], registrations),
    trunk: read<SipTrunk | null>('RINGOFF_SIP_TRUNK', null, trunk),
  };
  return at && { ...at, ...settings, users, byDefault: !env['RINGOFF_SIP']?.trim() };
}

/** Whether calls from this address are taken without a question. */
export function callerCheck(allowed: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of allowed) addNetwork(list, network);
  return (address) =>
    list.check(
      address.replace(/^::ffff:/, ''),
      isIP(address) === 6 && !address.startsWith('::ffff:') ? 'ipv6' : 'ipv4',
    );
}

function sipAddress(value: string): { host: string; port: number } | null {
  if (value === 'off') return null;
  const [, host = '', port = '5060'] = /^(\[[0-9a-f:]+\]|[^:]+)(?::(\d{1,5}))?$/i.exec(value) ?? [];
  const address = host === 'localhost' ? '127.0.0.1' : host.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && Number(port) <= 65_535) return { host: address, port: Number(port) };
  throw new Error('it must be an address and a port, such as 127.0.0.1:5060 or 0.0.0.0:5060, or off');
}

function plainAddress(value: string): string {
  if (isIP(value) !== 0) return value;
  throw new Error('it must be an IP address, such as 203.0.113.7');
}

function portRange(value: string): { low: number; high: number } {
  const [, low = NaN, high = NaN] = (/^(\d{4,5})-(\d{4,5})$/.exec(value) ?? []).map(Number);
  if (low >= 1_024 && high <= 65_535 && high - low >= 3) return { low, high };
  throw new Error('it must be two ports from 1024 to 65535, at least four of them, such as 20000-29999');
}

function networks(value: string): string[] {
  const found = value.split(',').map((part) => part.trim());
  const list = new BlockList();
  if (found.every((network) => addNetwork(list, network))) return found;
  throw new Error(
    'it must be a list of addresses or networks with commas between them, such as 10.1.0.0/16,203.0.113.7',
  );
}

/** False: it is neither an address nor a network. */
function addNetwork(list: BlockList, text: string): boolean {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  const width = family === 6 ? 128 : 32;
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
  if (family === 0 || !(length <= width)) return false;
  list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  return true;
}

function unknownCallers(value: string): UnknownCallers {
  if (value === 'silent' || value === 'refuse' || value === 'challenge') return value;
  throw new Error('it must be silent, refuse or challenge');
}

/** Passwords are never shown in an error. */
function sipUsers(value: string): SipUser[] {
  return value.split(',').map((part) => {
    const [, user, password] = /^([^:@\s]{1,64}):(\S{1,128})$/.exec(part.trim()) ?? [];
    if (user && password) return { user, password };
    throw new Error('it must be a list of user:password with commas between them');
  });
}

function registrations(value: string): SipRegistration[] {
  return value.split(',').map((part) => {
    const [, user, password, host, port = '5060', transport = 'udp'] =
      /^sip:([^:@\s]{1,64}):([^@\s]{1,128})@([a-z0-9.-]{1,253}|\[[0-9a-f:]+\])(?::(\d{1,5}))?(?:;transport=(udp|tcp))?$/i.exec(
        part.trim(),
      ) ?? [];
    if (!user || !password || !host || Number(port) > 65_535) {
      throw new Error('it must be a list such as sip:100:secret@pbx.example.com or sip:…@host:5060;transport=tcp');
    }
    const named = { user: decodeURIComponent(user), password: decodeURIComponent(password) };
    return { ...named, host, port: Number(port), transport: transport.toLowerCase() as 'udp' | 'tcp' };
  });
}

/** What stands in it is never shown: it may hold a password. */
function trunk(value: string): SipTrunk {
  const [, user, password, host, port = '5060', transport = 'udp'] =
    /^sip:(?:([^:@\s]{1,64}):([^@\s]{1,128})@)?([a-z0-9.-]{1,253}|\[[0-9a-f:]+\])(?::(\d{1,5}))?(?:;transport=(udp|tcp))?$/i.exec(
      value,
    ) ?? [];
  if (!host || Number(port) < 1 || Number(port) > 65_535) {
    throw new Error('it must be like sip:user:password@trunk.example.com, or sip:203.0.113.7:5060;transport=tcp');
  }
  const account = user && password ? { user: decoded(user), password: decoded(password) } : null;
  const named = { host: host.toLowerCase(), port: Number(port), account };
  return { ...named, transport: transport.toLowerCase() as 'udp' | 'tcp' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('a % in it must be written as %25');
  }
}

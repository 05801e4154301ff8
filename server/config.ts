/** The environment, read once. Each error names the variable, what is wrong and what would be right. Source: design architecture.md, "Environment". */
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { BadConfig } from '../contract/errors.ts';
import { addressGuard } from '../providers/web/address-guard.ts';
import { type PhoneSettings, readPhone } from './phone/phone-config.ts';

export type Config = {
  /** What this process does of the work that several share on one PostgreSQL. */
  role: Role;
  host: string;
  port: number;
  /** How others reach the server, without a slash at the end. Null: as it listens. */
  publicUrl: string | null;
  dataDir: string;
  /** Of calls whose sound passes through us. */
  recordingsDir: string;
  /** PostgreSQL in place of the embedded database. */
  databaseUrl: string | null;
  /** Live calls of this process. */
  callsMax: number;
  /** How long live calls may go on when the server is stopped. */
  stopSeconds: number;
  /** Of one key, and of one address that shows none; twice as many may come at once. */
  requestsPerSecond: number;
  socketsPerAddress: number;
  socketsMax: number;
  /** Live event streams of one key. */
  streamsPerKey: number;
  /** Text lines of one key at once. */
  textCallsPerKey: number;
  /** Origins of pages, beside the server's own, that may open a text line; `*` for all. */
  textOrigins: readonly string[];
  /** Addresses whose X-Forwarded-For is believed, and whose sockets are not counted. */
  trustedProxies: readonly string[];
  /** Hosts, addresses and networks of our own to which webhooks may go. */
  webhookAllow: readonly string[];
  /** The same for requests of tools and of flows; read again where they are sent. */
  toolAllow: readonly string[];
  logLevel: LogLevel;
  /** Whether `/` shows the dashboard. */
  dashboard: boolean;
  outbound: OutboundConfig;
  /** Our own telephone; null: switched off. */
  phone: PhoneSettings | null;
  /** Processes that hear and speak, about ten calls each. */
  speechWorkersMax: number;
  /** Who sends text messages; null: whoever carried the call. */
  sms: SmsProvider | 'off' | null;
  /** The number, or the messaging service, that they come from; null: the number of the call. */
  smsFrom: string | null;
  /** The mail server; null: no e-mail is sent. */
  smtpUrl: string | null;
  smtpFrom: string;
  /** Of each kind of data log: how large a file grows, and how many there are. */
  logFileMb: number;
  logFiles: number;
  /** Calls are deleted so many days after their end; null: never. */
  retentionDays: number | null;
};

const roles = ['all', 'calls', 'jobs', 'web'] as const;
/** `calls`: takes calls, and serves the API. `jobs`: the work after calls. `web`: the API only. */
export type Role = (typeof roles)[number];

export type OutboundConfig = {
  /** Outbound calls of one account at once. */
  callsMax: number;
  /** And how many it may begin in a second. */
  callsPerSecond: number;
  /** The number that calls come from when nobody names one. */
  from: string | null;
};

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
type LogLevel = (typeof logLevels)[number];

const smsProviders = ['twilio', 'telnyx', 'log'] as const;
export type SmsProvider = (typeof smsProviders)[number];

type Env = Readonly<Record<string, string | undefined>>;

/** Throws BadConfig that tells every fault. */
export function readConfig(env: Env): Config {
  const faults: string[] = [];
  const read = <T>(name: string, fallback: T, parse: (value: string) => T): T => {
    const value = env[name]?.trim();
    if (!value) return fallback;
    try {
      return parse(value);
    } catch (error) {
      faults.push(`${name}: ${(error as Error).message}`);
      return fallback;
    }
  };
  const config: Config = {
    role: read<Role>('RINGOFF_ROLE', 'all', word(roles)),
    host: read('HOST', '127.0.0.1', host),
    port: read('PORT', 4000, whole(0, 65_535)),
    publicUrl: read<string | null>('PUBLIC_URL', null, publicUrl),
    dataDir: read('RINGOFF_DATA_DIR', '.ringoff', (value) => value),
    recordingsDir: read(
      'RINGOFF_RECORDINGS_DIR',
      join(env['RINGOFF_DATA_DIR']?.trim() || '.ringoff', 'recordings'),
      (value) => value,
    ),
    databaseUrl: read<string | null>('DATABASE_URL', null, databaseUrl),
    callsMax: read('RINGOFF_CALLS_MAX', 2_000, whole(1, 100_000)),
    stopSeconds: read('RINGOFF_STOP_SECONDS', 30, whole(0, 86_400)),
    requestsPerSecond: read('RINGOFF_REQUESTS_PER_SECOND', 50, whole(1, 100_000)),
    socketsPerAddress: read('RINGOFF_SOCKETS_PER_ADDRESS', 200, whole(1, 100_000)),
    socketsMax: read('RINGOFF_SOCKETS_MAX', 10_000, whole(1, 1_000_000)),
    streamsPerKey: read('RINGOFF_STREAMS_PER_KEY', 20, whole(1, 10_000)),
    textCallsPerKey: read('RINGOFF_TEXT_CALLS_PER_KEY', 100, whole(1, 100_000)),
    textOrigins: read<readonly string[]>('RINGOFF_TEXT_ORIGINS', [], origins),
    trustedProxies: read<readonly string[]>('RINGOFF_TRUSTED_PROXIES', [], addresses),
    webhookAllow: read<readonly string[]>('RINGOFF_WEBHOOK_ALLOW', [], webhookTargets),
    toolAllow: read<readonly string[]>('RINGOFF_TOOL_ALLOW', [], webhookTargets),
    outbound: {
      callsMax: read('RINGOFF_OUTBOUND_CALLS_MAX', 10, whole(0, 100_000)),
      callsPerSecond: read('RINGOFF_OUTBOUND_CALLS_PER_SECOND', 1, whole(1, 1_000)),
      from: read<string | null>('RINGOFF_OUTBOUND_FROM', null, number),
    },
    phone: readPhone(read, env),
    speechWorkersMax: read('RINGOFF_SPEECH_WORKERS', 3 * availableParallelism(), whole(1, 1_000)),
    dashboard: read<'on' | 'off'>('RINGOFF_DASHBOARD', 'on', word(['on', 'off'])) === 'on',
    logLevel: read<LogLevel>('RINGOFF_LOG_LEVEL', 'info', word(logLevels)),
    sms: read<Config['sms']>('RINGOFF_SMS', null, word([...smsProviders, 'off'])),
    smsFrom: read<string | null>('RINGOFF_SMS_FROM', null, smsFrom),
    smtpUrl: read<string | null>('SMTP_URL', null, smtpUrl),
    smtpFrom: read('SMTP_FROM', '', smtpFrom),
    logFileMb: read('RINGOFF_LOG_FILE_MB', 50, whole(1, 10_000)),
    logFiles: read('RINGOFF_LOG_FILES', 10, whole(1, 1_000)),
    retentionDays: read<number | null>('RINGOFF_RETENTION_DAYS', null, whole(1, 36_500)),
  };
  if (config.smtpUrl !== null && config.smtpFrom === '') faults.push('SMTP_FROM: it is missing, while SMTP_URL is set');
  if (config.role !== 'all' && config.databaseUrl === null) {
    faults.push(
      `RINGOFF_ROLE: ${config.role} shares its work with other processes, which takes PostgreSQL: set DATABASE_URL`,
    );
  }
  if (faults.length > 0) throw new BadConfig(faults.join('\n'));
  return config;
}

/** The address by which this machine reaches the server. */
export function localUrl({ host }: Pick<Config, 'host'>, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function host(value: string): string {
  if (value === 'localhost') return '127.0.0.1'; // One socket, not one for each family.
  if (isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$/i.test(value)) return value;
  throw new Error('it must be an address or a host name, such as 127.0.0.1 or 0.0.0.0');
}

function whole(low: number, high: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= low && number <= high) return number;
    throw new Error(`"${value.slice(0, 40)}" is not a whole number from ${low} to ${high}`);
  };
}

function number(value: string): string {
  if (/^\+[1-9]\d{6,14}$/.test(value)) return value;
  throw new Error('it must be a number with + and country code, such as +15550100');
}

function publicUrl(value: string): string {
  const url = URL.parse(value);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash;
  if (isOrigin && !url.username && !url.password) return url.origin;
  throw new Error('it must be an address without a path, such as https://calls.example.com');
}

/** What stands in it is not shown: it may hold a password. */
function databaseUrl(value: string): string {
  if (/^postgres(ql)?:\/\//.test(value)) return value;
  throw new Error('it must begin with postgres:// (or be unset for the embedded database)');
}

function addresses(value: string): string[] {
  const found = value.split(',').map((part) => part.trim());
  if (found.every((part) => isIP(part) !== 0)) return found;
  throw new Error('it must be a list of addresses with commas between them, such as 10.0.0.2,10.0.0.3');
}

function origins(value: string): string[] {
  const found = value.split(',').map((part) => part.trim());
  if (found.every((part) => part === '*' || URL.parse(part)?.origin === part)) return found;
  throw new Error('it must be a list of origins with commas between them, such as https://app.example.com, or *');
}

function webhookTargets(value: string): string[] {
  const found = value.split(',').map((part) => part.trim());
  addressGuard(found);
  return found;
}

function word<const Words extends readonly string[]>(words: Words): (value: string) => Words[number] {
  return (value) => {
    const known = words.find((each) => each === value);
    if (known !== undefined) return known;
    throw new Error(`it must be one of ${words.join(', ')}`);
  };
}

function smsFrom(value: string): string {
  if (/^\+[1-9]\d{6,14}$/.test(value) || /^MG[0-9a-fA-F]{32}$/.test(value)) return value;
  throw new Error('it must be a number such as +15550100, or the id of a Twilio messaging service: MG and 32 digits');
}

/** What stands in it is not shown: it may hold a password. */
function smtpUrl(value: string): string {
  const url = URL.parse(value);
  if (url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '') return value;
  throw new Error('it must be an address, such as smtp://user:password@mail.example.com:587');
}

function smtpFrom(value: string): string {
  if (/^([^<>@\r\n]{0,100}<)?[^\s<>@]{1,100}@[^\s<>@]{1,200}>?$/.test(value)) return value;
  throw new Error('it must be an address, such as calls@example.com or Acme <calls@example.com>');
}

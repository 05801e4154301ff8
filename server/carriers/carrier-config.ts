/** The environment of the telephone carriers, read once when the server starts. Source: design architecture.md, "Environment". */
import { BadConfig } from '../../contract/errors.ts';
import { telnyxKey } from '../../providers/carriers/telnyx-signature.ts';
import type { TelnyxSettings } from '../../providers/carriers/telnyx.ts';
import type { TwilioSettings } from '../../providers/carriers/twilio.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Named<Settings> = Omit<Settings, 'clock'>;

/** Null where Twilio is not configured. Throws BadConfig that tells every fault. */
export function readTwilio(env: Env): Named<TwilioSettings> | null {
  const [accountSid, authToken, baseUrl] = valuesOf(env, [
    'TWILIO_ACCOUNT_SID',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_BASE_URL',
  ]);
  if (!accountSid && !authToken) return null;
  refuse([
    !accountSid && 'TWILIO_ACCOUNT_SID: it is missing, while TWILIO_AUTH_TOKEN is set',
    accountSid &&
      !/^AC[0-9a-fA-F]{32}$/.test(accountSid) &&
      'TWILIO_ACCOUNT_SID: it must be AC and 32 hexadecimal digits',
    !authToken && 'TWILIO_AUTH_TOKEN: it is missing, while TWILIO_ACCOUNT_SID is set',
    baseUrlFault('TWILIO_BASE_URL', baseUrl),
  ]);
  return { accountSid: accountSid!, authToken: authToken!, ...(baseUrl && { baseUrl: withoutSlash(baseUrl) }) };
}

/** Null where Telnyx is not configured. Throws BadConfig that tells every fault. */
export function readTelnyx(env: Env): Named<TelnyxSettings> | null {
  const [apiKey, publicKey, connectionId = '', baseUrl] = valuesOf(env, [
    'TELNYX_API_KEY',
    'TELNYX_PUBLIC_KEY',
    'TELNYX_CONNECTION_ID',
    'TELNYX_BASE_URL',
  ]);
  if (!apiKey && !publicKey) return null;
  refuse([
    !apiKey && 'TELNYX_API_KEY: it is missing, while TELNYX_PUBLIC_KEY is set',
    !publicKey && 'TELNYX_PUBLIC_KEY: it is missing, while TELNYX_API_KEY is set',
    publicKey && publicKeyFault(publicKey),
    connectionId &&
      !/^\d{1,30}$/.test(connectionId) &&
      'TELNYX_CONNECTION_ID: it must be the number of a Call Control application',
    baseUrlFault('TELNYX_BASE_URL', baseUrl),
  ]);
  const settings = { apiKey: apiKey!, publicKey: publicKey!, connectionId };
  return { ...settings, ...(baseUrl && { baseUrl: withoutSlash(baseUrl) }) };
}

/** The agent that answers where the voice address names none. Throws BadConfig when it cannot be an agent's id. */
export function readDefaultAgent(env: Env): string | null {
  const [agent] = valuesOf(env, ['RINGOFF_DEFAULT_AGENT']);
  if (!agent) return null;
  refuse([!/^[\w.-]{1,64}$/.test(agent) && 'RINGOFF_DEFAULT_AGENT: it must be the id of an agent, such as front-desk']);
  return agent;
}

function valuesOf(env: Env, names: readonly string[]): (string | undefined)[] {
  return names.map((name) => env[name]?.trim());
}

/** What stands in these variables is never shown: most of it is secret. */
function refuse(found: readonly (string | false | null | undefined)[]): void {
  const faults = found.filter(Boolean);
  if (faults.length > 0) throw new BadConfig(faults.join('\n'));
}

function publicKeyFault(publicKey: string): string | null {
  try {
    telnyxKey(publicKey);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function baseUrlFault(name: string, value: string | undefined): string | null {
  if (!value) return null;
  const url = URL.parse(value);
  const isAddress = url !== null && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username;
  return isAddress ? null : `${name}: it must be an address, such as https://api.example.com`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Keys and addresses of the speech services, from the environment. */
import { BadConfig } from '../../contract/errors.ts';
import type { Env } from './speech-provider.ts';

export type SpeechVendor = 'deepgram' | 'elevenlabs' | 'cartesia' | 'openai';

/** Where each vendor's key usually is. */
export const usualKeyName: Readonly<Record<SpeechVendor, string>> = {
  deepgram: 'DEEPGRAM_API_KEY',
  elevenlabs: 'ELEVENLABS_API_KEY',
  cartesia: 'CARTESIA_API_KEY',
  openai: 'OPENAI_API_KEY',
};

/** Another address for a vendor: a proxy, a server of one's own, a stand-in. */
const addressName: Readonly<Record<SpeechVendor, string>> = {
  deepgram: 'DEEPGRAM_SPEECH_URL',
  elevenlabs: 'ELEVENLABS_SPEECH_URL',
  cartesia: 'CARTESIA_SPEECH_URL',
  openai: 'OPENAI_SPEECH_URL',
};

export type Access = {
  apiKey: string;
  /** Undefined: the vendor's own. Without a slash at the end. */
  baseUrl: string | undefined;
};

/** Throws BadConfig, naming the variable. */
export function keyFrom(vendor: SpeechVendor, keyName: string | undefined, env: Env): Access {
  const name = keyName ?? usualKeyName[vendor];
  const apiKey = (env[name] ?? '').trim();
  if (apiKey === '') throw new BadConfig(`${name} is not set: put the key of ${vendor} there.`);
  // A header can't carry anything else, and its refusal would quote the key.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new BadConfig(`${name} holds characters that no key has: copy it again.`);
  return { apiKey, baseUrl: addressFrom(addressName[vendor], env) };
}

function addressFrom(name: string, env: Env): string | undefined {
  const address = (env[name] ?? '').trim().replace(/\/+$/, '');
  if (address === '') return undefined;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && /^(https?|wss?):$/.test(url.protocol) && url.username === '' && url.password === '') return address;
  throw new BadConfig(`${name} is no address: write one like https://speech.example.com, without a user name.`);
}

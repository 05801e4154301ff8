/** From an agent's settings to its model. */
import { BadConfig } from '../../contract/errors.ts';
import { echoScript } from '../../contract/script.ts';
import type { Clock } from '../clock.ts';
import { anthropicModel } from './anthropic.ts';
import type { Model } from './model.ts';
import { offlineModel } from './offline.ts';
import type { ScriptRule } from './offline.ts';
import { openAiCompatibleModel } from './openai-compatible.ts';
import { openAiModel } from './openai.ts';

/** The `model` object of an agent (contract/model.ts), whichever its provider. */
export type ModelSettings = {
  provider: 'offline' | 'openai' | 'anthropic' | 'openai_compatible';
  name: string;
  base_url?: string | undefined;
  temperature?: number | undefined;
  /** The environment variable that holds the key; the vendor's usual one by default, none for a compatible server. */
  api_key_env?: string | null | undefined;
  /** What an offline model says; without one it says back what it hears. */
  script?: readonly ScriptRule[] | undefined;
};

/**
 * The model of one call: an offline one keeps count of its `once` rules, so each call takes its own. Throws BadConfig
 * when a key or an address is missing or can't be right; nothing is asked of the service yet.
 */
export function modelFor(settings: ModelSettings, env: Record<string, string | undefined>, clock: Clock): Model {
  const { provider, name, temperature } = settings;
  if (provider === 'offline') return offlineModel(settings.script ?? echoScript, clock);
  const keyName = settings.api_key_env ?? usualKeyName[provider];
  const shared = { name, temperature, keyName, baseUrl: checkedAddress(settings.base_url) };
  if (provider === 'openai') return openAiModel({ ...shared, apiKey: keyFrom(env, keyName ?? usualKeyName.openai) });
  if (provider === 'anthropic')
    return anthropicModel({ ...shared, apiKey: keyFrom(env, keyName ?? usualKeyName.anthropic) });
  if (shared.baseUrl === undefined)
    throw new BadConfig('model.base_url is missing: openai_compatible needs an address like http://127.0.0.1:8000/v1.');
  // OPENAI_API_KEY is not taken by default: it must not travel to another's server.
  const apiKey = keyName === undefined ? undefined : keyFrom(env, keyName);
  return openAiCompatibleModel({ ...shared, baseUrl: shared.baseUrl, apiKey });
}

const usualKeyName = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY', openai_compatible: undefined };

function keyFrom(env: Record<string, string | undefined>, keyName: string): string {
  const key = (env[keyName] ?? '').trim();
  if (key === '') throw new BadConfig(`${keyName} is not set: put the key of the model's service there.`);
  // A header can't carry anything else, and fetch quotes the key when it says so.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new BadConfig(`${keyName} holds characters that no key has: copy it again.`);
  return key;
}

function checkedAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return address;
  throw new BadConfig('model.base_url is no address: it must begin with https:// or http:// and hold no user name.');
}

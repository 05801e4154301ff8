/** From an agent's settings to its ear. The vendors' libraries are loaded when somebody asks for one of them. */
import { keyFrom } from './key.ts';
import { offlineEar } from './offline-ear.ts';
import type { Ear, Env, ListenSettings } from './speech-provider.ts';

/**
 * The ear of the settings. `expected` is what the offline one listens for. Throws BadConfig when its key or its program
 * is missing; nothing is asked of a service yet.
 */
export async function earFor(
  settings: ListenSettings,
  language: string,
  expected: readonly string[],
  env: Env,
): Promise<Ear> {
  const { provider } = settings;
  if (provider === 'offline') return offlineEar(expected, env);
  const parts = { settings, language, ...keyFrom(provider, settings.api_key_env, env) };
  if (provider === 'deepgram') return (await import('./deepgram.ts')).deepgramEar(parts);
  return (await import('./openai-ear.ts')).openAiEar(parts);
}

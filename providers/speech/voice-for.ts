/** From an agent's settings to its voices. The vendors' libraries are loaded when somebody asks for one of them. */
import { keyFrom } from './key.ts';
import { installedEngines, offlineVoice } from './offline-voice.ts';
import { recordedVoice } from './recorded-voice.ts';
import type { Env, SpeakSettings, Voice } from './speech-provider.ts';

/**
 * The voice of the settings. Throws BadConfig when its key or its program is missing, or a setting can't be right;
 * nothing is asked of a service yet.
 */
export async function voiceFor(settings: SpeakSettings, language: string, env: Env): Promise<Voice> {
  const { provider } = settings;
  if (provider === 'offline') return offlineVoice(settings, language, env);
  const parts = { settings, language, ...keyFrom(provider, settings.api_key_env, env) };
  switch (provider) {
    case 'deepgram':
      return (await import('./deepgram.ts')).deepgramVoice(parts);
    case 'elevenlabs':
      return (await import('./elevenlabs.ts')).elevenlabsVoice(parts);
    case 'cartesia':
      return (await import('./cartesia.ts')).cartesiaVoice(parts);
    case 'openai':
      return (await import('./openai-voice.ts')).openAiVoice(parts);
  }
}

/** What speaks when the main voice failed: the offline engines that it does not use, then a recording. */
export function backupVoices(settings: SpeakSettings, mainId: string, language: string, env: Env): Voice[] {
  const engines = installedEngines(language, env).filter((engine) => engine !== mainId);
  const offline = engines.map((voice) =>
    offlineVoice({ provider: 'offline', voice, speed: settings.speed }, language, env),
  );
  return [...offline, recordedVoice()];
}

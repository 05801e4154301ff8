/** OpenAI: listens and speaks. Source: platform.openai.com/docs/guides/text-to-speech, /docs/guides/speech-to-text. */
import { STT, TTS } from '@livekit/agents-plugin-openai';
import { liveKitEar } from './livekit-ear.ts';
import { liveKitVoice } from './livekit-voice.ts';
import type { Ear, Voice } from './speech-provider.ts';
import type { EarParts, VoiceParts } from './vendor.ts';

export function openAiVoice({ settings, apiKey, baseUrl }: VoiceParts): Voice {
  const { voice, model, speed } = settings;
  const options = {
    apiKey,
    baseURL: addressOf(baseUrl),
    ...(voice ? { voice: voice as 'alloy' } : {}),
    ...(model ? { model } : {}),
    ...(speed === undefined ? {} : { speed }),
  };
  return liveKitVoice('openai', () => new TTS(options));
}

export function openAiEar({ settings, language, apiKey, baseUrl }: EarParts): Ear {
  const options = {
    apiKey,
    baseURL: addressOf(baseUrl),
    // The service knows languages without their region.
    language: language.split('-')[0]!,
    ...(settings.model ? { model: settings.model } : {}),
    useRealtime: false,
  };
  return liveKitEar('openai', () => new STT(options));
}

/** Always given, so that its SDK does not read OPENAI_BASE_URL behind our back. */
function addressOf(baseUrl: string | undefined): string {
  return `${baseUrl ?? 'https://api.openai.com'}/v1`;
}

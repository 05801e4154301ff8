/** OpenAI listens, piece by piece. Source: platform.openai.com/docs/api-reference/audio/createTranscription. */
import { STT } from '@livekit/agents-plugin-openai';
import { liveKitEar } from './livekit-ear.ts';
import type { Ear } from './speech-provider.ts';
import type { EarParts } from './vendor.ts';

export function openAiEar({ settings, language, apiKey, baseUrl }: EarParts): Ear {
  const options = {
    apiKey,
    // Always given, so that its SDK does not read OPENAI_BASE_URL behind our back.
    baseURL: `${baseUrl ?? 'https://api.openai.com'}/v1`,
    // The service knows languages without their region.
    language: language.split('-')[0]!,
    ...(settings.model ? { model: settings.model } : {}),
    useRealtime: false,
  };
  return liveKitEar('openai', () => new STT(options));
}

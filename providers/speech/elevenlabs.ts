/** ElevenLabs: speaks. Source: elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input. */
import { TTS } from '@livekit/agents-plugin-elevenlabs';
import { liveKitVoice } from './livekit-voice.ts';
import type { Voice } from './speech-provider.ts';
import type { VoiceParts } from './vendor.ts';

/** `voice` is the id of a voice. */
export function elevenlabsVoice({ settings, language, apiKey, baseUrl }: VoiceParts): Voice {
  const { voice, model, speed } = settings;
  const options = {
    apiKey,
    encoding: 'pcm_16000' as const,
    // The service knows languages without their region.
    language: language.split('-')[0]!,
    ...(voice ? { voiceId: voice } : {}),
    ...(model ? { model } : {}),
    ...(speed === undefined
      ? {}
      : { voiceSettings: { stability: 0.5, similarity_boost: 0.75, speed: Math.min(1.2, Math.max(0.7, speed)) } }),
    ...(baseUrl ? { baseURL: `${baseUrl}/v1` } : {}),
  };
  return liveKitVoice('elevenlabs', () => new TTS(options));
}

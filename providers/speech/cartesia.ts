/** Cartesia: speaks. Source: docs.cartesia.ai/api-reference/tts/websocket. */
import { TTS } from '@livekit/agents-plugin-cartesia';
import { liveKitVoice } from './livekit-voice.ts';
import type { Voice } from './speech-provider.ts';
import type { VoiceParts } from './vendor.ts';

const sampleRate = 16_000;

/** `voice` is the id of a voice. */
export function cartesiaVoice({ settings, language, apiKey, baseUrl }: VoiceParts): Voice {
  const { voice, model, speed } = settings;
  const options = {
    apiKey,
    sampleRate,
    // The service knows languages without their region.
    language: language.split('-')[0]!,
    wordTimestamps: false,
    ...(voice ? { voice } : {}),
    ...(model ? { model } : {}),
    ...(speed === undefined ? {} : { speed: Math.min(1.5, Math.max(0.6, speed)) }),
    ...(baseUrl ? { baseUrl } : {}),
  };
  return liveKitVoice('cartesia', () => new TTS(options));
}

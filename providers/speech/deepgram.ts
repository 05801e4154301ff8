/** Deepgram: listens and speaks. Source: developers.deepgram.com/docs/live-streaming-audio, /docs/tts-websocket. */
import { STT, TTS } from '@livekit/agents-plugin-deepgram';
import { liveKitEar } from './livekit-ear.ts';
import { liveKitVoice } from './livekit-voice.ts';
import type { Ear, Voice } from './speech-provider.ts';
import type { EarParts, VoiceParts } from './vendor.ts';

const sampleRate = 16_000;

/** `voice` or `model` is the name of an Aura model, which is a voice. */
export function deepgramVoice({ settings, apiKey, baseUrl }: VoiceParts): Voice {
  const { voice, model, speed } = settings;
  const options = {
    apiKey,
    sampleRate,
    ...(voice || model ? { model: voice || model } : {}),
    ...(speed === undefined ? {} : { speed: Math.min(1.5, Math.max(0.7, speed)) }),
    ...(baseUrl ? { baseUrl } : {}),
  };
  return liveKitVoice('deepgram', () => new TTS(options));
}

export function deepgramEar({ settings, language, apiKey, baseUrl }: EarParts): Ear {
  const options = {
    apiKey,
    language,
    ...(settings.model ? { model: settings.model } : {}),
    ...(baseUrl ? { baseUrl: baseUrl.replace(/^http/, 'ws') } : {}),
  };
  return liveKitEar('deepgram', () => new STT(options));
}

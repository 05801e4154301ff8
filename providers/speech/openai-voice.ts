/**
 * OpenAI speaks: one request a sentence, its sound as it streams. Not by LiveKit's plugin, which waits for all of the
 * sound and drops the last tenth of a second. Source: platform.openai.com/docs/api-reference/audio/createSpeech.
 */
import { Retryable, Terminal } from '../../contract/errors.ts';
import type { Sound, Voice } from './speech-provider.ts';
import type { VoiceParts } from './vendor.ts';

/** Of its `pcm` format. */
const sampleRate = 24_000;

export function openAiVoice({ settings, apiKey, baseUrl }: VoiceParts): Voice {
  const { voice, model, speed } = settings;
  const address = `${baseUrl ?? 'https://api.openai.com'}/v1/audio/speech`;
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const shape = { model: model ?? 'gpt-4o-mini-tts', voice: voice || 'alloy', response_format: 'pcm', speed };

  async function* speak(sentence: string, signal: AbortSignal): AsyncIterable<Sound> {
    try {
      const body = JSON.stringify({ ...shape, input: sentence });
      const response = await fetch(address, { method: 'POST', headers, body, signal });
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        throw refusal(response.status);
      }
      yield* samplesOf(response.body);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Retryable || error instanceof Terminal) throw error;
      throw new Retryable('openai broke off.', { cause: new Error(error instanceof Error ? error.name : 'unknown') });
    }
  }

  return { id: 'openai', hasOwnWords: false, speak, close() {} };
}

/** Its body is not read: it may quote the sentence. */
function refusal(status: number): Error {
  const message = `openai answered with status ${status}.`;
  return status === 429 || status >= 500 ? new Retryable(message) : new Terminal(message);
}

/** A sample may be cut in two by a packet. */
async function* samplesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<Sound> {
  let odd = Buffer.alloc(0);
  for await (const packet of body) {
    const bytes = Buffer.concat([odd, packet]);
    const whole = bytes.length - (bytes.length % 2);
    odd = bytes.subarray(whole);
    const pcm = new Int16Array(whole / 2);
    Buffer.from(pcm.buffer).set(bytes.subarray(0, whole));
    yield { pcm, sampleRate };
  }
}

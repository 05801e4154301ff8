/**
 * A voice by a plugin of LiveKit. Its streams report a failure to a listener of the whole plugin, and end as if all were
 * well: a sentence counts as spoken only when its stream showed its end.
 */
import type { tts } from '@livekit/agents';
import { Retryable } from '../../contract/errors.ts';
import type { Sound, Voice } from './speech-provider.ts';
import { quietLiveKit } from './voice-activity.ts';

/** No second attempt by the plugin: the caller would hear seconds of nothing, and the backup voice is there. */
const once = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 5_000 };

/** `make` gets the plugin's object, after the logger that it wants. */
export function liveKitVoice(id: string, make: () => tts.TTS): Voice {
  quietLiveKit();
  const plugin = make();
  let lastError: unknown = null;
  let closed = false;
  plugin.on('error', (event: { error?: unknown }) => {
    lastError = event.error ?? null;
  });

  async function* speak(sentence: string, signal: AbortSignal): AsyncIterable<Sound> {
    if (signal.aborted) return;
    const stream = plugin.capabilities.streaming
      ? plugin.stream({ connOptions: once })
      : plugin.synthesize(sentence, once);
    const stop = (): void => stream.close();
    signal.addEventListener('abort', stop, { once: true });
    let complete = false;
    try {
      if ('pushText' in stream) {
        stream.pushText(sentence);
        stream.endInput();
      }
      for await (const piece of stream) {
        if (signal.aborted) return;
        if (typeof piece === 'symbol') {
          complete = true;
          break;
        }
        yield { pcm: piece.frame.data.slice(), sampleRate: piece.frame.sampleRate };
        complete = piece.final;
      }
      if (!complete && !signal.aborted) throw new Retryable(`${id} broke off.`, { cause: causeOf(lastError) });
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  return {
    id,
    hasOwnWords: false,
    speak,
    close() {
      if (closed) return;
      closed = true;
      plugin.close().catch(() => {});
    },
  };
}

/** Its name alone: messages of services may quote the words. */
function causeOf(error: unknown): Error {
  return new Error(error instanceof Error ? error.name : 'unknown');
}

/** An ear by a plugin of LiveKit: as sound comes where it can, else piece by piece. */
import { stt } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { Retryable } from '../../contract/errors.ts';
import type { Ear, EarReport, EarStream, Sound } from './speech-provider.ts';
import { quietLiveKit } from './voice-activity.ts';

/** Opening again is ours to do, in time that a call has. */
const once = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 5_000 };

/** `make` gets the plugin's object, after the logger that it wants. */
export function liveKitEar(id: string, make: () => stt.STT): Ear {
  quietLiveKit();
  const plugin = make();
  plugin.on('error', () => {}); // Each stream and each piece tells its own.
  const close = (): void => void plugin.close().catch(() => {});
  if (!plugin.capabilities.streaming)
    return { kind: 'segments', id, recognise: (sound, signal) => recognise(id, plugin, sound, signal), close };
  return { kind: 'stream', id, listen: (sampleRate, report) => listen(id, plugin, sampleRate, report), close };
}

async function recognise(id: string, plugin: stt.STT, sound: Sound, signal: AbortSignal): Promise<string> {
  try {
    const event = await plugin.recognize(frameOf(sound.pcm, sound.sampleRate), signal);
    return event.alternatives?.[0].text ?? '';
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Retryable(`${id} did not answer.`, { cause: new Error(error instanceof Error ? error.name : 'unknown') });
  }
}

function listen(id: string, plugin: stt.STT, sampleRate: number, report: EarReport): EarStream {
  const stream = plugin.stream({ connOptions: once });
  let closed = false;
  void follow()
    .catch(() => {})
    .then(() => closed || report.failed(new Retryable(`${id} broke off.`)));

  async function follow(): Promise<void> {
    for await (const event of stream) {
      const text = event.alternatives?.[0].text ?? '';
      if (closed) return;
      if (event.type === stt.SpeechEventType.FINAL_TRANSCRIPT) report.heard(text);
      else if (event.type === stt.SpeechEventType.INTERIM_TRANSCRIPT && text !== '') report.guessed();
    }
  }

  return {
    hear(pcm) {
      if (!closed && pcm.length > 0) stream.pushFrame(frameOf(pcm, sampleRate));
    },
    flush() {
      if (!closed) stream.flush();
    },
    close() {
      if (closed) return;
      closed = true;
      stream.close();
    },
  };
}

/** A copy: a plugin sends the whole memory behind a frame, not its part of it. */
function frameOf(pcm: Int16Array, sampleRate: number): AudioFrame {
  return new AudioFrame(pcm.slice(), sampleRate, 1, pcm.length);
}

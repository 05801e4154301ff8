/**
 * Whether somebody speaks: LiveKit's voice activity detection, which needs no network. Its time is the sound's own, so
 * it may be fed faster than sound plays. Source: docs.livekit.io/agents/build/turns/vad.
 */
import { inference, initializeLogger, VADEventType } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';

export type VoiceActivity = {
  hear(pcm: Int16Array): void;
  close(): void;
};

/** Speech is reported when it has lasted this long. */
const speechMs = 60;
/** It is over after this much silence. */
const silenceMs = 400;
const deafWindowsMax = 30;

export type VoiceActivityReport = {
  /** Sound that was looked at, all of it in its order: started and stopped come behind the sound that shows them. */
  passed(pcm: Int16Array): void;
  started(): void;
  stopped(): void;
  failed(error: unknown): void;
};

/** `sampleRate`: samples a second. */
export function voiceActivity(sampleRate: number, report: VoiceActivityReport): VoiceActivity {
  quietLiveKit();
  const detector = new inference.VAD({ minSpeechDuration: speechMs, minSilenceDuration: silenceMs });
  const stream = detector.stream();
  let closed = false;
  let deafWindows = 0;
  void follow().catch((error: unknown) => {
    if (!closed) report.failed(error);
  });

  async function follow(): Promise<void> {
    for await (const event of stream) {
      if (closed) return;
      if (event.type === VADEventType.INFERENCE_DONE) {
        checkAlive(event.probability);
        for (const { data } of event.frames) report.passed(data);
      }
      if (event.type === VADEventType.START_OF_SPEECH) report.started();
      if (event.type === VADEventType.END_OF_SPEECH) report.stopped();
    }
    throw new Error('voice activity detection ended by itself');
  }

  /** Without its native part it only answers 0, which the real one never does, not even for silence. */
  function checkAlive(probability: number): void {
    deafWindows = probability === 0 ? deafWindows + 1 : -Infinity;
    if (deafWindows >= deafWindowsMax) throw new Error('voice activity detection has no native part on this platform');
  }

  return {
    hear(pcm) {
      if (!closed && pcm.length > 0) stream.pushFrame(new AudioFrame(pcm, sampleRate, 1, pcm.length));
    },
    close() {
      if (closed) return;
      closed = true;
      stream.close();
    },
  };
}

let quiet = false;

/** LiveKit wants a logger before anything else. It is silent, since its plugins put words of callers into their logs. */
export function quietLiveKit(): void {
  if (quiet) return;
  quiet = true;
  initializeLogger({ pretty: false, level: 'silent' });
}

/** The recording of one call, if one was ordered. One that cannot be made does not stop the call. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openRecording, type Recording, type RecordingStop } from '../../providers/sound/recording.ts';

export type CallRecording = {
  /** Begins to write; a second order changes nothing. */
  start(path: string): void;
  /** Does nothing before the order; what comes before the file is there waits for it. */
  write: Recording['write'];
  /** It was ordered, and has not failed. */
  readonly on: boolean;
  close(): void;
};

/** Frames of 20 ms: ten seconds. */
const earlyMax = 500;

export function callRecording(sampleRate: number, onFault: (error: unknown) => void): CallRecording {
  let opening: Promise<Recording | null> | null = null;
  let opened: Recording | null = null;
  let failed = false;
  const early: { caller: Int16Array; agent: Int16Array }[] = [];

  async function open(path: string): Promise<Recording | null> {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const onStopped = (why: RecordingStop): void =>
        onFault(new Error(`a recording stopped: ${why.cause} ${why.detail}`));
      opened = await openRecording(path, { sampleRate, onStopped });
      for (const { caller, agent } of early.splice(0)) opened.write(caller, agent);
      return opened;
    } catch (error) {
      failed = true;
      early.length = 0;
      onFault(error);
      return null;
    }
  }

  return {
    start(path) {
      opening ??= open(path);
    },
    write(caller, agent) {
      if (opened) opened.write(caller, agent);
      else if (opening && !failed && early.length < earlyMax)
        early.push({ caller: caller.slice(), agent: agent.slice() });
    },
    get on() {
      return opening !== null && !failed;
    },
    close() {
      void opening?.then((recording) => recording?.close());
    },
  };
}

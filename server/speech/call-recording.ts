/** The recording of one call, if one was ordered. One that cannot be made does not stop the call. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openRecording, type Recording, type RecordingStop } from '../../providers/sound/recording.ts';

export type CallRecording = {
  /** Begins to write; a second order changes nothing. */
  start(path: string): void;
  /** Does nothing before the file is there. */
  write: Recording['write'];
  readonly on: boolean;
  close(): void;
};

export function callRecording(sampleRate: number, onFault: (error: unknown) => void): CallRecording {
  let opening: Promise<Recording | null> | null = null;
  let opened: Recording | null = null;

  async function open(path: string): Promise<Recording | null> {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const onStopped = (why: RecordingStop): void =>
        onFault(new Error(`a recording stopped: ${why.cause} ${why.detail}`));
      opened = await openRecording(path, { sampleRate, onStopped });
      return opened;
    } catch (error) {
      onFault(error);
      return null;
    }
  }

  return {
    start(path) {
      opening ??= open(path);
    },
    write: (caller, agent) => opened?.write(caller, agent),
    get on() {
      return opened !== null;
    },
    close() {
      void opening?.then((recording) => recording?.close());
    },
  };
}

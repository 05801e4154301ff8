/**
 * Where recordings of calls are, and how long. Each day on which recordings are to go has a folder of its own, so that
 * keeping time costs one look at a list of folders. Source: design contract.md section 1, ending.md section 10.
 */
import { mkdirSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../providers/clock.ts';
import { repairRecording } from '../../providers/sound/recording.ts';

export type Recordings = {
  /** Where the recording of a call goes that began now. The folder is there. */
  pathFor(callId: string, startedAt: Date, retentionDays: number): string;
  /** Null where there is none, or none any more. `keptUntil`: the record's. */
  find(callId: string, keptUntil: string): Promise<string | null>;
  /** Deletes the recordings of these calls. Twice is once. */
  erase(callIds: readonly string[]): Promise<void>;
  /** Makes whole what a crash left, then deletes what is due, now and every hour. The answer stops it. */
  keepTime(parts: { clock: Clock; onError(error: Error): void }): () => void;
};

const everyMs = 3_600_000;
const dayMs = 86_400_000;
const writingMsMax = 60_000;
const crashedMsMax = 7 * dayMs;

/** The day on which a recording goes, as `2026-11-21`. */
export function keptUntilOf(startedAt: Date, retentionDays: number): string {
  return new Date(startedAt.getTime() + retentionDays * dayMs).toISOString().slice(0, 10);
}

/** `now`: milliseconds since 1970, for tests. */
export function recordingsIn(folder: string, now: () => number = Date.now): Recordings {
  async function days(): Promise<string[]> {
    const found = await readdir(folder).catch(() => []); // No recording was made yet.
    return found.filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name));
  }

  async function deleteDue(): Promise<void> {
    const today = new Date(now()).toISOString().slice(0, 10);
    for (const day of await days()) if (day < today) await rm(join(folder, day), { recursive: true, force: true });
  }

  async function repairAll(onError: (error: Error) => void): Promise<void> {
    for (const day of await days()) {
      for (const file of await readdir(join(folder, day))) {
        const path = join(folder, day, file);
        const { mtimeMs } = await stat(path);
        const ageMs = now() - mtimeMs;
        // Another process may be writing; and what is old was made whole by an earlier start.
        if (ageMs > writingMsMax && ageMs < crashedMsMax) await repairRecording(path, sampleRate).catch(onError);
      }
    }
  }

  return {
    pathFor(callId, startedAt, retentionDays) {
      const day = join(folder, keptUntilOf(startedAt, retentionDays));
      mkdirSync(day, { recursive: true, mode: 0o700 });
      return join(day, fileOf(callId));
    },
    async find(callId, keptUntil) {
      const path = join(folder, keptUntil, fileOf(callId));
      const found = await stat(path).catch(() => null);
      return found?.isFile() ? path : null;
    },
    async erase(callIds) {
      for (const day of await days()) {
        for (const callId of callIds) await rm(join(folder, day, fileOf(callId)), { force: true });
      }
    },
    keepTime({ clock, onError }) {
      let stopped = false;
      let cancel = (): void => {};
      const round = async (): Promise<void> => {
        await deleteDue().catch(onError);
        if (!stopped) cancel = clock.after(everyMs, () => void round());
      };
      void repairAll(onError).catch(onError).then(round);
      return () => {
        stopped = true;
        cancel();
      };
    },
  };
}

const sampleRate = 8_000;

function fileOf(callId: string): string {
  return `${callId}.wav`;
}

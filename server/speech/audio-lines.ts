/** What every line needs whose sound passes through us: workers that hear and speak, and a place for the sound of legs of this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audioLine } from '../../lines/audio.ts';
import type { Line } from '../../lines/line.ts';
import type { Speech, SpeechSettings } from '../../lines/speech.ts';
import type { AudioLeg } from '../../providers/carriers/audio-leg.ts';
import type { Clock } from '../../providers/clock.ts';
import { type SoundServer, soundServer } from '../../providers/sound/sound-server.ts';
import { expectedWords } from '../agents/expected-words.ts';
import { fixedWords } from '../agents/fixed-words.ts';
import type { Recordings } from '../calls/recordings.ts';
import type { NewCallOrder } from '../calls/switchboard.ts';
import { type PoolParts, speechPool } from './pool.ts';

type CallToCome = Parameters<NewCallOrder['makeLine']>[0];

export type AudioLines = {
  /**
   * Opens the ears and voice of a call on this leg, and its recording if the agent wants one. `hearsMachines`: the leg
   * listens for one. Throws Retryable when nobody is free to hear and speak.
   */
  open(call: CallToCome, leg: AudioLeg, hearsMachines?: boolean): Line;
  /** Of legs that live in this process. */
  readonly sound: Pick<SoundServer, 'open'>;
  /** Starts the first worker, so that the first call need not wait. */
  warmUp(): void;
  /** Resolves when the next call can be heard and spoken to, or nobody could be started for it: 30 s at most. */
  ready(): Promise<void>;
  close(): Promise<void>;
};

export type AudioLinesParts = {
  workersMax: number;
  clock: Clock;
  log: PoolParts['log'];
  recordings: Pick<Recordings, 'pathFor'>;
  /** In place of the workers. */
  openSpeech?: (settings: SpeechSettings) => Speech;
};

export async function newAudioLines(parts: AudioLinesParts): Promise<AudioLines> {
  const { clock } = parts;
  const pool = speechPool(parts);
  const openSpeech = parts.openSpeech ?? pool.open;
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-sound-'));
  const dropFolder = (): void => rmSync(folder, { recursive: true, force: true });
  const sound = await soundServer(folder, clock).catch((error: unknown) => {
    dropFolder();
    throw error;
  });

  function open({ callId, agent, startedAt }: CallToCome, leg: AudioLeg, hearsMachines = false): Line {
    const { language, speech: settings } = agent;
    const { sampleRate } = leg;
    const words = { expected: expectedWords(agent), fixed: fixedWords(agent) };
    const speech = openSpeech({ ...settings, sound: leg.sound, sampleRate, language, ...words });
    const { enabled, retention_days } = agent.recording;
    if (enabled) leg.send({ type: 'record', path: parts.recordings.pathFor(callId, startedAt, retention_days) });
    return audioLine({ leg, speech, clock, hearsMachines });
  }

  return {
    open,
    sound,
    warmUp: () => pool.start(),
    ready: async () => (parts.openSpeech ? undefined : pool.ready()),
    async close() {
      await pool.close();
      await sound.close();
      dropFolder();
    },
  };
}

/**
 * The caller's telephone: plays what comes at 20 ms a frame, keeps account of every word heard, and sends what the
 * caller says. Its clock and its ledger are those of a real leg; both systems under test are given the same one.
 */
import { readFileSync } from 'node:fs';
import type { FrameTicker } from '../providers/carriers/rtp/frame-ticker.ts';
import type { Clock } from '../providers/clock.ts';
import { newPlayout, type Playout, type UtteranceEvent } from '../providers/sound/playout.ts';
import { soundOfWav } from '../providers/speech/wav.ts';
import { numberedVoice, type NumberedVoice, sampleRate, wordNumberOf } from './ending-voice.ts';

/** Times are milliseconds since the call began. `share`: of its sound. */
export type HeardWord = { text: string; share: number; startMs: number; endMs: number };
export type CallerSpeech = { text: string; startMs: number; endMs: number };

export type Phone = {
  readonly voice: NumberedVoice;
  readonly playout: Playout;
  now(): number;
  /** In the order of hearing. */
  words(): HeardWord[];
  readonly speeches: readonly CallerSpeech[];
  readonly down: { by: 'agent' | 'caller'; atMs: number } | null;
  /** How often the agent hung up, also when the line was down. */
  readonly hangUps: number;
  /** Begins to say it; answers how long that takes, in milliseconds. Without words it is noise of `noiseMs`. */
  say(text: string, noiseMs?: number): number;
  /** What perfect ears know of the caller's speech so far and were not asked for yet. */
  takeCallerWords(): string;
  hangUp(by: 'agent' | 'caller'): void;
  /** Once a frame: what the caller's side sends. */
  onCallerFrame: (pcm: Int16Array) => void;
  onPlayback: (event: UtteranceEvent) => void;
  onDown: () => void;
  /** Looks after each frame, until it answers true. */
  watch(look: () => boolean): void;
  close(): void;
};

const frameMs = 20;
const frameSamples = (sampleRate * frameMs) / 1000;
/** Nobody says something in less. */
const speechMsLeast = 700;
const speechCharMs = 65;

export function newPhone(clock: Clock, ticker: FrameTicker): Phone {
  const startedAt = clock.now();
  const voice = numberedVoice();
  const playout = newPlayout({ sampleRate, onEvent: (event) => phone.onPlayback(event) });
  const heard = new Map<number, { samples: number; startMs: number; endMs: number }>();
  const speeches: CallerSpeech[] = [];
  const watchers: (() => boolean)[] = [];
  let untold = 0;
  let speechSamples = 0;
  let speechAt = 0;

  function hear(pcm: Int16Array): void {
    const now = phone.now();
    for (const sample of pcm) {
      const number = wordNumberOf(sample);
      if (number === null) continue;
      const word = heard.get(number) ?? { samples: 0, startMs: now, endMs: now };
      heard.set(number, { ...word, samples: word.samples + 1, endMs: now });
    }
  }

  function callerFrame(): Int16Array {
    const pcm = new Int16Array(frameSamples);
    if (speechSamples <= 0) return pcm;
    speechSamples -= frameSamples;
    for (let at = 0; at < frameSamples; at++) pcm[at] = callerSound[speechAt++ % callerSound.length]!;
    return pcm;
  }

  /** A look may hang up, which looks around again: never with the one that is under way. */
  function lookAround(): void {
    for (const look of watchers.splice(0)) if (!look()) watchers.push(look);
  }

  const stopTicking = ticker.onTick(() => {
    if (phone.down) return;
    const frame = playout.nextFrame();
    if (frame) hear(frame);
    phone.onCallerFrame(callerFrame());
    lookAround();
  });

  const phone: Phone & { down: Phone['down']; hangUps: number } = {
    voice,
    playout,
    now: () => Math.round(clock.now() - startedAt),
    words: () =>
      [...heard]
        .map(([number, { samples, startMs, endMs }]) => {
          const { text, sampleCount } = voice.words[number]!;
          return { text, share: samples / sampleCount, startMs, endMs };
        })
        .sort((one, other) => one.startMs - other.startMs),
    speeches,
    down: null,
    hangUps: 0,
    say(text, noiseMs) {
      const ms = noiseMs ?? Math.max(speechMsLeast, text.length * speechCharMs);
      speechSamples = (ms * sampleRate) / 1000;
      speeches.push({ text, startMs: phone.now(), endMs: phone.now() + ms });
      return ms;
    },
    takeCallerWords() {
      const texts = speeches.slice(untold).map(({ text }) => text);
      untold = speeches.length;
      return texts.filter((text) => text !== '').join(' ');
    },
    hangUp(by) {
      if (by === 'agent') phone.hangUps += 1;
      if (phone.down) return;
      phone.down = { by, atMs: phone.now() };
      stopTicking();
      lookAround();
      phone.onDown();
    },
    onCallerFrame() {},
    onPlayback() {},
    onDown() {},
    watch(look) {
      if (!look()) watchers.push(look);
    },
    close: stopTicking,
  };
  return phone;
}

/** A voice without its pauses, so that speech of any length can be cut from it. What it says is not looked at. */
const callerSound = withoutPauses(readFileSync(new URL('../providers/speech/recorded-apology.wav', import.meta.url)));

function withoutPauses(wav: Buffer): Int16Array {
  const { pcm } = soundOfWav(wav);
  const kept: number[] = [];
  for (let at = 0; at + frameSamples <= pcm.length; at += frameSamples) {
    const frame = pcm.subarray(at, at + frameSamples);
    if (Math.max(...frame.map(Math.abs)) > 500) kept.push(...frame);
  }
  return Int16Array.from(kept);
}

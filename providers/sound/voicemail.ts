/**
 * Hears whether a machine has answered an outbound call, and when a message can be left: from the far end's sound alone,
 * without words. Only a machine's own tones, or speech that goes on far longer than anybody answers, count as evidence:
 * a person who answers at length must not be hung up on, and what words say is the model's to judge. Pure: time is
 * counted in frames. Source: design ending.md section 2 (`voicemail`), ITU-T E.180 (special information tone).
 */
import { type Tone, toneFinder } from './single-tone.ts';

/** `beep`: after its greeting; `intercept`: the network's own three tones; `monologue`: speech without an end; `told`: by somebody who judged the words. */
export type VoicemailEvidence = 'beep' | 'intercept' | 'monologue' | 'told';

export type VoicemailFound = { evidence: VoicemailEvidence; atMs: number };

export type VoicemailDetector = {
  /** Sound of the far end, any number of samples. Answers once, and nothing from then on. */
  hear(pcm: Int16Array): VoicemailFound | null;
  /** Somebody takes it for a machine: from now on only the place for a message is waited for. */
  expect(): void;
};

export type VoicemailOptions = {
  sampleRate?: number;
  /** `at_once`: as soon as it is known; `after_greeting`: when a message can be left. */
  when: 'at_once' | 'after_greeting';
};

const frameMs = 20;
/** Later on nobody waits for a beep any more. */
const listenMsMax = 90_000;
const beepMsMin = 120;
const beepMsMax = 4_000;
/** A beep comes soon after the greeting, and a greeting has at least so much speech. */
const beepAfterSpeechMsMax = 4_000;
const greetingMsMin = 600;
/** A pause as long as this ends a stretch of speech; people make one to be answered. */
const pauseMs = 1_200;
/** Who has spoken in more stretches is in conversation. */
const stretchesMax = 4;
const monologueMsMin = 25_000;
/** Speech has short gaps; music and noise have none, or little else. */
const gapShareMin = 0.08;
const gapShareMax = 0.6;
/** After so much silence a message can be left where no beep comes. */
const silenceMs = 2_000;
/** The ringing tone of much of the world, which an exchange may play after it has answered. */
const ringingHz = { low: 412, high: 438 } as const;

export function voicemailDetector({ sampleRate = 8_000, when }: VoicemailOptions): VoicemailDetector {
  const frame = new Int16Array((sampleRate * frameMs) / 1000);
  const tones = toneFinder(sampleRate);
  const speech = speechWatch();
  const steps: Tone[] = [];
  let filled = 0;
  let nowMs = 0;
  let machine: VoicemailEvidence | null = null;
  let beeped = false;
  let found: VoicemailFound | null = null;

  function judge(): VoicemailFound | null {
    nowMs += frameMs;
    const { ended, sounding } = tones.hear(frame);
    speech.hear(frame, nowMs, sounding);
    if (ended) heardTone(ended);
    if (speech.isMonologue(nowMs)) machine ??= 'monologue';
    if (machine === null) return null;
    const ready = when === 'at_once' || (beeped && !sounding) || speech.quietMs(nowMs) >= silenceMs;
    return ready || nowMs >= listenMsMax ? { evidence: machine, atMs: nowMs } : null;
  }

  function heardTone(tone: Tone): void {
    steps.push(tone);
    if (steps.length > 3) steps.shift();
    if (isIntercept(steps)) machine ??= 'intercept';
    else if (isBeep(tone)) {
      machine ??= 'beep';
      beeped = true;
    }
  }

  /** Known machines may beep in any way. */
  function isBeep({ hz, ms, beganMs }: Tone): boolean {
    if (ms < beepMsMin || ms > beepMsMax) return false;
    if (machine !== null) return true;
    if (hz >= ringingHz.low && hz <= ringingHz.high) return false;
    const { totalMs, stretches, lastMs } = speech;
    return totalMs >= greetingMsMin && stretches <= stretchesMax && beganMs - lastMs <= beepAfterSpeechMsMax;
  }

  return {
    hear(pcm) {
      for (const sample of pcm) {
        if (found !== null || (nowMs >= listenMsMax && machine === null)) return null;
        frame[filled++] = sample;
        if (filled < frame.length) continue;
        filled = 0;
        found = judge();
        if (found) return found;
      }
      return null;
    },
    expect() {
      machine ??= 'told';
    },
  };
}

/** Three rising tones, one right behind the other. */
function isIntercept(tones: readonly Tone[]): boolean {
  const [low, middle, high] = tones;
  if (!low || !middle || !high) return false;
  const close = (a: Tone, b: Tone): boolean => b.beganMs - (a.beganMs + a.ms) <= 100;
  const within = ({ hz, ms }: Tone, from: number, to: number): boolean =>
    hz >= from && hz <= to && ms >= 180 && ms <= 480;
  const rises = within(low, 890, 1_010) && within(middle, 1_345, 1_455) && within(high, 1_750, 1_800);
  return rises && close(low, middle) && close(middle, high);
}

/** Where there is speech, by loudness over what the line is like when it is quiet. */
function speechWatch() {
  const floorMin = 40;
  const overFloor = 4;
  const levelMin = 200;
  /** The edges of a tone are loud and no tone: less than this is no speech. */
  const loudFramesMin = 3;
  let floor = floorMin;
  let stretchFromMs = 0;
  let stretchFrames = 0;
  let gapFrames = 0;
  let loudFrames = 0;
  let lastSoundMs = 0;

  const watch = {
    /** Speech in all, without its pauses. */
    totalMs: 0,
    stretches: 0,
    /** When the last of it was heard. */
    lastMs: -Infinity,
    hear(frame: Int16Array, nowMs: number, isTone: boolean): void {
      const level = levelOf(frame);
      floor = Math.max(floorMin, Math.min(level, floor * 1.01));
      const loud = level >= Math.max(levelMin, floor * overFloor);
      if (loud) lastSoundMs = nowMs;
      loudFrames = loud && !isTone ? loudFrames + 1 : 0;
      if (loudFrames >= loudFramesMin) {
        if (nowMs - watch.lastMs > pauseMs) {
          watch.stretches += 1;
          stretchFromMs = nowMs;
          stretchFrames = 0;
          gapFrames = 0;
        }
        watch.totalMs += loudFrames === loudFramesMin ? loudFramesMin * frameMs : frameMs;
        watch.lastMs = nowMs;
      } else gapFrames += 1;
      stretchFrames += 1;
    },
    quietMs: (nowMs: number): number => nowMs - lastSoundMs,
    /** Only the first thing that is heard: who talks without an end later may be on hold. */
    isMonologue(nowMs: number): boolean {
      const goesOn = watch.stretches === 1 && nowMs - watch.lastMs <= pauseMs;
      const share = stretchFrames === 0 ? 0 : gapFrames / stretchFrames;
      const spoken = share >= gapShareMin && share <= gapShareMax;
      return goesOn && spoken && nowMs - stretchFromMs >= monologueMsMin;
    },
  };
  return watch;
}

function levelOf(frame: Int16Array): number {
  let energy = 0;
  for (const sample of frame) energy += sample * sample;
  return Math.sqrt(energy / frame.length);
}

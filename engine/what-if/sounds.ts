/** What a log tells of how this call sounded: each utterance, and how quick its voice and its line were. */
import type { Event } from '../events.ts';
import { type Ms, speakingMs } from '../policy.ts';

export type Sound = { text: string; soundAt: Ms | null; lengthMs: Ms; overAt: Ms | null };

export type Sounds = {
  utterances: ReadonlyMap<string, Sound>;
  /** From the first words of an utterance to its first sound. */
  voiceMs: Ms;
  hangUpMs: Ms;
  /** How the line tells that words were played. */
  proof: 'confirmed' | 'estimated';
  /** How long this voice takes for a text: as long as it took for the same words, or at its pace. */
  lengthOf(text: string): Ms;
};

const usualVoiceMs = 300;
const voiceMsMax = 3_000;
const usualHangUpMs = 300;

export function soundsOf(events: readonly Event[]): Sounds {
  const utterances = new Map<string, Sound>();
  const begunAt = new Map<string, Ms>();
  let voiceMs: Ms | null = null;
  let hangUpMs: Ms | null = null;
  let proof: Sounds['proof'] | null = null;
  const change = (id: string, part: Partial<Sound>): void => {
    const known = utterances.get(id) ?? { text: '', soundAt: null, lengthMs: 0, overAt: null };
    utterances.set(id, { ...known, ...part });
  };
  for (const event of events) {
    switch (event.type) {
      case 'utterance.started':
        begunAt.set(event.utteranceId, event.at);
        break;
      case 'agent.said':
        change(event.utteranceId, { text: event.text, lengthMs: speakingMs(event.text) });
        break;
      case 'playback.started': {
        change(event.utteranceId, { soundAt: event.at });
        const begun = begunAt.get(event.utteranceId);
        if (begun !== undefined) voiceMs ??= Math.min(voiceMsMax, event.at - begun);
        break;
      }
      case 'playback.finished':
        proof ??= event.proof;
        change(event.utteranceId, { lengthMs: event.pushedMs, overAt: event.at });
        break;
      case 'playback.cleared':
        change(event.utteranceId, { overAt: event.at, ...(event.pushedMs > 0 && { lengthMs: event.pushedMs }) });
        break;
      case 'hang_up.answered':
        if (event.proof !== null) hangUpMs ??= event.latencyMs;
        break;
      default:
    }
  }
  const known = [...utterances.values()].filter(({ text, overAt }) => text !== '' && overAt !== null);
  const spokenMs = known.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
  const usualMs = known.reduce((sum, { text }) => sum + speakingMs(text), 0);
  const pace = spokenMs > 0 ? spokenMs / usualMs : 1;
  return {
    utterances,
    lengthOf: (text) => known.find((sound) => sound.text === text)?.lengthMs ?? Math.ceil(speakingMs(text) * pace),
    voiceMs: voiceMs ?? usualVoiceMs,
    hangUpMs: hangUpMs ?? usualHangUpMs,
    proof: proof ?? 'confirmed',
  };
}

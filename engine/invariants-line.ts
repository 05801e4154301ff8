/** What the line has told of its newest utterances: the watcher's own ledger, kept apart from the engine's. */
import type { Effect } from './effects.ts';
import type { Event } from './events.ts';
import { type Ms, type Policy, speakingMs } from './policy.ts';

/** Played to this share, an utterance was heard (ending.md section 5). */
const heardShare = 0.95;

export type Utterance = {
  id: string;
  /** Audio of it exists: it sounds, or waits in the line. */
  sounds: boolean;
  /** From here on it counts as played, whatever the line says. */
  playedBy: Ms | null;
  overAt: Ms | null;
  failed: boolean;
  heardBy: 'confirmed' | 'estimated' | null;
};

/** Late reports of old utterances must not push out those that still matter. */
const utterancesMax = 12;

/** The line's ledger: nearly all of what was pushed was played. */
export function wasPlayed(event: Event): boolean {
  if (event.type !== 'playback.finished' && event.type !== 'playback.cleared') return false;
  return event.pushedMs > 0 && event.playedMs / event.pushedMs >= heardShare;
}

export function heardIn(event: Event): 'confirmed' | 'estimated' | null {
  return event.type === 'playback.finished' && wasPlayed(event) ? event.proof : null;
}

export function utteranceOf(line: readonly Utterance[], id: string | null): Utterance | undefined {
  return line.find((utterance) => utterance.id === id);
}

/** The ledger after an event. */
export function hearLine(line: readonly Utterance[], event: Event, policy: Policy): readonly Utterance[] {
  if (!('utteranceId' in event) || event.type === 'agent.said' || event.type === 'farewell.failed') return line;
  const known = utteranceOf(line, event.utteranceId);
  const told = tell(known ?? newUtterance(event.utteranceId), event, policy);
  if (known) return line.map((utterance) => (utterance === known ? told : utterance));
  return [...line, told].slice(-utterancesMax);
}

/** The ledger with the check-ins just ordered: their length is known from their words. */
export function orderCheckIns(
  line: readonly Utterance[],
  effects: readonly Effect[],
  at: Ms,
  policy: Policy,
): readonly Utterance[] {
  const { firstAudioMsMax, markGraceMs } = policy.limits;
  const ordered = effects.filter((effect) => effect.type === 'speak').filter((effect) => effect.role === 'check_in');
  if (ordered.length === 0) return line;
  const added = ordered.map(({ utteranceId, text }) => {
    const playedBy = at + firstAudioMsMax + speakingMs(text) + markGraceMs;
    return { ...newUtterance(utteranceId), playedBy };
  });
  return [...line, ...added].slice(-utterancesMax);
}

function newUtterance(id: string): Utterance {
  return { id, sounds: false, playedBy: null, overAt: null, failed: false, heardBy: null };
}

function tell(utterance: Utterance, event: Event, policy: Policy): Utterance {
  const { limits } = policy;
  const atLongest = utterance.playedBy ?? event.at + limits.utteranceMsMax;
  switch (event.type) {
    case 'utterance.started':
      return { ...utterance, playedBy: atLongest };
    case 'playback.started':
      return { ...utterance, sounds: true, playedBy: atLongest };
    case 'playback.queued': {
      const playedBy = event.at + event.remainingMs + limits.markGraceMs;
      return { ...utterance, sounds: true, playedBy };
    }
    case 'playback.finished':
    case 'playback.cleared': {
      const heardBy = heardIn(event) ?? utterance.heardBy;
      return { ...utterance, overAt: utterance.overAt ?? event.at, failed: false, heardBy };
    }
    case 'playback.failed':
      return {
        ...utterance,
        overAt: utterance.overAt ?? event.at,
        failed: utterance.failed || utterance.overAt === null,
      };
    default:
      return utterance;
  }
}

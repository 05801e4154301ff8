/** What the line's reports say of an utterance: the ledger of ending.md section 5. */
import type { Call, Farewell, Over } from './call.ts';
import type { Event } from './events.ts';

/** Played to this share, an utterance counts as heard. */
export const heardShare = 0.95;

/** Utterances that an end can still come upon. */
const overMax = 4;

export type Finished = Event & { type: 'playback.finished' };
export type Cleared = Event & { type: 'playback.cleared' };

function playedShare(event: Finished | Cleared): number {
  return event.pushedMs > 0 ? Math.min(1, event.playedMs / event.pushedMs) : 0;
}

/** The newest utterances with one more that is over. A repeated report changes nothing, unless it knows of hearing. */
export function withOver(over: readonly Over[], event: Finished | Cleared): readonly Over[] {
  const { utteranceId } = event;
  const share = playedShare(event);
  const heard: Over['heard'] = event.type === 'playback.finished' && share >= heardShare ? event.proof : 'unconfirmed';
  const known = over.find((each) => each.utteranceId === utteranceId);
  if (!known) return [...over, { utteranceId, heard, share }].slice(-overMax);
  if (known.heard !== 'unconfirmed' || heard === 'unconfirmed') return over;
  return over.map((each) => (each === known ? { utteranceId, heard, share } : each));
}

export function overOf(call: Call, utteranceId: string): Over | null {
  return call.over.find((each) => each.utteranceId === utteranceId) ?? null;
}

/** The farewell with what a playback report says of it; heard only when nearly all of it was played. */
export function withReport(farewell: Farewell, event: Finished | Cleared): Farewell {
  const played = playedShare(event);
  const share = Math.max(farewell.share, played);
  if (event.type === 'playback.finished' && played >= heardShare) {
    return { ...farewell, heard: event.proof, share };
  }
  return { ...farewell, heard: farewell.heard === 'not_started' && share > 0 ? 'unconfirmed' : farewell.heard, share };
}

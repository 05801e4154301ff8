/**
 * The ledger of a line that makes its own sound: which text became how much of it, and what of that the leg has
 * played. Source: design ending.md section 5.
 */
import { type Ms, speakingMs } from '../engine/policy.ts';

/** One utterance, under its own number at the leg and the voice. */
export type AudioUtterance = {
  readonly id: string;
  readonly number: number;
  text: string;
  /** No more text comes. */
  closed: boolean;
  /** The leg has begun to play it. */
  started: boolean;
  /** Why its voice stopped before its text was over; null when it did not. */
  failure: string | null;
  /** So many characters are so long a sound: growing, and always with a point of nothing. */
  readonly voiced: { chars: number; ms: Ms }[];
};

export type AudioLedger = {
  /** Takes more text of an utterance; the first piece gives it its number. */
  speak(id: string, text: string, last: boolean): AudioUtterance;
  /** Those that are not over, in their order. */
  readonly open: readonly AudioUtterance[];
  /** The newest number, 0 before the first. */
  readonly newest: number;
  find(number: number): AudioUtterance | null;
  /** It is over: later reports of it find nothing. */
  close(utterance: AudioUtterance): void;
};

export function newAudioLedger(): AudioLedger {
  let open: AudioUtterance[] = [];
  let newest = 0;
  return {
    speak(id, text, last) {
      let utterance = open.find((each) => each.id === id);
      if (!utterance) {
        newest += 1;
        const voiced = [{ chars: 0, ms: 0 }];
        utterance = { id, number: newest, text: '', closed: false, started: false, failure: null, voiced };
        open.push(utterance);
      }
      utterance.text += text;
      utterance.closed ||= last;
      return utterance;
    },
    get open() {
      return open;
    },
    get newest() {
      return newest;
    },
    find: (number) => open.find((each) => each.number === number) ?? null,
    close(utterance) {
      open = open.filter((each) => each !== utterance);
    },
  };
}

/** The voice has come so far. Reports that go back are ignored. */
export function voicedTo(utterance: AudioUtterance, chars: number, ms: Ms): void {
  const last = utterance.voiced.at(-1)!;
  if (chars >= last.chars && ms >= last.ms) utterance.voiced.push({ chars, ms });
}

/** The words that were heard when so much of the sound was played: whole words, and all of them at its end. */
export function heardTextOf({ text, voiced }: AudioUtterance, playedMs: Ms): string {
  if (playedMs <= 0) return '';
  const next = voiced.findIndex((point) => point.ms > playedMs);
  const from = voiced[next === -1 ? voiced.length - 1 : next - 1]!;
  const to = next === -1 ? beyond(text, from) : voiced[next]!;
  const share = to.ms > from.ms ? Math.min(1, (playedMs - from.ms) / (to.ms - from.ms)) : 1;
  return wholeWords(text, Math.floor(from.chars + share * (to.chars - from.chars)));
}

/** Sound that plays before the voice has told of it: guessed at the usual speed. */
function beyond(text: string, from: { chars: number; ms: Ms }): { chars: number; ms: Ms } {
  const rest = text.slice(from.chars);
  return rest === '' ? from : { chars: text.length, ms: from.ms + speakingMs(rest) };
}

/** A word that was cut was not heard. */
function wholeWords(text: string, chars: number): string {
  if (chars >= text.length) return text;
  const cut = text.slice(0, chars + 1);
  const end = cut.search(/\S*$/);
  return text.slice(0, end).trimEnd();
}

/**
 * What was sent of one utterance and what the carrier says it played, letter by letter: carriers report pieces with
 * other white space, case and punctuation than they were sent. Pure. Source: design ending.md section 5.
 */
import { type Ms, speakingMs } from '../engine/policy.ts';

export type Ledger = {
  readonly text: string;
  /** How long the text takes to speak. */
  readonly lengthMs: Ms;
  /** All of it was played, says the carrier. */
  readonly complete: boolean;
  /** The share of its letters that was played. */
  readonly share: number;
  /** The text as far as it was played, up to the end of a word. */
  readonly heardText: string;
  add(text: string): void;
  /** A piece was played. False when it is none of this utterance: a late word about the one before. */
  played(piece: string): boolean;
  /** The caller stopped it behind this fragment. False when the fragment cannot be found. */
  stoppedBehind(fragment: string): boolean;
  /** At least this share was played, as far as time can tell. */
  reach(share: number): void;
  /** It is said once more from the beginning. */
  restart(): void;
};

/** Letters that a carrier may leave out before a piece (markup that is not spoken), if the piece is as long itself. */
const gapMax = 24;

export function newLedger(): Ledger {
  let text = '';
  /** The letters of the text, folded, and where each of them ends in it. */
  let letters = '';
  const ends: number[] = [];
  let cursor = 0;

  return {
    get text() {
      return text;
    },
    get lengthMs() {
      return speechMs(text);
    },
    get complete() {
      return letters !== '' && cursor === letters.length;
    },
    get share() {
      return letters === '' ? 0 : cursor / letters.length;
    },
    get heardText() {
      const end = cursor === 0 ? 0 : ends[cursor - 1]!;
      return text.slice(0, end) + (/^[^\s\p{L}\p{N}]+/u.exec(text.slice(end))?.[0] ?? '');
    },
    add(piece) {
      for (const [letter, end] of lettersOf(piece)) {
        for (const unit of letter.split('')) {
          letters += unit;
          ends.push(text.length + end);
        }
      }
      text += piece;
    },
    played(piece) {
      const wanted = folded(piece);
      if (wanted === '') return false;
      const at = letters.indexOf(wanted, cursor);
      if (at < 0 || at - cursor > Math.min(gapMax, wanted.length)) return false;
      cursor = at + wanted.length;
      return true;
    },
    stoppedBehind(fragment) {
      const wanted = folded(fragment);
      if (wanted === '') return false;
      if (letters.slice(0, cursor).endsWith(wanted)) return true; // Its own report of playback came before.
      const at = letters.indexOf(wanted, cursor);
      if (at >= 0) cursor = at + wanted.length;
      else if (!letters.startsWith(wanted)) return false;
      return true;
    },
    reach(share) {
      const end = Math.floor(Math.min(1, share) * text.length);
      const wordEnd = end === text.length ? end : text.slice(0, end).search(/\S*$/);
      cursor = Math.max(cursor, ends.filter((one) => one <= wordEnd).length);
    },
    restart() {
      cursor = 0;
    },
  };
}

function folded(text: string): string {
  return Array.from(lettersOf(text), ([letter]) => letter).join('');
}

/** Each letter or digit, folded, with the place behind it. */
function* lettersOf(text: string): Generator<[letter: string, end: number]> {
  for (const match of text.matchAll(/[\p{L}\p{N}]/gu)) {
    yield [match[0].toLowerCase(), match.index + match[0].length];
  }
}

/** Digits are read out one by one, and a character of these scripts is a syllable: both take longer than a letter. */
const digitMs = 150;
const syllableMs = 150;

export function speechMs(text: string): Ms {
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  const syllables =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return speakingMs(text) + digits * digitMs + syllables * syllableMs;
}

/** What callers say twice in an address: a name and its spelling, digits once more. */
import type { Piece } from './spelled.ts';
import { wordSet } from './tokens.ts';

/** Between a name and its spelling. */
const beforeSpelling = wordSet('thats so its is spelled spelt spelling that just');
export const namesMax = 3;
export const lettersMin = 3;

/** "John j o h n", "llewellyn, that's l l e w …", "paddy mac p a d d y m a c": the spelling counts, once. */
export function withoutRepeat(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (let at = 0; at < pieces.length; at++) {
    let from = at;
    while (pieces[from]?.kind === 'word' && beforeSpelling.has(pieces[from]!.text)) from++;
    let to = from;
    while (pieces[to]?.kind === 'letter') to++;
    const letters = pieces.slice(from, to);
    const again = pieces[from];
    if (again && isRepeated(out, again)) {
      at = from;
      continue;
    }
    const digits = digitsAgain(pieces, at);
    if (digits > 0) {
      out.push(pieces[at]!);
      at += digits;
      continue;
    }
    const spelled = letters.map((one) => one.text).join('');
    const said = spelled.length >= lettersMin || to > from ? namesBefore(out, spelled) : 0;
    if (said > 0) {
      out.splice(out.length - said, said, ...letters);
      at = to - 1;
    } else out.push(pieces[at]!);
  }
  return out;
}

/** "O connor … oconnor", "brooke with an e brooke". */
function isRepeated(out: readonly Piece[], { kind, text }: Piece): boolean {
  if (kind !== 'word' || text.length < lettersMin) return false;
  return Array.from({ length: text.length }, (_, index) => index + 1).some((count) => {
    const before = out.slice(-count);
    const isName = before.length === count && before.every((one) => one.kind === 'word' || one.kind === 'letter');
    return isName && before.map((one) => one.text).join('') === text;
  });
}

/** "Fifteen one five": how many pieces say the same digits again. */
function digitsAgain(pieces: readonly Piece[], at: number): number {
  const { kind, text } = pieces[at]!;
  const again = pieces.slice(at + 1, at + 1 + text.length);
  const isSame =
    kind === 'digits' &&
    text.length > 1 &&
    again.length === text.length &&
    again.map((one) => one.text).join('') === text;
  return isSame ? again.length : 0;
}

/** How many of the last words are what is spelled; 0 if none is. */
export function namesBefore(out: readonly Piece[], spelled: string): number {
  for (let count = 1; count <= namesMax && count <= out.length; count++) {
    const words = out.slice(-count);
    if (words.some((one) => one.kind !== 'word')) return 0;
    const name = words.map((one) => one.text).join('');
    if (name === spelled || (spelled.length >= lettersMin + 1 && distance(name, spelled) <= 2)) return count;
  }
  return 0;
}

/** How many letters are wrong, missing or too many. Both texts are bounded by the turn's pieces. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const change = row[to - 1]! + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(change, row[to]! + 1, next[to - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}

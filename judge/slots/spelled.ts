/** The pieces of an email address as they are said: signs by name, letters one by one, numbers in words. */
import { digitOf, readCardinal, wordValue } from './cardinals.ts';
import { remarkAt } from './spelled-remarks.ts';
import { isDigits, isMark, standsAt, type Token, wordSet } from './tokens.ts';

/**
 * `break`: a mark of the sentence. `text` is what goes into the address. `isGlued`: a sign written without spaces.
 * `isPaused`: a comma stands before it. `isAttached`: no space does.
 */
export type Piece = {
  isGlued?: boolean;
  isPaused?: boolean;
  isAttached?: boolean;
  kind: 'at' | 'sign' | 'letter' | 'digits' | 'word' | 'break';
  text: string;
  from: number;
  to: number;
};

const signs: ReadonlyMap<string, string> = new Map([
  ['dot', '.'],
  ['point', '.'],
  ['period', '.'],
  ['.', '.'],
  ['punkt', '.'],
  ['punto', '.'],
  ['underscore', '_'],
  ['underline', '_'],
  ['underbar', '_'],
  ['_', '_'],
  ['dash', '-'],
  ['hyphen', '-'],
  ['bindestrich', '-'],
  ['streepje', '-'],
  ['tiret', '-'],
  ['minus', '-'],
  ['-', '-'],
  ['plus', '+'],
  ['+', '+'],
]);

export const alphabet =
  wordSet(`alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november
  oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu`);

/** Names of providers that recognisers part. */
const parted: ReadonlyMap<string, string> = new Map([
  ['g mail', 'gmail'],
  ['hot mail', 'hotmail'],
  ['out look', 'outlook'],
  ['i cloud', 'icloud'],
  ['proton mail', 'protonmail'],
  ['you mail', 'youmail'],
]);

export function piecesOf(tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = [];
  const isInWords = saysInWords(tokens);
  for (let at = 0; at < tokens.length;) {
    const remark = remarkAt(tokens, at);
    const read = remark ? null : pieceAt(tokens, at, pieces.at(-1), isInWords);
    const to = remark ? at + remark : (read?.to ?? at + 1);
    if (read && read.text !== '')
      pieces.push({ ...read, from: at, ...(tokens[at]!.glued && at > 0 && { isAttached: true }) });
    at = to;
  }
  return withoutSpellingHyphens(withoutPauses(pieces), tokens);
}

/** "Three's the word, not the number". */
function saysInWords(tokens: readonly Token[]): boolean {
  const word = tokens.findIndex(
    ({ text }, at) => /^(?:words?|letters)$/.test(text) && /^(?:the|an?|in|as)$/.test(tokens[at - 1]?.text ?? ''),
  );
  const not = tokens.findIndex(({ text }, at) => word >= 0 && at > word && text === 'not');
  return not > 0 && tokens.slice(not).some(({ text }) => /^(?:numbers?|digits?|figures?)$/.test(text));
}

type Read = Omit<Piece, 'from'>;

function pieceAt(tokens: readonly Token[], at: number, before: Piece | undefined, isInWords: boolean): Read | null {
  const { text: word, glued } = tokens[at]!;
  const next = tokens[at + 1];
  const provider = partedAt(tokens, at);
  if (provider) return provider;
  // "Dot at" is Austria.
  if (word === 'at' && before?.text === '.' && tokens[at - 1]?.text !== '.')
    return { kind: 'word', text: 'at', to: at + 1 };
  if (/^(?:arobase|chiocciola|arroba|apenstaartje|klammeraffe)$/.test(word))
    return { kind: 'at', text: '@', to: at + 1 };
  if (/^(?:low|under)$/.test(word) && /^(?:dash|line|score|bar|hyphen)$/.test(next?.text ?? ''))
    return { kind: 'sign', text: '_', to: at + 2 };
  if (standsAt(tokens, at, ['full', 'stop'])) return { kind: 'sign', text: '.', to: at + 2 };
  if (word === 'at' || word === '@') return { kind: 'at', text: '@', to: at + 1 + lengthOfAt(tokens, at + 1) };
  if (word === 'dotcom') return { kind: 'sign', text: '.com', to: at + 1 };
  const isFullStop = word === '.' && ((glued && !next?.glued) || next?.text === '.' || tokens[at - 1]?.text === '.');
  const sign = signs.get(word);
  if (sign !== undefined && !isFullStop)
    return { kind: 'sign', text: sign, to: at + 1, isGlued: glued && next?.glued === true };
  if (isMark(tokens[at])) return { kind: 'break', text: word, to: at + 1 };
  return (
    doubledAt(tokens, at) ??
    letterAt(tokens, at, before) ??
    (isInWords ? null : numberAt(tokens, at)) ??
    wordAt(tokens, at)
  );
}

function partedAt(tokens: readonly Token[], at: number): Read | null {
  const hyphen = tokens[at + 1]?.text === '-' && tokens[at + 1]!.glued ? 1 : 0;
  const text = parted.get(`${tokens[at]!.text} ${tokens[at + 1 + hyphen]?.text ?? ''}`);
  const isWhole = text !== undefined && !/^[a-z]$/.test(tokens[at - 1]?.text ?? '');
  return isWhole ? { kind: 'word', text, to: at + 2 + hyphen } : null;
}

/** "At sign", "at the rate of". */
function lengthOfAt(tokens: readonly Token[], at: number): number {
  const phrases = [['the', 'rate', 'of'], ['the', 'rate'], ['sign'], ['symbol']];
  return phrases.find((phrase) => standsAt(tokens, at, phrase))?.length ?? 0;
}

/** "Double l", "triple seven"; "double u" is the letter w. */
function doubledAt(tokens: readonly Token[], at: number): Read | null {
  const times = { double: 2, triple: 3, treble: 3 }[tokens[at]!.text];
  const next = tokens[at + 1]?.text ?? '';
  if (times === undefined) return null;
  if (times === 2 && (next === 'u' || next === 'you')) return { kind: 'letter', text: 'w', to: at + 2 };
  const digit = next === 'o' ? (wordValue(tokens[at + 2]?.text) === undefined ? undefined : '0') : digitOf(next);
  if (digit !== undefined) return { kind: 'digits', text: digit.repeat(times), to: at + 2 };
  return /^[a-z]$/.test(next) ? { kind: 'letter', text: next.repeat(times), to: at + 2 } : null;
}

/** "J", "j as in juliet", "m for mother", "juliet". */
function letterAt(tokens: readonly Token[], at: number, before: Piece | undefined): Read | null {
  const word = tokens[at]!.text;
  if ((word === 'zed' || word === 'zee') && !/^(?:at|@)$/.test(tokens[at + 1]?.text ?? '')) {
    const isNamed = tokens[at + 1]?.text === 'for' && tokens[at + 2]?.text.startsWith('z') === true;
    return { kind: 'letter', text: 'z', to: isNamed ? at + 3 : at + 1 };
  }
  const isBySpelling = before?.kind === 'letter' || alphabet.has(tokens[at + 1]?.text ?? '');
  if (alphabet.has(word) && isBySpelling) return { kind: 'letter', text: word[0]!, to: at + 1 };
  if (!/^[a-z]$/.test(word)) return null;
  const comma = tokens[at + 1]?.text === ',' && tokens[at + 2]?.text === 'for' ? 1 : 0;
  const link = at + 1 + comma;
  const words = standsAt(tokens, link, ['as', 'in'])
    ? 2
    : /^(?:for|like|as)$/.test(tokens[link]?.text ?? '')
      ? comma + 1
      : 0;
  const example = tokens[at + 1 + words]?.text ?? '';
  // "X as in x-ray": two words.
  if (words > 0 && word === 'x' && example === 'x') {
    const ray = tokens.findIndex((one, index) => index > at + words && one.text === 'ray');
    if (ray > 0 && ray <= at + words + 3) return { kind: 'letter', text: word, to: ray + 1 };
  }
  const isExample = words > 0 && example.length > 1 && example.startsWith(word);
  return { kind: 'letter', text: word, to: at + 1 + (isExample ? words + 1 : 0) };
}

/** "Forty two", "nineteen eighty five", "zero seven". */
function numberAt(tokens: readonly Token[], at: number): Read | null {
  if (isDigits(tokens[at])) return { kind: 'digits', text: tokens[at]!.text, to: at + 1 };
  const digit = tokens[at]!.text === 'o' ? undefined : digitOf(tokens[at]!.text);
  const whole = readCardinal(tokens, at);
  if (digit !== undefined && (whole === null || whole.to === at + 1))
    return { kind: 'digits', text: digit, to: at + 1 };
  return whole && { kind: 'digits', text: String(whole.value), to: whole.to };
}

function wordAt(tokens: readonly Token[], at: number): Read | null {
  const text = tokens[at]!.text.replace(/'/g, '');
  return /^[a-z]+$/.test(text) ? { kind: 'word', text, to: at + 1 } : { kind: 'break', text: ' ', to: at + 1 };
}

/** "John, dot, smith, at": a comma is a pause, and nothing else beside a sign. Before another piece it is kept in mind. */
function withoutPauses(pieces: readonly Piece[]): Piece[] {
  const isSign = (piece: Piece | undefined): boolean => piece?.kind === 'sign' || piece?.kind === 'at';
  return pieces.flatMap((one, at): Piece[] => {
    if (
      isPause(one) ||
      (one.kind === 'break' && one.text === '.' && (isSign(pieces[at - 1]) || isSign(pieces[at + 1])))
    )
      return [];
    const isPaused = at > 0 && isPause(pieces[at - 1]!);
    const before = pieces.findLast((piece, index) => index < at && !isPause(piece));
    return isPaused && !isSign(one) && before && !isSign(before) ? [{ ...one, isPaused }] : [one];
  });
}

const isPause = ({ kind, text }: Piece): boolean => kind === 'break' && /^[,…"“”]$/.test(text);

/** J-O-H-N and J.O.H.N. are how recognisers write letters said one by one. */
function withoutSpellingHyphens(pieces: readonly Piece[], tokens: readonly Token[]): Piece[] {
  const isSpelled = pieces.some((piece, at) => {
    const isLast = piece.kind === 'break' && piece.text === '.';
    return (
      isLast && pieces[at - 1]?.kind === 'letter' && pieces[at - 2]?.text === '.' && pieces[at - 3]?.kind === 'letter'
    );
  });
  return pieces.filter((piece, at) => {
    const isBetween = pieces[at - 1]?.kind === 'letter' && pieces[at + 1]?.kind === 'letter';
    const written = tokens[piece.from]!;
    if (isSpelled && piece.text === '.' && written.text === '.' && pieces[at - 1]?.kind === 'letter') {
      return !(isBetween || piece.kind === 'break');
    }
    return !(isBetween && piece.text === '-' && written.text === '-' && written.glued);
  });
}

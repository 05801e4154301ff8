/** Text that is said in pieces: letters one by one, codes, a name with its spelling, numbers of houses, hyphens. */
import { digitOf, readCardinal } from './cardinals.ts';
import { alphabet, type Piece, piecesOf } from './spelled.ts';
import { isDigits, type Token } from './tokens.ts';

const codePiecesMin = 3;

/** The written form, null where the words stand as they are. */
export function writtenForm(tokens: readonly Token[], asked: string): string | null {
  const plain = tokens.filter((one) => /[\p{L}\p{N}-]/u.test(one.text));
  return (
    codeOf(plain) ?? respelled(plain) ?? nameOf(plain) ?? hyphenated(plain) ?? (isPlace(asked) ? numbered(plain) : null)
  );
}

/** "A b four seven two", "s m y t h e", "n as in nancy e w m a n". */
function codeOf(tokens: readonly Token[]): string | null {
  const pieces = piecesOf(tokens).flatMap((piece, at, all): Piece[] => {
    if (piece.text === 'ray' && all[at - 1]?.text === 'x') return [];
    if (piece.text === 'niner') return [{ ...piece, kind: 'digits', text: '9' }];
    return alphabet.has(piece.text) ? [{ ...piece, kind: 'letter', text: piece.text[0]! }] : [piece];
  });
  const isCode = pieces.length >= codePiecesMin && pieces.every(({ kind }) => kind === 'letter' || kind === 'digits');
  if (!isCode || !pieces.some(({ kind }) => kind === 'letter')) return null;
  return pieces.map(({ text }) => text.toUpperCase()).join('');
}

/** "Sarah, no h", "john without an h", "brown with an e on the end". */
function respelled(tokens: readonly Token[]): string | null {
  const words = tokens.map(({ text }) => text);
  const said = words.join(' ');
  const without = /^(\p{L}{3,}) (?:without (?:an? |the )?|no )([a-z])$/u.exec(said);
  if (without) return without[1]!.replace(without[2]!, '');
  return null;
}

const spelledMin = 3;

/** "Kowalski k o w a l s k i": what is spelled, in the place of what was said; "m e h t a mehta" too. */
function nameOf(tokens: readonly Token[]): string | null {
  const pieces = piecesOf(tokens);
  const from = pieces.findIndex((_, at) => lettersAt(pieces, at) >= spelledMin);
  if (from < 0) return null;
  const to = from + lettersAt(pieces, from);
  const name = pieces
    .slice(from, to)
    .map(({ text }) => text)
    .join('');
  const words = (list: readonly Piece[]): string[] =>
    list.flatMap(({ kind, text }) => (kind === 'word' && !aside.test(text) && text !== name ? [text] : []));
  const before = words(pieces.slice(0, from));
  // The word before is what was spelled, heard right or not.
  return [...before.slice(0, -1), name, ...words(pieces.slice(to))].join(' ');
}

const aside = /^(?:its|it|is|that|thats|so|spelled|spelt|and|as|in|name|with)$/;

function lettersAt(pieces: readonly Piece[], from: number): number {
  let to = from;
  while (pieces[to]?.kind === 'letter') to++;
  return to - from;
}

/** "Jean dash luc", "parker hyphen bowles". */
function hyphenated(tokens: readonly Token[]): string | null {
  const words = tokens.map(({ text }) => text);
  const at = words.findIndex((word) => word === 'dash' || word === 'hyphen');
  if (at < 1 || at === words.length - 1) return null;
  return words.join(' ').replace(/ (?:dash|hyphen) /g, '-');
}

const isPlace = (asked: string): boolean =>
  /\b(?:address|street|house|road|building|apartment|flat|plot)\b/i.test(asked);

/** "One oh five west elm street", "twelve b station road". */
function numbered(tokens: readonly Token[]): string | null {
  const out: string[] = [];
  for (let at = 0; at < tokens.length;) {
    const { value, to } = numberAt(tokens, at);
    const letter = tokens[to]?.text ?? '';
    const isPart = value !== null && /^[a-z]$/.test(letter);
    out.push(value === null ? tokens[at]!.text : `${value}${isPart ? letter.toUpperCase() : ''}`);
    at = isPart ? to + 1 : to;
  }
  return out.join(' ');
}

/** Digits one by one, or a number; two of them in a row are read one after the other: "twelve forty". */
function numberAt(tokens: readonly Token[], from: number): { value: string | null; to: number } {
  let at = from;
  let value = '';
  while (at < tokens.length) {
    const read = readCardinal(tokens, at);
    const digit = digitOf(tokens[at]!.text);
    if (read && !isDigits(tokens[at])) value += String(read.value);
    else if (digit !== undefined && value !== '') value += digit;
    else break;
    at = read ? read.to : at + 1;
  }
  return value === '' ? { value: null, to: from + 1 } : { value, to: at };
}

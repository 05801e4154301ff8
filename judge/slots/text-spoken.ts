/** Text that is said in pieces: letters one by one, codes, a name with its spelling, numbers of houses, hyphens. */
import { digitOf, readCardinal } from './cardinals.ts';
import { alphabet, type Piece, piecesOf } from './spelled.ts';
import { isDigits, standsAt, type Token, wordSet } from './tokens.ts';

const codePiecesMin = 3;

/** The written form of these words of `text`, null where they stand as they are. */
export function writtenForm(text: string, tokens: readonly Token[], asked: string): string | null {
  const plain = tokens.filter((one) => /[\p{L}\p{N}-]/u.test(one.text));
  const code = codeOf(plain, asked);
  if (code !== null) return isNameAsked(asked) && /^[A-Z]+$/.test(code) ? capitalised(code.toLowerCase()) : code;
  const hasCommas = isCodeAsked(asked) && plain.length < tokens.length;
  if (hasCommas) return text.slice(tokens[0]!.from, tokens.at(-1)!.to).replaceAll(',', '');
  return (
    respelled(plain) ?? nameOf(tokens) ?? hyphenated(text, plain) ?? (isPlace(asked) ? numbered(text, plain) : null)
  );
}

const isNameAsked = (asked: string): boolean => /\b(?:name|surname|spell|who)\b/i.test(asked);
const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const spelledMin = 3;

/** Whether letters are said one by one. */
export function isSpelled(tokens: readonly Token[]): boolean {
  const pieces = piecesOf(tokens.filter((one) => /[\p{L}\p{N}-]/u.test(one.text)));
  const [from, to] = longestCode(pieces);
  const hasLetter = pieces.slice(from, to).some(({ kind }) => kind === 'letter');
  return (hasLetter && to - from > spelledMin) || pieces.some((_, at) => lettersAt(pieces, at) >= spelledMin);
}

/** "With one t", "with an s on the end", "two Rs and two Ts": how it is spelled, where the usual way is meant. */
export function withoutRemarks(all: readonly Token[]): readonly Token[] {
  const from = all.findIndex((_, at) => remarkLength(all, at) > 0);
  if (from < 0) return all;
  let to = from + remarkLength(all, from);
  while (to < all.length && (/^[a-z]'?s?$/.test(all[to]!.text) || remark.has(all[to]!.text))) to++;
  const rest = [...all.slice(0, from), ...all.slice(to)];
  return rest.some((one) => one.text.length > 1) ? rest : all;
}

const remark = wordSet('an one two double single the and not with on in at end of it no start beginning but also ,');

/** "With an e", "two Rs"; the letter is no article. */
function remarkLength(all: readonly Token[], at: number): number {
  const isLetter = (token: Token | undefined): boolean => token !== undefined && /^[b-z](?:'?s)?$/.test(token.text);
  const word = all[at]!.text;
  if (/^(?:one|two|double|single)$/.test(word) && /^[b-z]s?$/.test(all[at + 1]?.text ?? '')) {
    const before = all[at - 1]?.text;
    const isPlural = word === 'two' && all[at + 1]!.text.length === 2;
    return isPlural || (before === undefined && word === 'one') ? 2 : 0;
  }
  if (word !== 'with' || at === 0) return 0;
  const place = [1, 2, 3].find((ahead) => isLetter(all[at + ahead]));
  return place !== undefined && all.slice(at + 1, at + place).every((one) => remark.has(one.text) || one.text === 'a')
    ? place + 1
    : 0;
}

/** "A b four seven two", "s m y t h e", "n as in nancy e w m a n". */
function codeOf(tokens: readonly Token[], asked: string): string | null {
  const said = isCodeAsked(asked) ? byInitials(piecesOf(tokens)) : piecesOf(tokens);
  const pieces = said.flatMap((piece, at, all): Piece[] => {
    if (piece.text === 'ray' && all[at - 1]?.text === 'x') return [];
    if (piece.text === 'niner') return [{ ...piece, kind: 'digits', text: '9' }];
    return alphabet.has(piece.text) ? [{ ...piece, kind: 'letter', text: piece.text[0]! }] : [piece];
  });
  const [from, to] = isCodeAsked(asked) ? longestCode(pieces) : [0, pieces.length];
  const code = pieces.slice(from, to);
  // "J for Juliet": one letter may be all.
  const isNamed = code.length > 0 && tokens.length > 2 * code.length && code.length === pieces.length;
  const isCode = (code.length >= codePiecesMin || isNamed) && code.every(isCharacter);
  if (!isCode || !code.some(({ kind }) => kind === 'letter')) return null;
  return code.map(({ text }) => text.toUpperCase()).join('');
}

/** "Seven charlie tango nancy four": a word among characters stands for its first letter. */
function byInitials(pieces: readonly Piece[]): Piece[] {
  const isInCode = (piece: Piece | undefined): boolean =>
    piece !== undefined && (isCharacter(piece) || alphabet.has(piece.text));
  return pieces.map((piece, at) => {
    const isInitial =
      piece.kind === 'word' &&
      !/^(?:ray|niner)$/.test(piece.text) &&
      !aside.test(piece.text) &&
      isInCode(pieces[at - 1]) &&
      isInCode(pieces[at + 1]);
    return isInitial ? { ...piece, kind: 'letter', text: piece.text.charAt(0) } : piece;
  });
}

const isCodeAsked = (asked: string): boolean =>
  /\b(?:code|postcode|reference|ref|plate|registration|rego|serial|confirmation|booking number|order number|policy number|id|vin|flight)\b/i.test(
    asked,
  );
const isCharacter = ({ kind }: Piece): boolean => kind === 'letter' || kind === 'digits';

/** "It's on the letter here, r t four nine two". */
function longestCode(pieces: readonly Piece[]): [from: number, to: number] {
  let best: [number, number] = [0, 0];
  let from = 0;
  for (const [at, piece] of pieces.entries()) {
    if (!isCharacter(piece)) from = at + 1;
    else if (at + 1 - from > best[1] - best[0]) best = [from, at + 1];
  }
  return best;
}

/** "Sarah, no h", "john without an h", "brown with an e on the end". */
function respelled(tokens: readonly Token[]): string | null {
  const words = tokens.map(({ text }) => text);
  const said = words.join(' ');
  const without = /^(\p{L}{3,}) (?:without (?:an? |the )?|no )([a-z])$/u.exec(said);
  if (without) return without[1]!.replace(without[2]!, '');
  return null;
}

/** "Kowalski k o w a l s k i": what is spelled, in the place of what was said; "m e h t a mehta" too. */
function nameOf(tokens: readonly Token[]): string | null {
  const pieces = withoutLinks(withApostrophes(piecesOf(tokens)));
  const from = pieces.findIndex((_, at) => lettersAt(pieces, at) >= spelledMin);
  if (from < 0) return null;
  const to = from + lettersAt(pieces, from);
  const name = pieces
    .slice(from, to)
    .map(({ text }) => text)
    .join('');
  const said = wordsOf(pieces.slice(lastBreak(pieces, from), from));
  const isSaid = said.at(-1)?.[0] === name[0];
  // The word before is what was spelled, heard right or not; with none that can be, it is only talk.
  const same = said.indexOf(name);
  const before = isSaid || same >= 0 ? said.slice(0, same >= 0 ? same : -1) : [];
  const also = same >= 0 && same < said.length - 1 ? said.slice(same + 1) : [];
  const end = pieces.findIndex(
    ({ kind, isPaused, text }, at) => at >= to && (kind !== 'word' || isPaused === true || text === 'not'),
  );
  return [
    ...before,
    name,
    ...also,
    ...wordsOf(pieces.slice(to, end < 0 ? undefined : end)).filter((word) => word !== name),
  ]
    .map(capitalised)
    .join(' ');
}

const wordsOf = (pieces: readonly Piece[]): string[] => {
  const said = pieces.flatMap(({ kind, text }) => (kind === 'word' && !aside.test(text) ? [text] : []));
  return said.filter((word, at) => word !== said[at - 1]);
};

/** Where the clause begins in which the name was said. */
function lastBreak(pieces: readonly Piece[], from: number): number {
  const isWord = (at: number): boolean => pieces[at]?.kind === 'word';
  let at = from;
  while (at > 0 && !isWord(at - 1)) at--;
  while (at > 0 && isWord(at - 1)) at--;
  return at;
}

/** "C L A R K and then an E on the end". */
function withoutLinks(pieces: readonly Piece[]): Piece[] {
  const isLetter = (at: number): boolean => pieces[at]?.kind === 'letter';
  const end = pieces.findIndex(
    ({ text }, at) => /^(?:on|at)$/.test(text) && isLetter(at - 1) && /^(?:the|end)$/.test(pieces[at + 1]?.text ?? ''),
  );
  const kept = end > 0 ? pieces.slice(0, end) : pieces;
  return kept.filter(({ text }, at) => {
    if (!links.test(text)) return true;
    const before = kept.findLastIndex((one, index) => index < at && !links.test(one.text));
    const behind = kept.findIndex((one, index) => index > at && !links.test(one.text));
    return !(isLetter(before) && behind > 0 && isLetter(behind));
  });
}

const links = /^(?:and|then|an|finally|next|lastly)$/;

/** "O apostrophe d o n": a sign within the letters. */
function withApostrophes(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece) => (piece.text === 'apostrophe' ? { ...piece, kind: 'letter', text: "'" } : piece));
}

const aside =
  /^(?:its|it|is|that|thats|so|spelled|spelt|and|as|in|name|with|no|just|i|spell|little|then|spelling|spellings|usual|way|again|called)$/;

/** "P-O-U-L-A-S, I know": a word, and no letter. */
const isWord = (pieces: readonly Piece[], at: number): boolean =>
  (/^[ai]$/.test(pieces[at]!.text) || /^(?:in|at|on)$/.test(pieces[at + 1]?.text ?? '')) &&
  pieces[at]!.isPaused === true &&
  pieces[at + 1]?.kind === 'word' &&
  pieces[at + 1]!.isPaused !== true;

function lettersAt(pieces: readonly Piece[], from: number): number {
  let to = from;
  while (pieces[to]?.kind === 'letter' && !isWord(pieces, to)) to++;
  return to - from;
}

/** "Jean dash luc", "parker hyphen bowles". */
function hyphenated(text: string, tokens: readonly Token[]): string | null {
  const at = tokens.findIndex((one) => one.text === 'dash' || one.text === 'hyphen');
  if (at < 1 || at === tokens.length - 1) return null;
  return tokens
    .map((one) => text.slice(one.from, one.to))
    .join(' ')
    .replace(/ (?:dash|hyphen) /gi, '-');
}

const isPlace = (asked: string): boolean =>
  /\b(?:address|street|house|road|building|apartment|flat|plot|unit|avenue|lane)\b/i.test(asked);

/** "One oh five west elm street", "twelve b station road"; null where no number was said in words. */
function numbered(text: string, tokens: readonly Token[]): string | null {
  const out: string[] = [];
  let isChanged = false;
  for (let at = 0; at < tokens.length;) {
    const { value, to } = numberAt(tokens, at);
    const letter = tokens[to]?.text ?? '';
    const isPart = value !== null && /^[a-z]$/.test(letter) && !tokens[to]!.glued;
    out.push(
      value === null ? text.slice(tokens[at]!.from, tokens[at]!.to) : `${value}${isPart ? letter.toUpperCase() : ''}`,
    );
    isChanged ||= value !== null;
    at = isPart ? exampleEnd(tokens, to + 1, letter) : to;
  }
  return isChanged ? out.join(' ') : null;
}

/** "B as in bravo". */
function exampleEnd(tokens: readonly Token[], at: number, letter: string): number {
  const words = standsAt(tokens, at, ['as', 'in']) ? 2 : tokens[at]?.text === 'for' ? 1 : 0;
  return words > 0 && tokens[at + words]?.text.startsWith(letter) === true ? at + words + 1 : at;
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

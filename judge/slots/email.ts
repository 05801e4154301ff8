/** An email address in a caller's words: "j o h n dot smith at gmail dot com". */
import { type Finding, settle } from './settle.ts';
import type { SlotResult } from './slot.ts';
import { type Piece, piecesOf } from './spelled.ts';
import { type Token, wordSet } from './tokens.ts';

export function extractEmail(text: string, tokens: readonly Token[]): SlotResult {
  const pieces = piecesOf(tokens);
  const found = pieces.flatMap((piece, at) => {
    const address = piece.kind === 'at' ? addressAround(pieces, at) : null;
    return address ? [address] : [];
  });
  if (found.length === 0 && pieces.some((piece, at) => isTop(pieces, at) || providers.has(piece.text))) {
    return { ok: false, why: 'unclear' };
  }
  const isDoubtful = isRemarked(tokens) || tokens.some((one) => takingBack.has(one.text));
  const findings = found.map((one): Finding =>
    one.value === undefined ? one : { ...one, sure: one.sure && !isDoubtful && !isCommented(tokens, one) },
  );
  const last = findings.at(-1);
  const before = findings.at(-2);
  // "Sam at gmail dot, oh sorry, sam dot price at gmail dot com": what was broken off does not count.
  const isOver = before && (before.value === undefined || saysOtherwise(tokens, before.from, last!.from));
  if (last?.value !== undefined && isOver) return settle(text, tokens, [{ ...last, sure: false }]);
  return settle(text, tokens, findings);
}

const takingBack = wordSet('no nope sorry wait actually mean meant scratch oops rather instead correction');
const polite =
  wordSet(`please thanks thank you that's it is all yes yeah okay ok sir madam ma'am mate love cheers that right my
  email address for the so much very`);

/** Something is said behind the address that may be about it: "… that's z e d both times". */
const isCommented = (tokens: readonly Token[], { to }: Finding): boolean =>
  tokens.slice(to).some((one) => /[\p{L}\p{N}]/u.test(one.text) && !polite.has(one.text));

/** "Zoe with a z": how it is spelled was told, and not read. */
function isRemarked(tokens: readonly Token[]): boolean {
  return tokens.some(
    (one, at) => /^with(?:out)?$/.test(one.text) && tokens.slice(at + 1, at + 3).some((next) => next.text.length === 1),
  );
}

const otherwise = wordSet('no sorry wait actually rather instead oops taken old use');

function saysOtherwise(tokens: readonly Token[], from: number, to: number): boolean {
  return tokens.slice(from, to).some((one) => otherwise.has(one.text));
}

const localMax = 64;

/** The form that mail servers take without quotes, with a name of at least two labels behind the sign. Source: RFC 5321 4.1.2. */
export function isEmail(value: string): boolean {
  if (value.length > 254 || value.indexOf('@') > localMax) return false;
  return /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/.test(value);
}

const providers = wordSet('gmail hotmail outlook yahoo icloud protonmail aol gmx');
const tops =
  wordSet(`com net org edu gov info biz io dev app me co tv shop online store cloud tech ai xyz site web club life
  live email agency care dental health law blog team group digital berlin london
  ac ae ag am ar at au be bg bo br ca cc ch cl cn cr cy cz de dk do ec ee eg es eu fi fm fr gg gr gt hk hr hu id ie il in
  is it jp ke kr kz la lb li lk lt lu lv ma mc md mk mt mx my ng nl no nu nz pa pe ph pk pl pt py ro rs ru sa se sg si sk
  sv th to tn tr tw ua ug uk us uy ve vn ws za`);

const isTop = (pieces: readonly Piece[], at: number): boolean =>
  pieces[at]!.text === '.com' || (pieces[at]!.text === '.' && tops.has(pieces[at + 1]?.text ?? ''));

/** The address around an "at"; null if the "at" is a word of the sentence. */
function addressAround(pieces: readonly Piece[], at: number): Finding | null {
  const local = localBefore(pieces, at);
  const domain = domainBehind(pieces, at);
  if (!domain && !providers.has(pieces[at + 1]?.text ?? '')) return null;
  const from = pieces[local?.from ?? at]!.from;
  const to = pieces[(domain?.to ?? at + 2) - 1]!.to;
  const value = `${local?.text ?? ''}@${domain?.text ?? ''}`;
  if (!local || !domain || !isEmail(value)) return { from, to, why: 'unclear' };
  return { from, to, value, sure: local.sure && domain.sure };
}

type Part = { text: string; sure: boolean };

const labelPiecesMax = 40;

/** To the end of the last label that can be a top one. */
function domainBehind(pieces: readonly Piece[], at: number): (Part & { to: number }) | null {
  let text = '';
  let words = 0;
  let found: (Part & { to: number }) | null = null;
  for (let place = at + 1; place < pieces.length && place <= at + labelPiecesMax; place++) {
    const piece = pieces[place]!;
    if (piece.kind === 'at' || piece.kind === 'break') break;
    // Recognisers lose the second dot of "dot co dot uk".
    const isCountry = piece.kind === 'word' && piece.text.length === 2 && tops.has(piece.text);
    if (found && text === found.text && isCountry && /\.(?:co|com|ac|org|gov|net)$/.test(text)) {
      text += '.';
    } else if (found && text === found.text && piece.kind !== 'sign') break;
    if (piece.kind === 'word' && !isEnding(text)) words++;
    text += piece.text;
    const label: string = /\.([a-z]+)$/.exec(text)?.[1] ?? '';
    // "Dot b r": the letters of a country.
    const isWhole: boolean = tops.has(label) && !(pieces[place + 1]?.kind === 'letter' && piece.kind === 'letter');
    const isUnknown = !tops.has(label) && label.length > 2 && !(pieces[place + 1]?.kind === 'sign');
    if (isWhole || isUnknown) found = { text, to: place + 1, sure: isWhole && words <= 1 };
  }
  return found;
}

const isEnding = (text: string): boolean => /[.-]$/.test(text);

/** No part of an address, but of the sentence around it. */
const outside =
  wordSet(`is its email emails mail address the my be go by goes theres thatll ill id weve itd should probably them from send same but backups here try using well hm mines heres put down goes lets it would to me on under thats that sure yeah yes yep okay ok so please
  repeat again well and or no sorry wait actually mean meant i'm im hi hello then write send reach contact use think
  named called said with for of um like right correct now not was just you can oh alright work personal wrong make one
  kindly note having have got taken afraid numbers first then wifes ones i am only id that how do say will it'll give
  please share myself mine best try hers his`);
/** "Paul the second at …": the name may have begun before these. */
const loose = /^(?:the|and|or|of|then|for|said|one|like|by|with|numbers?|digits?)$/;
const localPiecesMax = 64;

/** What stands before an "at", back to the first word that belongs to the sentence. */
function localBefore(pieces: readonly Piece[], at: number): (Part & { from: number }) | null {
  let from = at;
  while (from > 0 && at - from < localPiecesMax) {
    const before = pieces[from - 1]!;
    if (before.kind === 'at' || before.kind === 'break') break;
    // A word behind a sign belongs to the address: "smith dot me".
    if (pieces[from]?.isPaused && !goesOn(pieces, from, at)) break;
    const isOutside = before.kind === 'word' && outside.has(before.text) && !isJoined(pieces, from - 1);
    if (isOutside && !pieces[from]?.isAttached && (before.isPaused || !isInside(pieces, from - 1, at))) break;
    from--;
  }
  // "My.name" as written, where "my" belongs to it.
  while (from > 1 && pieces[from]!.isGlued === true && pieces[from - 1]!.kind === 'word') from--;
  if (from === 1 && pieces[1]!.isGlued === true && pieces[0]!.kind === 'word') from = 0;
  // "The wife's one: jean …"
  if (from > 0 && from < at - 1 && pieces[from]!.text === '1' && pieces[from - 1]!.kind === 'word') from++;
  // "Me at …": the whole name, where nothing else is said for it.
  if (from === at && at === 1 && pieces[0]!.kind === 'word') from = 0;
  if (from === at || pieces[from]!.kind === 'sign') return null;
  const whole = withoutRepeat(pieces.slice(from, at));
  const parts = whole.filter(
    (part, index) =>
      !(part.kind === 'word' && asides.has(part.text)) &&
      !(part.kind === 'sign' && part.text === whole[index - 1]?.text),
  );
  const isGuess =
    parts.length < at - from ||
    parts.some((one) => one.kind === 'word' && outside.has(one.text)) ||
    parts.some((one) => one.isPaused) ||
    pieces.slice(0, from).some((one, index) => one.kind === 'letter' && pieces[index + 1]?.kind === 'letter') ||
    pieces[from]!.isPaused;
  if (parts.length === 1 && /^(?:name|address|number|company|surname)$/.test(parts[0]!.text)) return null;
  if (pieces[from - 1]?.text === 'with') return null;
  const wordsInRow = parts.filter((part, index) => part.kind === 'word' && isWordy(parts[index - 1])).length;
  return {
    from,
    text: parts.map((part) => part.text).join(''),
    sure: !isGuess && wordsInRow === 0 && parts.length < localPiecesMax && !loose.test(pieces[from - 1]?.text ?? ''),
  };
}

/** Behind a pause only what is spelled or numbered belongs to the name before it: "surf, s u r f", "b, four". */
function goesOn(pieces: readonly Piece[], from: number, at: number): boolean {
  const isCharacter = ({ kind }: Piece): boolean => kind === 'letter' || kind === 'digits';
  const end = pieces.findIndex((one, index) => index > from && (one.isPaused || index === at || one.kind === 'sign'));
  const behind = pieces.slice(from, end);
  // "The office one, …".
  const isOne = pieces[from - 1]!.text === '1' && pieces[from - 2]?.kind === 'word';
  if (isCharacter(pieces[from - 1]!) && !isOne) return behind.length <= lettersMin;
  if (!behind.every(isCharacter)) return false;
  const spelled = behind.map((one) => one.text).join('');
  return behind.length < lettersMin || namesBefore(pieces.slice(Math.max(0, from - namesMax), from), spelled) > 0;
}

const isWordy = (piece: Piece | undefined): boolean => piece?.kind === 'word' || piece?.kind === 'letter';
const isJoined = (pieces: readonly Piece[], at: number): boolean => pieces[at - 1]?.kind === 'sign' && at > 1;

/** Words of the sentence that stand within an address: "dave the plumber", "g dot llewellyn, that's double l …". */
function isInside(pieces: readonly Piece[], place: number, at: number): boolean {
  const { text } = pieces[place]!;
  const [before, behind] = [pieces[place - 1], pieces[place + 1]];
  if (/^(?:the|and)$/.test(text)) {
    return before?.kind === 'word' && !outside.has(before.text) && behind?.kind === 'word' && place + 1 < at;
  }
  return asides.has(text) && pieces.slice(Math.max(0, place - 4), place).some((one) => one.kind === 'sign');
}

const asides = wordSet('thats just so');

/** Between a name and its spelling. */
const beforeSpelling = wordSet('thats so its is spelled spelt spelling that just');
const namesMax = 3;
const lettersMin = 3;

/** "John j o h n", "llewellyn, that's l l e w …", "paddy mac p a d d y m a c": the spelling counts, once. */
function withoutRepeat(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (let at = 0; at < pieces.length; at++) {
    let from = at;
    while (pieces[from]?.kind === 'word' && beforeSpelling.has(pieces[from]!.text)) from++;
    let to = from;
    while (pieces[to]?.kind === 'letter') to++;
    const letters = pieces.slice(from, to);
    if (isRepeated(out, pieces[at]!)) continue;
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
  const isSame = kind === 'digits' && text.length > 1 && again.map((one) => one.text).join('') === text;
  return isSame ? again.length : 0;
}

/** How many of the last words are what is spelled; 0 if none is. */
function namesBefore(out: readonly Piece[], spelled: string): number {
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

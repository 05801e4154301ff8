/** An email address in a caller's words: "j o h n dot smith at gmail dot com". */
import { localBefore } from './email-local.ts';
import { withoutRepeat } from './email-repeats.ts';
import { type Finding, settle } from './settle.ts';
import type { SlotResult } from './slot.ts';
import { type Piece, piecesOf } from './spelled.ts';
import { type Token, wordSet } from './tokens.ts';

export function extractEmail(text: string, tokens: readonly Token[]): SlotResult {
  const pieces = withoutSlips(piecesOf(tokens));
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
  // "Sam at gmail dot, oh sorry, sam dot price at gmail dot com": what was broken off or taken back does not count.
  const isOver = findings.length > 1 && findings.slice(0, -1).every((one) => isReplaced(tokens, one, last!));
  if (last?.value !== undefined && isOver) return settle(text, tokens, [{ ...last, sure: false }]);
  return settle(text, tokens, findings);
}

/** "Lorna eighty two, no, eighty three at …", "dot smith, sorry, dot smyth at …": without what was taken back. */
function withoutSlips(pieces: readonly Piece[]): readonly Piece[] {
  const at = pieces.findIndex((one, index) => index > 0 && slips.has(one.text) && isSlip(pieces, index));
  if (at < 0) return pieces;
  const to = cueEnd(pieces, at);
  const isNumber = pieces[to]!.kind === 'digits';
  let from = at;
  while (from > 0 && (isNumber ? pieces[from - 1]!.kind === 'digits' : pieces[from]!.kind !== 'sign' || from === at))
    from--;
  return [...pieces.slice(0, from), ...pieces.slice(to)];
}
const slips = wordSet('no sorry wait actually');
const afterSlip = wordSet('no sorry wait actually i mean meant its make that');
function cueEnd(pieces: readonly Piece[], at: number): number {
  let to = at;
  while (afterSlip.has(pieces[to]?.text ?? '')) to++;
  return to;
}
/** A number for a number, or behind a sign as much again with its sign. */
function isSlip(pieces: readonly Piece[], at: number): boolean {
  const next = pieces[cueEnd(pieces, at)];
  const before = pieces[at - 1]!;
  if (next?.kind === 'digits') return before.kind === 'digits';
  return next?.kind === 'sign' && before.kind === 'word' && pieces[at - 2]?.text === next.text;
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

const otherwise = wordSet('no sorry wait actually rather instead oops taken old use mean meant');

const isReplaced = (tokens: readonly Token[], one: Finding, by: Finding): boolean =>
  one.value === undefined || tokens.slice(one.from, by.from + 1).some(({ text }) => otherwise.has(text));

const localMax = 64;

/** The form that mail servers take without quotes, with a name of at least two labels behind the sign. Source: RFC 5321 4.1.2. */
export function isEmail(value: string): boolean {
  if (value.length > 254 || value.indexOf('@') > localMax) return false;
  return /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/.test(value);
}

/** Whoever has an address there may leave out its end, which is the same for nearly all. */
const commercial = wordSet('gmail hotmail outlook yahoo icloud aol');
const providers: ReadonlySet<string> = new Set([...commercial, 'protonmail', 'gmx']);
const tops =
  wordSet(`com net org edu gov info biz io dev app me co tv shop online store cloud tech ai xyz site web club life
  live email agency care dental health law blog team group digital berlin london scot wales
  ac ae ag am ar at au be bg bo br ca cc ch cl cn cr cy cz de dk do ec ee eg es eu fi fm fr gg gr gt hk hr hu id ie il in
  is it jp ke kr kz la lb li lk lt lu lv ma mc md mk mt mx my ng nl no nu nz pa pe ph pk pl pt py ro rs ru sa se sg si sk
  sv th to tn tr tw ua ug uk us uy ve vn ws za`);

const isTop = (pieces: readonly Piece[], at: number): boolean =>
  pieces[at]!.text === '.com' || (pieces[at]!.text === '.' && tops.has(pieces[at + 1]?.text ?? ''));

/** The address around an "at"; null if the "at" is a word of the sentence. */
function addressAround(pieces: readonly Piece[], at: number): Finding | null {
  const domain = domainBehind(pieces, at) ?? providerBehind(pieces, at);
  if (!domain) return null;
  const local = localBefore(pieces, at) ?? sameBefore(pieces, at);
  const from = pieces[local?.from ?? at]!.from;
  const to = pieces[domain.to - 1]!.to;
  const value = `${local?.text ?? ''}@${domain.text}`;
  if (!local || !isEmail(value)) return { from, to, why: 'unclear' };
  return { from, to, value, sure: local.sure && domain.sure };
}

type Part = { text: string; sure: boolean };

/** "… at aol dot com, sorry, at aol dot co dot uk": the same name at another place. */
function sameBefore(pieces: readonly Piece[], at: number): (Part & { from: number }) | null {
  const cue = pieces[at - 1]?.text ?? '';
  const before = pieces.findLastIndex((one, index) => index < at && one.kind === 'at');
  const local = before > 0 && takingBack.has(cue) ? localBefore(pieces, before) : null;
  return local && { ...local, from: at - 1, sure: false };
}

/** "At gmail": nobody says more of it than everybody knows. */
function providerBehind(pieces: readonly Piece[], at: number): (Part & { to: number }) | null {
  const name = pieces[at + 1]?.text ?? '';
  if (!providers.has(name)) return null;
  return { text: commercial.has(name) ? `${name}.com` : name, to: at + 2, sure: false };
}

const labelPiecesMax = 40;

/** To the end of the last label that can be a top one. */
function domainBehind(pieces: readonly Piece[], at: number): (Part & { to: number }) | null {
  const next = pieces.findIndex((one, index) => index > at && (one.kind === 'at' || one.kind === 'break'));
  const end = Math.min(next < 0 ? pieces.length : next, at + 1 + labelPiecesMax);
  const told = withoutRepeat(withoutComments(pieces.slice(at + 1, end)));
  let text = '';
  let words = 0;
  let found: (Part & { to: number }) | null = null;
  for (const [place, piece] of told.entries()) {
    // Recognisers lose the second dot of "dot co dot uk".
    const isCountry = piece.kind === 'word' && piece.text.length === 2 && tops.has(piece.text);
    if (found && text === found.text && isCountry && /\.(?:co|com|ac|org|gov|net)$/.test(text)) {
      text += '.';
    } else if (found && text === found.text && piece.kind !== 'sign') break;
    if (piece.kind === 'word' && !isEnding(text)) words++;
    text += piece.text;
    const label: string = /\.([a-z]+)$/.exec(text)?.[1] ?? '';
    // "Dot b r": the letters of a country.
    const isWhole: boolean = tops.has(label) && !(told[place + 1]?.kind === 'letter' && piece.kind === 'letter');
    const isUnknown = !tops.has(label) && label.length > 2 && !(told[place + 1]?.kind === 'sign');
    const isAll = told.length === end - at - 1;
    if (isWhole || isUnknown) found = { text, to: pieces.indexOf(piece) + 1, sure: isWhole && words <= 1 && isAll };
  }
  // "The one I look at is wendy at …": what is behind is the next address.
  return found && found.to === next && pieces[next]!.kind === 'at' && !found.sure ? null : found;
}

/** "At bethsblooms, that's beths with an s, dot com": how it is spelled, up to the next sign. */
function withoutComments(told: readonly Piece[]): readonly Piece[] {
  const from = told.findIndex((one, at) => at > 0 && (comments.has(one.text) || providers.has(told[at - 1]!.text)));
  const to = told.findIndex((one, at) => at > from && one.kind === 'sign');
  const isSign = from >= 0 && told[from]!.kind !== 'sign' && told[from - 1]!.kind !== 'sign';
  const isSpelling = told[from + 1]?.kind === 'letter' && told[from + 2]?.kind === 'letter';
  return isSign && to > 0 && !isSpelling ? [...told.slice(0, from), ...told.slice(to)] : told;
}
const comments = wordSet('thats its spelled spelt');

const isEnding = (text: string): boolean => /[.-]$/.test(text);

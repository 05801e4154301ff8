/** An email address in a caller's words: "j o h n dot smith at gmail dot com". */
import { type Finding, settle } from './settle.ts';
import type { SlotResult } from './slot.ts';
import { type Piece, piecesOf } from './spelled.ts';
import { type Token, wordSet } from './tokens.ts';

export function extractEmail(text: string, tokens: readonly Token[]): SlotResult {
  const pieces = piecesOf(tokens);
  const findings: Finding[] = [];
  for (const [at, piece] of pieces.entries()) {
    const found = piece.kind === 'at' ? addressAround(pieces, at) : null;
    if (found) findings.push(found);
  }
  if (findings.length === 0 && pieces.some((piece, at) => isTop(pieces, at) || providers.has(piece.text))) {
    return { ok: false, why: 'unclear' };
  }
  return settle(text, tokens, findings);
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
    if (found && text === found.text && piece.kind !== 'sign') break;
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
  wordSet(`is its email emails mail address the my be it would to me on under thats that sure yeah yes yep okay ok so please
  repeat again well and or no sorry wait actually mean meant i'm im hi hello then write send reach contact use think
  named called said with for of um like right correct now not was just you can oh alright work personal wrong make one`);
/** "Paul the second at …": the name may have begun before these. */
const loose = /^(?:the|and|or|of|then|for|said|one|like)$/;
const localPiecesMax = 64;

/** What stands before an "at", back to the first word that belongs to the sentence. */
function localBefore(pieces: readonly Piece[], at: number): (Part & { from: number }) | null {
  let from = at;
  while (from > 0 && at - from < localPiecesMax) {
    const before = pieces[from - 1]!;
    if (before.kind === 'at' || before.kind === 'break') break;
    // A word behind a sign belongs to the address: "smith dot me".
    if (before.kind === 'word' && outside.has(before.text) && !isJoined(pieces, from - 1)) break;
    from--;
  }
  // "My.name" as written, where "my" belongs to it.
  while (from > 1 && pieces[from]!.isGlued === true && pieces[from - 1]!.kind === 'word') from--;
  if (from === 1 && pieces[1]!.isGlued === true && pieces[0]!.kind === 'word') from = 0;
  if (from === at || pieces[from]!.kind === 'sign') return null;
  const parts = withoutRepeat(pieces.slice(from, at));
  if (pieces[from - 1]?.text === 'with') return null;
  const wordsInRow = parts.filter((part, index) => part.kind === 'word' && isWordy(parts[index - 1])).length;
  return {
    from,
    text: parts.map((part) => part.text).join(''),
    sure: wordsInRow === 0 && parts.length < localPiecesMax && !loose.test(pieces[from - 1]?.text ?? ''),
  };
}

const isWordy = (piece: Piece | undefined): boolean => piece?.kind === 'word' || piece?.kind === 'letter';
const isJoined = (pieces: readonly Piece[], at: number): boolean => pieces[at - 1]?.kind === 'sign' && at > 1;

/** "John j o h n": a word and the same spelled. */
function withoutRepeat(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!;
    const spelled = pieces.slice(at + 1, at + 1 + piece.text.length);
    const isSpelled = piece.kind === 'word' && piece.text.length > 1 && spelled.every((one) => one.kind === 'letter');
    if (!(isSpelled && spelled.map((one) => one.text).join('') === piece.text)) out.push(piece);
  }
  return out;
}

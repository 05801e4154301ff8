/** The name before the "at" of an address, back to where the sentence around it ends. */
import { lettersMin, namesBefore, namesMax, withoutRepeat } from './email-repeats.ts';
import type { Piece } from './spelled.ts';
import { adverbs } from './text-words.ts';
import { wordSet } from './tokens.ts';

/** No part of an address, but of the sentence around it. */
const outside: ReadonlySet<string> = new Set([
  ...adverbs,
  ...wordSet(`is its email emails mail address the my be go by goes theres thatll ill id weve itd should probably them from send same but backups here try using well hm mines heres put down goes lets it would to me on under thats that sure yeah yes yep okay ok so please
  repeat again well and or no sorry wait actually mean meant i'm im hi hello then write send reach contact use think
  named called said with for of um like right correct now not was just you can oh alright work personal wrong make one
  kindly note having have got taken afraid numbers first then wifes ones i am only id that how do say will it'll give
  please share myself mine best try hers his shes hes theyre youre ours theirs name surname full initial maam sir fine are were has had`),
]);
/** "Yes love, …": beside an assent they are no name. */
const vocatives = wordSet('love mate dear darling pal duck hun sweetheart buddy boss');
const assents = /^(?:yes|yeah|yep|sure|ok|okay|hi|hello|please|thanks|alright|right)$/;
/** "Paul the second at …": the name may have begun before these. */
const loose = /^(?:the|and|or|of|then|for|said|one|like|by|with|numbers?|digits?)$/;
/** In front of "at" these are no name. */
const noName =
  /^(?:is|its|it|that|thats|was|and|or|but|no|not|sorry|wait|actually|mean|meant|the|of|for|be|would|id|name|address)$/;
const localPiecesMax = 64;

/** What stands before an "at", back to the first word that belongs to the sentence; null where that is nothing. */
export function localBefore(
  pieces: readonly Piece[],
  at: number,
): { text: string; sure: boolean; from: number } | null {
  const from = startOf(pieces, at);
  if (from === at || pieces[from]!.kind === 'sign') return null;
  const told = pieces
    .slice(from, at)
    .filter(({ kind, text }) => kind !== 'word' || !asides.has(text) || text === 'thats');
  const whole = withoutRepeat(told);
  const parts = whole.filter(
    (part, index) =>
      !(part.kind === 'word' && asides.has(part.text)) &&
      !(part.kind === 'sign' && part.text === whole[index - 1]?.text),
  );
  if (parts.length === 0) return null;
  const isGuess =
    parts.length < at - from ||
    parts.some((one) => one.kind === 'word' && outside.has(one.text)) ||
    parts.some((one) => one.isPaused) ||
    pieces.slice(0, from).some((one, index) => one.kind === 'letter' && pieces[index + 1]?.kind === 'letter') ||
    pieces[from]!.isPaused;
  if (parts.length === 1 && /^(?:number|company)$/.test(parts[0]!.text)) return null;
  // "Katy with a k at …".
  if (pieces[from - 1]?.text === 'with' && parts.length === 1 && parts[0]!.kind === 'letter') return null;
  const wordsInRow = parts.filter((part, index) => part.kind === 'word' && isWordy(parts[index - 1])).length;
  return {
    from,
    text: parts.map((part) => part.text).join(''),
    sure: !isGuess && wordsInRow === 0 && parts.length < localPiecesMax && !loose.test(pieces[from - 1]?.text ?? ''),
  };
}

/** The first piece of the name. */
function startOf(pieces: readonly Piece[], at: number): number {
  let from = at;
  while (from > 0 && at - from < localPiecesMax && !isOutside(pieces, from - 1, at)) from--;
  // "My.name" as written, where "my" belongs to it.
  while (from > 1 && pieces[from]!.isGlued === true && pieces[from - 1]!.kind === 'word') from--;
  if (from === 1 && pieces[1]!.isGlued === true && pieces[0]!.kind === 'word') from = 0;
  // "Hello at …": one word of the sentence, where nothing else is said for the name.
  const only = pieces[at - 1];
  if (from === at && only?.kind === 'word' && !noName.test(only.text)) return at - 1;
  // "To my accountant, office at …".
  const isMine = pieces[from - 2]?.text === 'to' && /^(?:my|our|the)$/.test(pieces[from - 1]!.text);
  if (isMine && at - from > 1 && pieces[from]!.kind === 'word' && pieces[from + 1]!.kind === 'word') from++;
  return segmentStart(pieces, from, at);
}

/** Whether the piece at this place is of the sentence, and the name begins behind it. */
function isOutside(pieces: readonly Piece[], place: number, at: number): boolean {
  const piece = pieces[place]!;
  const next = pieces[place + 1];
  if (piece.kind === 'at' || piece.kind === 'break') return true;
  // A word behind a sign belongs to the address: "smith dot me".
  if (next?.isPaused && !goesOn(pieces, place + 1, at)) return true;
  if (isOneOf(pieces, place, at)) return true;
  if (piece.kind !== 'word' || next?.isAttached) return false;
  if (vocatives.has(piece.text) && assents.test(pieces[place - 1]?.text ?? '')) return true;
  if (restarts.test(piece.text) && pieces.slice(place, at).some(({ kind }) => kind === 'sign')) return true;
  if (!outside.has(piece.text) || isJoined(pieces, place)) return false;
  return piece.isPaused === true || !isInside(pieces, place, at);
}

/** "First name dot last name, so kevin dot …". */
const restarts = /^(?:so|sorry|wait|no)$/;

/** "The silly one": which of several addresses, and no number. */
function isOneOf(pieces: readonly Piece[], place: number, at: number): boolean {
  const { kind, text } = pieces[place]!;
  if (kind !== 'digits' || text !== '1' || place + 1 >= at || pieces[place - 1]?.kind !== 'word') return false;
  if (!isWordy(pieces[place + 1])) return false;
  const before = pieces.slice(Math.max(0, place - oneWordsMax), place);
  return before.some((one) => /^(?:the|an?|my|our|his|her|this|that)$/.test(one.text));
}
const oneWordsMax = 4;

/**
 * Before a dot stands one name: what is in front of it, "send it to dad, jim dot …", is of the sentence, unless the
 * caller begins with it.
 */
function segmentStart(pieces: readonly Piece[], from: number, at: number): number {
  const sign = pieces.findIndex((one, index) => index > from && index < at && one.kind === 'sign');
  const isFirst = from === 0 || pieces[from]!.isPaused === true || /^(?:its|is|\W)$/.test(pieces[from - 1]!.text);
  if (sign < 0 || isFirst || pieces.slice(from, sign).some((one) => one.isPaused)) return from;
  let start = sign - 1;
  let words = pieces[start]!.kind === 'word' ? 1 : 0;
  while (start > from && words + (pieces[start - 1]!.kind === 'word' ? 1 : 0) <= 1) {
    start--;
    if (pieces[start]!.kind === 'word') words++;
  }
  return start;
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
  if (/^(?:the|and|by)$/.test(text) && before?.kind === 'word' && !outside.has(before.text)) {
    return isWordy(behind) && place + 1 < at;
  }
  // "The old forge at …".
  const rest = pieces.slice(place + 1, at);
  if (text === 'the' && before?.text !== 'to')
    return rest.length > 1 && rest.every(({ kind, isPaused }) => kind === 'word' && !isPaused);
  return asides.has(text) && pieces.slice(Math.max(0, place - 4), place).some((one) => one.kind === 'sign');
}

const asides = wordSet('thats just so');

/**
 * The tag firewall: stands between the model's tokens and the caller's ear, takes text in pieces of any size, and gives
 * out speech and controls. Pure, linear in time, never throws. Source: design ending.md section 3.
 */
import {
  controlCharsMax,
  dropped,
  endsInside,
  escapePattern,
  indexFrom,
  isWordCharacter,
  matchTag,
} from './control.ts';
import type { Control, Tail, Verdict } from './control.ts';
import {
  indexToolNames,
  matchPrintedCall,
  matchPrintedObject,
  matchWrappedCall,
  mayBecomeName,
} from './printed-call.ts';
import type { ToolNames } from './printed-call.ts';

export type { Control } from './control.ts';

/** What the caller hears, or a control at its place in it. Source: design ending.md section 3. */
export type FilterPart = { type: 'speech'; text: string } | { type: 'control'; control: Control };

/**
 * Filters one reply after the other. `push` takes the next piece; `end` closes the reply, decides what was held back,
 * and makes the filter ready for another. `held` is the number of characters held back, never above 1,200.
 * Source: design ending.md section 3.
 */
export type ReplyFilter = { push(piece: string): FilterPart[]; end(): FilterPart[]; readonly held: number };

const quotationMarks = '"\'“”‘’«»„`';
const reasonCharsMax = 200;

/**
 * Makes a filter for one call. `toolNames`: the end actions and tools whose calls a model might print as text;
 * `end_call` is always known. Source: design ending.md section 3.
 */
export function replyFilter(options: { toolNames: readonly string[] }): ReplyFilter {
  const names = indexToolNames(options.toolNames);
  const candidate = candidatePattern(names);
  let held = '';
  let previous = '';
  let sentenceStart = true;

  function speak(text: string, parts: FilterPart[]): void {
    if (text === '') return;
    parts.push({ type: 'speech', text });
    sentenceStart = startsSentence(text, text.length, sentenceStart);
    previous = text.at(-1)!;
  }

  function filter(piece: string, ended: boolean): FilterPart[] {
    const parts: FilterPart[] = [];
    let text = piece;
    let at = indexFrom(candidate, text, 0);
    while (at >= 0) {
      const place = { text, at, ended, previous: at > 0 ? text[at - 1]! : previous, sentenceStart };
      const verdict = matchAt(place, names);
      if (verdict === 'more') break;
      if (verdict === 'no') {
        at = indexFrom(candidate, text, at + 1);
        continue;
      }
      speak(text.slice(0, at), parts);
      parts.push({ type: 'control', control: verdict.control });
      // Nothing of a control counts as standing before what follows it; only the sentence goes on around it.
      text = text.slice(at + verdict.length);
      previous = '';
      at = indexFrom(candidate, text, 0);
    }
    speak(at < 0 ? text : text.slice(0, at), parts);
    held = at < 0 ? '' : text.slice(at);
    return parts;
  }

  return {
    push: (piece) => filter(held + piece, false),
    end() {
      const parts = filter(held, true);
      previous = '';
      sentenceStart = true;
      return parts;
    },
    get held() {
      return held.length;
    },
  };
}

/**
 * Caller words before the model sees them: tags, commands and note marks in them can no longer be read as such, the
 * wording stays. `found`: there was something to defuse. Source: design ending.md section 2.
 */
export function defuse(callerText: string): { text: string; found: boolean } {
  const holdsTag = knownTag.test(callerText) || /\[[A-Z][A-Z0-9_]/.test(callerText);
  const text = (holdsTag ? callerText.replaceAll('[', '(').replaceAll(']', ')') : callerText)
    .replace(/(?<![a-z0-9_])(?:end_+call|send_+sms)(?![a-z0-9_])/gi, (name) => name.toLowerCase().replace(/_+/g, ' '))
    .replace(
      /<(?=\s{0,20}\/?\s{0,20}(?:call[-_\s]{0,20}note|tool[-_\s]{0,20}call))(?:([^<>]{0,200})>)?/gi,
      inParentheses,
    );
  return { text, found: text !== callerText };
}

const knownTag = /\[\s*(?:end[-_\s]+call|send[-_\s]+sms|transfer|wait)(?![a-z0-9_])/i;

function inParentheses(_mark: string, inner: string | undefined): string {
  return inner === undefined ? '(' : `(${inner.replace(/_+/g, ' ')})`;
}

/** Where a control may begin: at a bracket and the like, and at a word that is a name or the text ends inside of it. */
function candidatePattern(names: ToolNames): RegExp {
  const words = names.words.flatMap((word) => {
    const letters = [...word].map(escapePattern);
    return [endsInside(letters), word === 'end_call' ? word : `${letters.join('')}\\(`];
  });
  return new RegExp(`[[{\`<]|(?<![A-Za-z0-9_])(?:${words.join('|')})`, 'gi');
}

/** `previous`: the character before `at`. `sentenceStart`: what held before `text`. */
type Place = { text: string; at: number; ended: boolean; previous: string; sentenceStart: boolean };

function matchAt(place: Place, names: ToolNames): Verdict {
  const { text, at, previous } = place;
  const window = text.slice(at, at + controlCharsMax);
  const tail: Tail = window.length === controlCharsMax ? 'full' : place.ended ? 'ended' : 'open';
  const quoted = previous !== '' && quotationMarks.includes(previous);
  const first = window[0];
  if (first === '[') return matchTag(window, tail, quoted);
  if (first === '{') return matchPrintedObject(window, tail, names, quoted);
  if (first === '`' || first === '<') return matchWrappedCall(window, tail, names, quoted);
  if (isWordCharacter(previous)) return 'no';
  if (tail === 'open' && mayBecomeName(window, names)) return 'more';
  const call = matchPrintedCall(window, tail, names, quoted);
  if (call !== 'no') return call;
  return matchEndCallWord(window, tail, !quoted && startsSentence(text, at, place.sentenceStart));
}

/** As a command, or else as a word that no caller should hear. */
function matchEndCallWord(text: string, tail: Tail, mayBeCommand: boolean): Verdict {
  const word = /^end_call/i.exec(text)?.[0];
  if (!word || isWordCharacter(text.charAt(word.length))) return 'no';
  const command = mayBeCommand ? matchCommand(text, word.length, tail) : 'no';
  return command === 'no' ? dropped(word.length, 'end_call', 'malformed') : command;
}

function matchCommand(text: string, from: number, tail: Tail): Verdict {
  const lineEnd = text.search(/[\n\r]/);
  const rest = text.slice(from, lineEnd < 0 ? text.length : lineEnd);
  const reason = trimAround(rest);
  if (reason !== '' && !/^[\s:]/.test(rest)) return 'no';
  if (lineEnd < 0 && tail === 'open') return 'more';
  const inner = /^<.*>$/.test(reason) ? trimAround(reason.slice(1, -1)) : reason;
  return {
    length: from + rest.length,
    control: { type: 'end_command', reason: inner.slice(0, reasonCharsMax), quoted: false },
  };
}

/** Without the spaces, quotation marks and punctuation around it. */
function trimAround(text: string): string {
  const around = ` \t\u00a0.!?…,;:=*-–—${quotationMarks}`;
  let start = 0;
  let end = text.length;
  while (start < end && around.includes(text[start]!)) start++;
  while (end > start && around.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** Whether a sentence may begin at `to`; `otherwise` is what held before `text`. */
function startsSentence(text: string, to: number, otherwise: boolean): boolean {
  for (let at = to - 1; at >= 0; at--) {
    const character = text[at]!;
    if ('.!?…:。！？\n\r'.includes(character)) return true;
    if (!' \t\u00a0"\'”’»`)]}'.includes(character)) return false;
  }
  return otherwise;
}

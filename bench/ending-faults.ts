/** What can be wrong with a call, as a caller would say it. Each answers null when nothing is. */
import type { PlayedCall } from './ending-scenario.ts';

type Fault = string | null;

/** The first that is wrong. */
export function firstOf(...faults: readonly Fault[]): Fault {
  return faults.find((fault) => fault !== null) ?? null;
}

/** These words were heard in a row, each to its end. */
export function heardWhole(call: PlayedCall, text: string): Fault {
  return ` ${call.heard} `.includes(` ${text} `) ? null : `"${text}" was not heard whole`;
}

/** And nothing else, but for words that were cut and said again. */
export function heardOnly(call: PlayedCall, text: string): Fault {
  const whole = call.heard.split(' ').filter((word) => !word.endsWith('–'));
  return whole.join(' ') === text ? null : `it should have been "${text}"`;
}

export function notHeard(call: PlayedCall, pattern: RegExp): Fault {
  return pattern.test(call.heard) ? `what nobody should hear was spoken (${pattern.source})` : null;
}

export function oneGoodbye(call: PlayedCall): Fault {
  return goodbyesOf(call) === 0 ? 'no goodbye was heard' : oneGoodbyeAtMost(call);
}

export function oneGoodbyeAtMost(call: PlayedCall): Fault {
  const count = goodbyesOf(call);
  return count > 1 ? `${count} goodbyes were heard` : null;
}

/** One that was cut counts as well. */
function goodbyesOf({ words }: PlayedCall): number {
  return words.filter(({ text }) => /goodbye/i.test(text)).length;
}

/** The agent hung up, once, after the last word and at most so long after it. */
export function hungUpAfterLastWord(call: PlayedCall, withinMs = 5_000): Fault {
  const lastMs = call.words.at(-1)?.endMs ?? 0;
  return firstOf(hungUpOnce(call), downBetween(call, lastMs, lastMs + withinMs));
}

export function hungUpOnce({ down, hangUps }: PlayedCall): Fault {
  if (!down) return 'the line was still up';
  if (down.by === 'caller') return 'the caller had to hang up';
  return hangUps === 1 ? null : `the agent hung up ${hangUps} times`;
}

export function downBetween({ down }: PlayedCall, fromMs: number, toMs: number): Fault {
  if (!down) return 'the line was still up';
  if (down.atMs < fromMs) return `the line went down ${fromMs - down.atMs} ms too early`;
  return down.atMs <= toMs ? null : `the line went down ${down.atMs - toMs} ms too late`;
}

/** Counted from the end of what the caller said, the first time by default. */
export function downWithin(call: PlayedCall, ms: number, speech = 0): Fault {
  const endMs = call.speeches[speech]?.endMs ?? Infinity;
  return downBetween(call, endMs, endMs + ms);
}

/** A word at the cut may count or not. */
const wordsAtCut = 1;

/** The system's own record holds no more words than were heard. */
export function recordIsTrue({ recorded, words }: PlayedCall): Fault {
  const count = recorded.split(/\s+/).filter((word) => word !== '').length;
  const more = count - words.length;
  return more <= wordsAtCut ? null : `the record has ${more} words that nobody heard`;
}

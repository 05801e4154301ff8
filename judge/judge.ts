/**
 * What words mean for the end of a call. Replaceable: rules for English now, a small model later. Pure: no network, no
 * clock; time bounded, as no more than 2,000 characters of a text are read. Source: design ending.md sections 4 and 5.
 *
 * How the rules work: normalise.ts makes plain words of a text; parts.ts splits them into parts, each the longest phrase
 * of the tables (english-*.ts, in the small language of phrases.ts) that fits there; caller.ts and agent.ts weigh the parts.
 */
import type { Meaning } from '../engine/reasons.ts';
import { meaningOfAgent } from './agent.ts';
import { meaningOfCaller } from './caller.ts';
import { normalise, type Word } from './normalise.ts';
import { classes, common, foreign } from './words.ts';

/** Whether a caller would take the call to be over after an agent's words, and whether they hold nothing besides. */
export type AgentWords = { closing: boolean; onlyClosing: boolean };

/**
 * `language` is a BCP 47 tag. Asked about a caller after or during a goodbye, or about the last turn before a proposed
 * end; so thanks alone are a closing, "no" alone is not, and hesitation alone is uncertain. `unknown`: a language without
 * rules, words that are plainly not of that language, or no words at all. For an agent's words in an unknown language
 * the answer is that nothing was said in leave: the engine then orders a farewell, and a second goodbye is better than none.
 */
export type Judge = {
  caller(text: string, language: string): Meaning;
  agent(text: string, language: string): AgentWords;
};

/** The rules for English. Never throws. */
export const ruleJudge: Judge = {
  caller(text, language) {
    if (!isEnglish(language)) return 'unknown';
    const words = normalise(text);
    return isForeign(words) ? 'unknown' : meaningOfCaller(words);
  },
  agent(text, language) {
    const words = isEnglish(language) ? normalise(text) : [];
    return words.length === 0 ? { closing: false, onlyClosing: false } : meaningOfAgent(words);
  },
};

function isEnglish(language: string): boolean {
  return /^en([-_]|$)/i.test(language);
}

/** No words, another script, or mostly the frequent words of other languages and hardly one of English. */
function isForeign(words: readonly Word[]): boolean {
  if (words.length === 0) return true;
  const count = (test: (text: string) => boolean): number => words.filter((word) => test(word.text)).length;
  if (count((text) => /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text)) * 2 > words.length) {
    return true;
  }
  const alien = count((text) => foreign.has(text));
  const known = count((text) => common.has(text) || classes['nice']!.has(text));
  return alien * 5 >= words.length * 2 && alien > known;
}

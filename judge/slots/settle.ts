/** Which of several findings is meant: callers correct and contradict themselves. */
import type { SlotFault, SlotResult } from './slot.ts';
import { isMark, type Token, wordSet } from './tokens.ts';

/** What a rule found in the tokens `from` to `to`: a value, or something of the kind that gives none. */
export type Finding = { from: number; to: number } & (
  | { value: string; sure: boolean; why?: undefined }
  | { why: Exclude<SlotFault, 'nothing'>; value?: undefined; sure?: undefined }
);

/** Words that take back what was said before. */
const takesBack = wordSet(`no nope nah sorry wait actually mean meant make rather instead correction scratch oops change
  should wrong apologies said strike`);
/** Words that may stand among them. */
const besides = wordSet(`i it it's its is that's that the to on at in a my be let's lets oh hold hang me bad we say you
  know second thought thoughts then well my i'm for please was would this uh want an can could must has have it'll ah
  number date email one day with ok okay yes yeah not but right so quite completely`);
const gapTokensMax = 14;

/** Whether words between two findings, or before one, say that the first is to be forgotten. */
export function isTakenBack(gap: readonly Token[]): boolean {
  if (gap.length > gapTokensMax || !gap.some((one) => takesBack.has(one.text))) return false;
  return gap.every((one) => takesBack.has(one.text) || besides.has(one.text) || isMark(one));
}

/**
 * One value, or why there is none. What is taken back or negated does not count; two values that differ are unclear,
 * and so is a value beside something of the kind that was not understood.
 */
export function settle(text: string, tokens: readonly Token[], findings: readonly Finding[]): SlotResult {
  if (findings.length === 0) return { ok: false, why: 'nothing' };
  const kept = findings.filter((one) => negationBefore(tokens, one) === null);
  const start = kept.findLastIndex((one, index) => {
    const before = kept[index - 1];
    return before !== undefined && isTakenBack(tokens.slice(before.to, one.from));
  });
  const meant = kept.slice(Math.max(0, start));
  const last = meant.at(-1);
  const replacing = replacedBy(tokens, kept);
  if (replacing) return { ok: true, value: replacing.value, said: saidIn(text, tokens, replacing), sure: false };
  if (!last || isLeftOpen(tokens.slice(last.to))) return { ok: false, why: 'unclear' };
  if (meant.every((one) => one.why === 'invalid')) return { ok: false, why: 'invalid' };
  const values = new Set(meant.map((one) => one.value));
  const [value] = values;
  if (values.size !== 1 || value === undefined) return { ok: false, why: 'unclear' };
  const first = meant[0]!;
  const said = saidIn(text, tokens, first);
  const isPlain = start < 1 && kept.length === findings.length && !isHedged(tokens, findings);
  return { ok: true, value, said, sure: isPlain && meant.some((one) => one.sure) };
}

const saidIn = (text: string, tokens: readonly Token[], { from, to }: Finding): string =>
  text.slice(tokens[from]!.from, tokens[to - 1]!.to);

const overrides = wordSet(
  'no nope sorry wait actually mean meant make instead rather correction scratch scrap oops so but now new',
);
const gapWordsMax = 20;

/** "Wednesday, no, I've got the dentist, make it Thursday": the last value, with reasons between. It has to be read back. */
function replacedBy(tokens: readonly Token[], kept: readonly Finding[]): (Finding & { value: string }) | null {
  const [last, before] = [kept.at(-1), kept.at(-2)];
  if (last?.value === undefined || before === undefined || before.value === last.value) return null;
  const gap = tokens.slice(before.to, last.from);
  const isOver =
    gap.length <= gapWordsMax && gap.some((one) => overrides.has(one.text)) && !gap.some((one) => one.text === 'or');
  const isEnd = tokens.slice(last.to).every((one) => !opens.has(one.text) || one.text === 'sorry');
  return isOver && isEnd && !isTakenBack(gap) ? last : null;
}

const introduces = wordSet("say make put so then is it's let's try take");
const introWordsMax = 4;

/** Whether the words before a value present it, whatever was refused before: "not the old one, the new one is". */
export const isIntroduced = (tokens: readonly Token[], from: number): boolean =>
  tokens.slice(Math.max(0, from - introWordsMax), from).some((one) => introduces.has(one.text)) &&
  !refuses(tokens.slice(Math.max(0, from - introWordsMax)));

const beforeNegated = wordSet('the a an on at in for to');

/** "Not Monday". */
function negationBefore(tokens: readonly Token[], finding: Finding): number | null {
  let at = finding.from - 1;
  while (at >= 0 && beforeNegated.has(tokens[at]!.text)) at--;
  return at >= 0 && tokens[at]!.text === 'not' ? at : null;
}

const opens = wordSet('no nope wait sorry wrong scratch oops');
/** "No problem": these take nothing back. */
const politeness = wordSet(`problem worries thanks thank preference matter need bother rush hurry about for spaces space
  dots dot capitals capital hyphen apostrophe dash underscore gap gaps more exceptions`);

/** "Monday, no wait", "the third, no, fourth": what it is instead was not said, or not understood. */
function isLeftOpen(rest: readonly Token[]): boolean {
  const words = rest.filter((one) => !isMark(one));
  const first = words[0]?.text ?? '';
  const isFollowed =
    /^(?:no|nope|wait|scratch|actually|rather|oops)$/.test(first) && !politeness.has(words[1]?.text ?? '');
  if (isFollowed && words.length > 1) return true;
  if (words.length === 1 && first === 'sorry') return false;
  const opensAgain = words.some((one) => opens.has(one.text));
  return opensAgain && words.every((one) => takesBack.has(one.text) || besides.has(one.text));
}

const hedges = wordSet(
  'maybe perhaps possibly probably think guess guessing believe unless used old previous former starts begins ends something',
);

/** "Tuesday, but not this one", "I think", "it used to be": to be confirmed. */
function isHedged(tokens: readonly Token[], findings: readonly Finding[]): boolean {
  const negating = new Set(findings.map((one) => negationBefore(tokens, one)));
  return tokens.some((one, at) => hedges.has(one.text) || (one.text === 'not' && !negating.has(at)));
}

const refusing =
  /^(?:(?:do|does|did|ca|wo|is|are|was|would|could|should)n't|cannot|never|except|without|avoid|neither|nor|hate)$/;
const harmless = wordSet('know mind care remember think forget worry');

/** "I can't do Friday", "Friday doesn't work": a value may stand there that is not wanted. */
export function refuses(tokens: readonly Token[]): boolean {
  return tokens.some(
    (one, at) =>
      (refusing.test(one.text) && !harmless.has(tokens[at + 1]?.text ?? '')) ||
      (one.text === 'but' && /^(?:anything|any|everything|anytime|all|day)$/.test(tokens[at - 1]?.text ?? '')) ||
      (one.text === 'can' && tokens[at + 1]?.text === 'not') ||
      (one.text === 'not' &&
        /^(?:available|free|possible|good|work|working|going|able)$/.test(tokens[at + 1]?.text ?? '')),
  );
}

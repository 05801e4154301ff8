/** What is said about the writing of an address or a name, and is no part of it: "all one word", "with a k". */
import { digitOf } from './cardinals.ts';
import type { Token } from './tokens.ts';

const mark =
  '(?:apostrophes?|dots?|points?|spaces?|gaps?|hyphens?|dash(?:es)?|underscores?|full stops?|fadas?|accents?|umlauts?)';
const remarks = new RegExp(
  `^(?:(?:that's|that is) )?(?:${[
    `(?:all |in |no |not |as |with a |with )*(?:lower case|lowercase|upper case|uppercase|small case|small|lower|little|capitals?|caps)(?: letters?)?`,
    `(?:all |as |in |just |both )*(?:one|a single) (?:word|go)|all one|two words|spelled out`,
    `(?:all |run |written |joined )*(?:together|attached|joined up|joined)(?: after the dot)?`,
    `(?:no|with no|without)(?: any| the| an?)? ${mark}(?: on the [a-z])?(?: or anything)?`,
    `(?:as |in |with )(?:the |an? )?(?:numbers?|digits?|numerals?|words?|letters)|all letters`,
    `(?:the |an? )?(?:numbers?|digits?) not (?:the |an? )?words?`,
    `and then|then|god bless|how do you say|kindly note|plural|singular|like the|with the and spelled out`,
    `the (?:numbers?|digits?|numerals?|letters?|words?|year|sign|symbol)`,
  ].join('|')}|(?<=that's |that is )(?:a )?(?:numbers?|digits?))(?= |$)`,
);
const remarkWordsMax = 8;
const letter = /^[a-z](?:'?s)?$/;
const signs = /^(?:dot|underscore|dash|hyphen|period|point|plus)$/;

/** How many words of a remark stand here: "all one word", "with a k", "with two t". */
export function remarkAt(tokens: readonly Token[], at: number): number | null {
  // "With the number four".
  const isCounted =
    tokens[at]!.text === 'with' && /^(?:number|numbers|digit|digits|numeral)$/.test(tokens[at + 2]?.text ?? '');
  if (isCounted && digitOf(tokens[at + 3]?.text) !== undefined) return 4;
  const words = tokens.slice(at, at + remarkWordsMax).map(({ text }) => text);
  const remark = remarks.exec(words.join(' '))?.[0];
  if (remark !== undefined) return remark.split(' ').length;
  // "Then a dot": no letter.
  const isSign = tokens[at]!.text === 'a' && signs.test(tokens[at + 1]?.text ?? '');
  if (isSign && /^(?:then|and|with|,|by)$/.test(tokens[at - 1]?.text ?? '')) return 1;
  if (tokens[at]!.text !== 'with' && tokens[at]!.text !== 'without') return null;
  let to = at + 1;
  if (/^(?:an?|one|two|double|the|no)$/.test(tokens[to]?.text ?? '') && letter.test(tokens[to + 1]?.text ?? ''))
    to += 1;
  const from = to;
  while (to < from + 2 && letter.test(tokens[to]?.text ?? '')) to += 1;
  // Behind "with a k" the name itself may be spelled: its first letter is no part of the remark.
  if (to === from + 2 && /^[a-z]$/.test(tokens[to]?.text ?? '')) to = from + 1;
  return to === from ? null : to - at;
}

/**
 * What the offline ear knows to expect, as a grammar: sentences that an agent asks for, and the small talk of any call.
 * Source: W3C JSpeech Grammar Format.
 */

/** Small talk of any call; an agent adds what it expects. */
const ordinary = [
  '(yes | yeah | yep | sure | okay | right) [please]',
  'no | nope | not really | no (thanks | thank you)',
  'hello | hi | good (morning | afternoon | evening)',
  '[okay] [no] [thanks | thank you] [very much] [you too] [that is (all | everything | it)] [have a (nice | good) day] (bye | goodbye | bye bye)',
  '[no] (thanks | thank you) [very much] [that is (all | everything | it)]',
  '[no] that is (all | everything | it) [for (now | today)]',
  '(wait | sorry | actually | wait actually | hold on) [[i have] one more (thing | question)]',
  '[i have] one more (thing | question)',
  'what are your opening hours [on <day>] | when are you open [on <day>]',
  'i would like to (book | make | cancel | change) an appointment [(for | on) <day>] [at <hour>]',
  'can i (speak to | talk to) a (person | human) | can you transfer me [to a person]',
  '[on] <day> [at <hour>] | [at] <hour>',
  '(can you | could you | please) (repeat that | say that again) | pardon',
  'help | stop | i do not know',
];
const day = 'monday | tuesday | wednesday | thursday | friday | saturday | sunday | today | tomorrow';
const hour = 'one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve';

const sentencesMax = 500;
const wordsMax = 40;

/** `isKnown` tells whether the ear can say how a word sounds; words that it does not know are left out. */
export function grammarOf(expected: readonly string[], isKnown: (word: string) => boolean): string {
  const own = new Set(expected.slice(0, sentencesMax).map((sentence) => knownWords(sentence, isKnown)));
  own.delete('');
  const lines = [...ordinary, ...own].map((line) => `(${line})`).join('\n  | ');
  return `#JSGF V1.0;\ngrammar call;\n<day> = ${day};\n<hour> = ${hour};\npublic <said> = ${lines};\n`;
}

function knownWords(sentence: string, isKnown: (word: string) => boolean): string {
  const words = sentence.toLowerCase().match(/[a-z]+(?:'[a-z]+)?/g) ?? [];
  return words.slice(0, wordsMax).filter(isKnown).join(' ');
}

/**
 * What the offline ear knows to expect, as a grammar: sentences that an agent asks for, and the small talk of any call.
 * Source: W3C JSpeech Grammar Format.
 */

/** Small talk of any call; an agent adds what it expects. */
const ordinary = [
  '(yes | yeah | sure | okay | right) | yes please | sure please',
  'no | not really',
  'hello | hi | good (morning | afternoon)',
  '[okay] (bye | goodbye)',
  '[no] (thanks | thank you) [(bye | goodbye)]',
  '[no] [thanks | thank you] that is (all | everything) [thanks | thank you] [(bye | goodbye)]',
  'thank you have a nice day [(bye | goodbye)]',
  '(thanks | thank you) you too [(bye | goodbye)]',
  '[wait | actually | wait actually] one more (thing | question)',
  'wait | sorry | hold on',
  'what are your opening hours [on <day>]',
  'i would like to (book | cancel) an appointment [(for | on) <day>] [at <hour>]',
  '(can i | i want to) speak to a (person | human)',
  'can you transfer me to a person',
  '[on] <day> [at <hour>]',
  'at <hour>',
  '(can | could) you (repeat that | say that again)',
  'i do not know',
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

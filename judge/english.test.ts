/** The rules on the development set (written with the rules at hand; blind.test.ts is the measure), and what must hold for any text. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanings } from '../engine/reasons.ts';
import { ruleJudge } from './judge.ts';

type Sentences = { plain: string[]; hard: string[] };
const callers = read('english-caller-sentences.json') as Record<string, Sentences>;
const agents = read('english-agent-sentences.json') as Record<'only' | 'closing' | 'open', string[]>;

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

const leaving = read('english-leaving-sentences.json') as Record<string, Sentences>;

/** Written by somebody who did not know the rules; part of the development set since the rules were tuned to it. */
const fresh = read('english-fresh-sentences.json') as { text: string; meaning: string }[];
/** Debatable, or known to be judged otherwise. Only "thanks yeah mm-hmm" is taken for a closing. */
const freshOtherwise = new Set([
  'Not interested take me off your list goodbye.',
  'thanks yeah mm-hmm',
  "pop it in the post like you said and that's us square thanks very much cheerio",
  "Excuse me I'll have to go the nurse is here to do my leg.",
  "so it's the blue bin this week and the brown next week right you are thank you very much",
]);

const judged = (text: string): string => ruleJudge.caller(text, 'en');
const closings = callers['closing']!.plain;

describe('a caller', () => {
  test.each([...Object.entries(callers), ...Object.entries(leaving)])('%s', (meaning, { plain, hard }) => {
    const isRight = (got: string): boolean => (meaning === 'not closing' ? got !== 'closing' : got === meaning);
    const wrong = [...plain, ...hard]
      .map((text) => `${judged(text)}: ${text}`)
      .filter((line) => !isRight(line.split(':')[0]!));
    expect(wrong).toEqual([]);
  });

  test('in words of somebody who did not know the rules', () => {
    const wrong = fresh.filter(({ text, meaning }) => (judged(text) === 'closing') !== (meaning === 'closing'));
    expect(wrong.map(({ text }) => text).filter((text) => !freshOtherwise.has(text))).toEqual([]);
  });

  test('a language without rules, other words than English and no words are unknown', () => {
    expect(ruleJudge.caller('tschüss', 'de-DE')).toBe('unknown');
    expect(ruleJudge.caller('bye', '')).toBe('unknown');
    const elsewhere = [
      'muchas gracias por todo',
      'vielen dank und auf wiederhören',
      'धन्यवाद',
      '谢谢 再见',
      '',
      ' … ',
      '[noise]',
    ];
    expect(elsewhere.filter((text) => judged(text) !== 'unknown')).toEqual([]);
    const english = ['en', 'en-US', 'en_GB', 'EN-in'];
    expect(english.filter((language) => ruleJudge.caller('bye', language) !== 'closing')).toEqual([]);
  });

  test('something open behind a closing wins', () => {
    const opens = [
      'what time do you close',
      'do you open on sundays',
      'is there parking',
      'can I bring my dog',
      'how much is it',
      'where do I go',
      'did you get that?',
      'I have another question',
      'wait',
      'hold on',
      'I need a receipt',
      'no wait one more thing',
      'before you go I want to change my address',
      'can you send me an email',
    ];
    const all = [...closings, ...callers['closing']!.hard.filter((_, at) => at % 4 === 0)].flatMap((text) =>
      opens.map((open) => `${text} ${open}`),
    );
    expect(all.filter((text) => judged(text) === 'closing')).toEqual([]);
  });

  test('case and marks do not change a plain closing', () => {
    // A recogniser sets commas where a clause may begin.
    const begins =
      /^(bye|goodbye|thank|thanks|cheers|have|that's|see|take|enjoy|love|god|speak|talk|the|I|I'm|no|we're)$/;
    const end = fc.constantFrom('', '.', '!', '!!', '...', ',');
    fc.assert(
      fc.property(
        fc.constantFrom(...closings),
        fc.infiniteStream(fc.boolean()),
        end,
        fc.boolean(),
        (text, commas, last, loud) => {
          const all = text.split(' ');
          const marks = all.map((_, at) => (begins.test(all[at + 1] ?? '') && commas.next().value ? ',' : ''));
          const spoken = all.map((word, at) => word + marks[at]).join(' ') + last;
          expect([spoken, judged(loud ? spoken.toUpperCase() : spoken)]).toEqual([spoken, 'closing']);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('a closing is found at the end of a long turn', () => {
    const story = 'so my neighbour came round and looked at the boiler and he thought it was the valve. '.repeat(100);
    expect(judged(`${story} anyway that's sorted. thanks very much, bye`)).toBe('closing');
    expect(judged(`${story} anyway what time do you close. thanks very much, bye`)).toBe('question');
  });
});

describe('an agent', () => {
  test.each(Object.entries(agents))('%s', (kind, texts) => {
    const expected = { closing: kind !== 'open', onlyClosing: kind === 'only' };
    const wrong = texts.filter((text) => {
      const got = ruleJudge.agent(text, 'en-GB');
      return got.closing !== expected.closing || got.onlyClosing !== expected.onlyClosing;
    });
    expect(wrong).toEqual([]);
  });

  test('a reply that ends by asking something is no closing', () => {
    const asking = [...agents.only, ...agents.closing].map((text) => `${text} Is there anything else I can do?`);
    expect(asking.filter((text) => ruleJudge.agent(text, 'en').closing)).toEqual([]);
  });

  test('an unknown language gives the safe answer', () => {
    expect(ruleJudge.agent('Auf Wiederhören!', 'de')).toEqual({ closing: false, onlyClosing: false });
    expect(ruleJudge.agent('', 'en')).toEqual({ closing: false, onlyClosing: false });
  });
});

describe('any text', () => {
  const word = fc.constantFrom(...[...closings, ...callers['other']!.hard].flatMap((text) => text.split(' ')));
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(word).map((words) => words.join(' ')),
  );

  test('is judged, without throwing, always alike', () => {
    fc.assert(
      fc.property(text, fc.string(), (any, language) => {
        expect(meanings).toContain(ruleJudge.caller(any, 'en'));
        expect(ruleJudge.caller(any, 'en')).toBe(ruleJudge.caller(any, 'en'));
        const agent = ruleJudge.agent(any, 'en');
        expect(agent.onlyClosing && !agent.closing).toBe(false);
        expect(meanings).toContain(ruleJudge.caller(any, language));
      }),
      { numRuns: 1000 },
    );
  });

  test('of a megabyte takes milliseconds', () => {
    for (const unit of [
      'i have to go ',
      'bye ',
      'a',
      'thanks for the thing and ',
      '(',
      '[[<',
      "i'll'",
      '.',
      'é',
      '1.1',
    ]) {
      const long = unit.repeat(1_000_000 / unit.length);
      const begun = performance.now();
      ruleJudge.caller(long, 'en');
      ruleJudge.agent(long, 'en');
      const ms = performance.now() - begun;
      expect(ms < 1000 ? 'milliseconds' : `${ms} ms for ${unit}`).toBe('milliseconds');
    }
  });
});

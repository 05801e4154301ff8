/**
 * The slots on sentences that stand for real callers: those in fixtures/ were written before the rules, which are not
 * to be tuned to them; those in development/ are what the rules were made with. Understood is a value that is right, or
 * none (or an unsure one) where a caller would be asked again. Source: design contract.md section 2.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { extractSlot, readConfirmation, readCorrection, type SlotContext, type SlotType } from './index.ts';

type Sentence = { said: string; context?: string; value?: string; why?: string };
type SlotSentences = { contexts: Record<string, SlotContext>; sentences: Sentence[] };

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T;
const types: readonly SlotType[] = ['text', 'number', 'date', 'phone', 'email', 'choice'];

type Judged = { right: boolean; silent: boolean; line: string };

function judged(folder: string, type: SlotType): Judged[] {
  const { contexts, sentences } = read<SlotSentences>(`${folder}/${type}.json`);
  return sentences.map(({ said, context = 'default', value, why }) => {
    const got = extractSlot(type, said, contexts[context]!);
    const right = value === undefined ? !got.ok || !got.sure : got.ok && got.value === value;
    const gave = got.ok ? `${got.value}${got.sure ? '' : ', not sure'}` : got.why;
    return {
      right,
      silent: !right && got.ok && got.sure,
      line: `${context}: "${said}" is ${value ?? why}, not ${gave}`,
    };
  });
}

describe.each(types)('a %s', (type) => {
  test('is understood in at least 85 % of the blind sentences', () => {
    const all = judged('fixtures', type);
    const missed = all.filter((one) => !one.right);
    const share = 1 - missed.length / all.length;
    console.log(`${type}, blind: ${all.length - missed.length} of ${all.length} (${(100 * share).toFixed(1)} %)`);
    expect(all.length).toBeGreaterThanOrEqual(120);
    expect(share >= 0.85 ? [] : missed.map((one) => one.line)).toEqual([]);
  });

  test('is understood in the sentences of the development set', () => {
    const all = judged('development', type);
    expect(all.length).toBeGreaterThanOrEqual(40);
    expect(all.filter((one) => !one.right).map((one) => one.line)).toEqual([]);
  });
});

test.each(['date', 'phone'] as const)('no %s is wrong in silence', (type) => {
  const all = [...judged('fixtures', type), ...judged('development', type)];
  expect(all.filter((one) => one.silent).map((one) => one.line)).toEqual([]);
});

describe.each([
  ['confirmation', readConfirmation],
  ['correction', readCorrection],
] as const)('a %s', (name, reader) => {
  const missed = (folder: string): { share: number; lines: string[] } => {
    const { sentences } = read<{ sentences: { said: string; asked?: string; means: string | null }[] }>(
      `${folder}/${name}.json`,
    );
    const wrong = sentences.filter((one) => reader(one.said, one.asked) !== one.means);
    const lines = wrong.map((one) => `"${one.said}" is ${one.means}, not ${reader(one.said, one.asked)}`);
    return { share: 1 - wrong.length / sentences.length, lines };
  };

  test('is understood in at least 85 % of the blind sentences', () => {
    const { share, lines } = missed('fixtures');
    console.log(`${name}, blind: ${(100 * share).toFixed(1)} %`);
    expect(share >= 0.85 ? [] : lines).toEqual([]);
  });

  test('is understood in the sentences of the development set', () => {
    expect(missed('development').lines).toEqual([]);
  });
});

/**
 * The judge on sentences that were written without sight of its rules, in judge/fixtures/. The rules are not to be
 * tuned to them. The limits are those of the project: to hang up on a caller is the worst fault.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Meaning } from '../engine/reasons.ts';
import { ruleJudge } from './judge.ts';

type CallerSentence = { text: string; meaning: Meaning; hard: boolean };
type AgentSentence = { text: string; closing: boolean; only: boolean };

function read<T>(name: string): T[] | null {
  const file = new URL(`fixtures/${name}`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T[]) : null;
}

const callers = read<CallerSentence>('caller-sentences.json');
const agents = read<AgentSentence>('agent-sentences.json');

function required<T>(sentences: T[] | null, name: string): T[] {
  if (!sentences || sentences.length === 0) {
    throw new Error(`judge/fixtures/${name} is missing or empty: the judge can't be measured without it`);
  }
  return sentences;
}

const percent = (part: number, whole: number): string =>
  `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
const list = (title: string, lines: string[]): string => `${title}\n${lines.map((line) => `  ${line}`).join('\n')}`;

/** Empty if the share is within its limit, else what is wrong: an assertion of a number would not show the list. */
function verdict(share: number, side: 'at most' | 'at least', limit: number, wrong: string): string {
  const holds = side === 'at most' ? share <= limit : share >= limit;
  return holds ? '' : `${(100 * share).toFixed(1)} %, not ${side} ${100 * limit} %. ${wrong}`;
}

describe('callers, blind', () => {
  const judged = () =>
    required(callers, 'caller-sentences.json').map((one) => ({ ...one, got: ruleJudge.caller(one.text, 'en') }));

  test('at most 2 % of what is no closing is taken for one', () => {
    const others = judged().filter((one) => one.meaning !== 'closing');
    const wrong = others.filter((one) => one.got === 'closing');
    console.log(`no closing, judged closing: ${percent(wrong.length, others.length)}`);
    const lines = wrong.map((one) => `${one.meaning}${one.hard ? ', hard' : ''}: ${one.text}`);
    expect(verdict(wrong.length / others.length, 'at most', 0.02, list('Taken for closings:', lines))).toBe('');
  });

  test('at least 85 % of the closings are found', () => {
    const closings = judged().filter((one) => one.meaning === 'closing');
    const missed = closings.filter((one) => one.got !== 'closing');
    console.log(`closings found: ${percent(closings.length - missed.length, closings.length)}`);
    const lines = missed.map((one) => `${one.got}${one.hard ? ', hard' : ''}: ${one.text}`);
    expect(verdict(1 - missed.length / closings.length, 'at least', 0.85, list('Closings missed:', lines))).toBe('');
  });

  test('the other meanings, for information', () => {
    const all = judged();
    const isOpen = (meaning: Meaning): boolean => ['question', 'request', 'uncertain'].includes(meaning);
    const open = all.filter((one) => isOpen(one.meaning));
    console.log(
      [
        `meaning exactly right: ${percent(all.filter((one) => one.got === one.meaning).length, all.length)}`,
        `something open seen as open: ${percent(open.filter((one) => isOpen(one.got)).length, open.length)}`,
        ...all.filter((one) => one.got !== one.meaning).map((one) => `  ${one.meaning} → ${one.got}: ${one.text}`),
      ].join('\n'),
    );
    expect(all.length).toBeGreaterThan(0);
  });
});

describe('agents, blind', () => {
  const judged = () =>
    required(agents, 'agent-sentences.json').map((one) => ({ ...one, got: ruleJudge.agent(one.text, 'en') }));

  test('what is judged a closing is one in at least 95 % of cases', () => {
    const found = judged().filter((one) => one.got.closing);
    const wrong = found.filter((one) => !one.closing);
    console.log(`agent's words judged closing, rightly: ${percent(found.length - wrong.length, found.length)}`);
    const lines = wrong.map((one) => one.text);
    expect(verdict(1 - wrong.length / found.length, 'at least', 0.95, list('Taken for closings:', lines))).toBe('');
  });

  test('at least 85 % of the closings are found', () => {
    const closings = judged().filter((one) => one.closing);
    const missed = closings.filter((one) => !one.got.closing);
    console.log(`agent's closings found: ${percent(closings.length - missed.length, closings.length)}`);
    const lines = missed.map((one) => one.text);
    expect(verdict(1 - missed.length / closings.length, 'at least', 0.85, list('Closings missed:', lines))).toBe('');
  });

  test('closings with nothing besides, for information', () => {
    const closings = judged().filter((one) => one.closing && one.got.closing);
    const wrong = closings.filter((one) => one.only !== one.got.onlyClosing);
    const lines = wrong.map((one) => `${one.only ? 'only, not seen' : 'not only'}: ${one.text}`);
    console.log(list(`"only" right: ${percent(closings.length - wrong.length, closings.length)}`, lines));
    expect(closings.length).toBeGreaterThan(0);
  });
});

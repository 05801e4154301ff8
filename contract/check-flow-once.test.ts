import { beforeEach, expect, test, vi } from 'vitest';
import { parseAgent } from './agent.ts';
import { readTree } from './cel.ts';
import { evaluate } from './expressions.ts';
import { checkFlowDocument } from './flow-document.ts';
import { lintFlow } from './lint-flow.ts';

vi.mock(import('./cel.ts'), { spy: true });

const read = vi.mocked(readTree);

beforeEach(() => {
  read.mockClear();
});

/** 499 blocks in a row with so many expressions each, no two of them alike. */
function flowOf(each: number, word: string) {
  const ids = Array.from({ length: 499 }, (_, index) => `n${index}`);
  const conditions = ids.map((id) => ({
    id,
    kind: 'condition',
    data: {
      branches: Array.from({ length: each }, (_, index) => ({
        label: `b${index}`,
        expression: `from == "${word} ${id} ${index}"`,
      })),
    },
  }));
  const edges = ids.flatMap((from, at) =>
    ['else', ...Array.from({ length: each }, (_, index) => `b${index}`)].map((label) => ({
      id: `${from}-${label}`,
      from,
      to: ids[at + 1] ?? 'end',
      label,
    })),
  );
  return { start: 'n0', nodes: [...conditions, { id: 'end', kind: 'end_call', data: {} }], edges };
}

test('nearly as many expressions as a document may have are each read once, however often it is checked', () => {
  const flow = flowOf(2, 'morning');
  expect(checkFlowDocument(flow).findings).toEqual([]);
  expect(read).toHaveBeenCalledTimes(998);

  checkFlowDocument(flow);
  const agent = { name: 'Ada', kind: 'flow', flow };
  expect(parseAgent(agent).ok).toBe(true);
  expect(lintFlow(agent)).toEqual([]);
  expect(read).toHaveBeenCalledTimes(998);
});

test('none is read of a document that has more than it may have: it is refused for their number', () => {
  const { findings } = checkFlowDocument(flowOf(3, 'noon'));
  expect(findings).toEqual([expect.objectContaining({ severity: 'error', problem: 'has 1497 expressions, too many' })]);
  expect(read).not.toHaveBeenCalled();
});

test('or for their length, all together', () => {
  const { findings } = checkFlowDocument(flowOf(2, `noon${'n'.repeat(100)}`));
  expect(findings).toEqual([
    expect.objectContaining({
      severity: 'error',
      problem: expect.stringMatching(/^has \d+ characters of expressions/),
    }),
  ]);
  expect(read).not.toHaveBeenCalled();
});

test('an expression that is asked again, or that cannot be read, is not read again', () => {
  for (let times = 0; times < 3; times++) {
    expect(evaluate('evening == 1', { evening: 1 })).toEqual({ ok: true, value: true });
    expect(evaluate('evening = 1', { evening: 1 })).toMatchObject({ ok: false });
  }
  expect(read).toHaveBeenCalledTimes(2);
});

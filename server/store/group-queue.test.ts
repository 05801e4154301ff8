import { expect, test } from 'vitest';
import { Retryable, Terminal } from '../../contract/errors.ts';
import { type Grouped, groupQueue } from './group-queue.ts';
import { rest } from './testing/manual-clock.ts';

const end = (callId: string, characters = 10): Grouped => ({ callId, text: 'x'.repeat(characters) });
const ends = (count: number): Grouped[] => Array.from({ length: count }, (_, n) => end(`call_${n}`));

/** A database that writes one group at a time, when the test says so, and fails as `fail` has it. */
function setUp(fail: (group: readonly string[]) => Error | null = () => null) {
  const groups: string[][] = [];
  let release = Promise.withResolvers<void>();
  const add = groupQueue(async (group: readonly Grouped[]) => {
    const ids = group.map(({ callId }) => callId);
    groups.push(ids);
    await release.promise;
    const error = fail(ids);
    if (error) throw error;
    return group.map(() => 'ended' as const);
  });
  const go = async (): Promise<void> => {
    release.resolve();
    release = Promise.withResolvers<void>();
    release.resolve();
    await rest();
  };
  const told = (asked: readonly Grouped[]) => Promise.allSettled(asked.map(add));
  return { groups, go, told, sizes: () => groups.map(({ length }) => length) };
}

test('the first goes at once, and those that come meanwhile go together, in order', async () => {
  const { go, told, groups } = setUp();
  const all = told(ends(4));
  expect(groups).toEqual([['call_0']]);
  await go();
  expect(groups).toEqual([['call_0'], ['call_1', 'call_2', 'call_3']]);
  expect(await all).toEqual(ends(4).map(() => ({ status: 'fulfilled', value: 'ended' })));
});

test('a group holds 100 calls, or a million characters, but always one', async () => {
  const { go, told, sizes } = setUp();
  const long = ['a', 'b', 'c'].map((name) => end(name, 600_000));
  const all = told([...ends(251), ...long, end('huge', 3_000_000)]);
  await go();
  await all;
  expect(sizes()).toEqual([1, 100, 100, 51, 1, 1, 1]);
});

test('a call that is asked for twice is written twice, one after the other', async () => {
  const { go, told, groups } = setUp();
  const all = told([end('first'), end('a'), end('a'), end('b')]);
  await go();
  await all;
  expect(groups).toEqual([['first'], ['a', 'b'], ['a']]);
});

test('one that can never be stored is parted from the others', async () => {
  const { go, told } = setUp((group) => (group.includes('call_5') ? new Terminal('bad value') : null));
  const all = told(ends(20));
  await go();
  const failed = (await all).flatMap((outcome, place) => (outcome.status === 'rejected' ? [place] : []));
  expect(failed).toEqual([5]);
});

test('one that fails again and again for now is left alone in the end', async () => {
  const { go, told } = setUp((group) => (group.includes('call_15') ? new Retryable('out of memory') : null));
  let waiting = ends(20);
  await Promise.all([go(), told([end('first')])]);
  for (let rounds = 0; rounds < 6; rounds++) {
    const outcomes = await told(waiting);
    waiting = waiting.filter((_, place) => outcomes[place]!.status === 'rejected');
  }
  expect(waiting.map(({ callId }) => callId)).toEqual(['call_15']);
});

test('while the database is away everybody hears of it, and later ends are stored', async () => {
  let away = true;
  const { go, told } = setUp(() => (away ? new Retryable('away') : null));
  const all = told(ends(300));
  await go();
  expect((await all).filter(({ status }) => status === 'rejected')).toHaveLength(300);
  away = false;
  expect((await told(ends(300))).filter(({ status }) => status === 'fulfilled')).toHaveLength(300);
});

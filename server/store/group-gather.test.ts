import { expect, test } from 'vitest';
import { groupQueue } from './group-queue.ts';

test('what is asked for in the same turn is written together, where the first one waits for the others', async () => {
  const groups: string[][] = [];
  const written = async (items: readonly { callId: string }[]): Promise<string[]> => {
    groups.push(items.map(({ callId }) => callId));
    return items.map(({ callId }) => callId);
  };
  const one = (callId: string) => ({ callId, text: '' });
  const gathering = groupQueue(written, { gather: true });
  expect(await Promise.all(['a', 'b', 'a', 'c'].map((id) => gathering(one(id))))).toEqual(['a', 'b', 'a', 'c']);
  expect(groups.splice(0)).toEqual([['a', 'b', 'c'], ['a']]);
  const eager = groupQueue(written);
  await Promise.all(['a', 'b', 'c'].map((id) => eager(one(id))));
  expect(groups).toEqual([['a'], ['b', 'c']]);
});

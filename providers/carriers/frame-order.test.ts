import { expect, test } from 'vitest';
import { inOrder } from './frame-order.ts';

function taken(...places: readonly (number | null)[]): (number | null)[] {
  const out: (number | null)[] = [];
  const put = inOrder<number | null>((piece) => void out.push(piece));
  for (const place of places) put(place, place);
  return out;
}

test.each([
  ['in order', [1, 2, 3], [1, 2, 3]],
  ['that begin anywhere', [7, 8], [7, 8]],
  ['swapped', [1, 3, 2, 4], [1, 2, 3, 4]],
  ['doubled, or too late', [1, 2, 2, 1, 3], [1, 2, 3]],
  [
    'with one missing: it is waited for no longer than four others take',
    [1, 3, 4, 5, 6, 7, 8, 2],
    [1, 3, 4, 5, 6, 7, 8],
  ],
  ['without places', [null, null], [null, null]],
])('pieces %s', (_name, places, expected) => expect(taken(...places)).toEqual(expected));

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelCharsMax, labelPaddingPx, packLabels, type Placed } from './label-packing.ts';
import type { Mark } from './timeline-marks.ts';

const space = { width: 800, seconds: 20, charPx: 6 };

function mark(from: number, to: number | null, label: string): Mark {
  return { lane: 'agent', label, from, to, seq: 0 };
}

test('a label stands in its span, beside a short one, and at the left near the end', () => {
  const sides = packLabels([mark(0, 10, 'Greeting'), mark(12, 12.1, 'Tool'), mark(19.9, null, 'Ended')], space);
  expect(sides.map(({ side }) => side)).toEqual(['in', 'right', 'left']);
});

test('what would collide goes one row down', () => {
  const rows = packLabels([mark(5, null, 'First label'), mark(5.1, null, 'Second label')], space);
  expect(rows.map(({ row }) => row)).toEqual([0, 1]);
});

test('nothing ever covers a label', () => {
  const some = fc.record({ from: fc.double({ min: 0, max: 20, noNaN: true }), length: fc.nat(5), label: fc.string() });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 40 }), (found) => {
      const marks = found.map(({ from, length, label }) =>
        mark(from, length === 0 ? null : Math.min(20, from + length), label),
      );
      const placed = packLabels(marks, space);
      for (const [index, one] of placed.entries()) {
        const [begin, end] = extent(one);
        expect(begin).toBeGreaterThanOrEqual(-0.001);
        expect(end).toBeLessThanOrEqual(space.width + 0.001);
        for (const other of placed.slice(index + 1)) {
          if (other.row !== one.row || (one.side === 'none' && other.side === 'none')) continue;
          const [from, to] = extent(other);
          expect(to <= begin + 0.001 || from >= end - 0.001).toBe(true);
        }
      }
    }),
  );
});

/** With its label, in pixels. */
function extent({ mark: { label }, x, width, side }: Placed): [number, number] {
  const labelPx = Math.min(labelCharsMax, label.length) * space.charPx + labelPaddingPx;
  return [side === 'left' ? x - labelPx : x, side === 'right' ? x + width + labelPx : x + width];
}

/** Where marks and their labels stand, so that none covers another. */
import type { Mark } from './timeline-marks.ts';

/** `row`: within the lane, from the top. `side`: where the label stands; `none`: there is no room for it. */
export type Placed = { mark: Mark; row: number; x: number; width: number; side: 'in' | 'right' | 'left' | 'none' };

export type Space = { width: number; seconds: number; charPx: number };

/** A point is drawn this wide, and a span at least so. */
const pointPx = 10;
const gapPx = 4;
/** Left and right of a label's words together. */
export const labelPaddingPx = 8;
/** What finds no place in these rows stands without a label in one more. */
const labelledRowsMax = 5;
/** Longer labels are cut off there: the words are in the transcript. */
export const labelCharsMax = 28;

export function shownLabel(label: string): string {
  return label.length > labelCharsMax ? `${label.slice(0, labelCharsMax - 1).trimEnd()}…` : label;
}

/** The marks of one lane, in the order of time. */
export function packLabels(marks: readonly Mark[], { width, seconds, charPx }: Space): Placed[] {
  const toPx = (at: number): number => (seconds === 0 ? 0 : (at / seconds) * width);
  /** Where each row is free from. */
  const free: number[] = [];
  return [...marks]
    .sort((a, b) => a.from - b.from)
    .map((mark) => {
      const wide = mark.to === null ? pointPx : Math.max(pointPx, toPx(mark.to) - toPx(mark.from));
      const x = Math.max(0, Math.min(toPx(mark.from), width - wide));
      const labelPx = Math.min(labelCharsMax, mark.label.length) * charPx + labelPaddingPx;
      const side = labelSide(mark, x, wide, labelPx, width);
      const begin = side === 'left' ? x - labelPx : x;
      const end = side === 'right' ? x + wide + labelPx : x + wide;
      const found = free.findIndex((from) => from <= begin);
      const row = found >= 0 ? found : free.length;
      if (row >= labelledRowsMax) return { mark, row: labelledRowsMax, x, width: wide, side: 'none' };
      free[row] = end + gapPx;
      return { mark, row, x, width: wide, side };
    });
}

function labelSide(mark: Mark, x: number, wide: number, labelPx: number, width: number): Placed['side'] {
  if (mark.to !== null && labelPx + gapPx <= wide) return 'in';
  if (x + wide + labelPx <= width) return 'right';
  return x - labelPx >= 0 ? 'left' : 'none';
}

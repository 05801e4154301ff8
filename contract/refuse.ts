/** Rules that more than one document keeps, told as problems. Source: design contract.md section 1. */
import type * as z from 'zod';

/** Where a schema's own rules report: `params.problem` says what was wrong, `message` what would be right. */
export type Refuse = Pick<z.core.$RefinementCtx, 'addIssue'>;

/** Refuses an empty message where `what` speaks or follows it. */
export function needsMessage(
  ctx: Refuse,
  free: boolean,
  message: string,
  what: string,
  path: PropertyKey[] = ['message'],
): void {
  if (free || message.trim() !== '') return;
  ctx.addIssue({
    code: 'custom',
    path,
    params: { problem: 'is empty' },
    message: `Give the words: ${what} needs them.`,
  });
}

/** Refuses entries whose `field` is the same as an earlier one's, compared by `keyOf`. */
export function refuseRepeats<Entry>(
  ctx: Refuse,
  entries: readonly Entry[],
  field: string,
  keyOf: (entry: Entry) => string,
): void {
  const first = new Map<string, number>();
  entries.forEach((entry, index) => {
    const earlier = first.get(keyOf(entry));
    if (earlier === undefined) return void first.set(keyOf(entry), index);
    ctx.addIssue({
      code: 'custom',
      path: [index, field],
      params: { problem: `is the same as that of entry ${earlier} (counted from 0)` },
      message: `Give each entry its own ${field}.`,
    });
  });
}

import type { TimelineEntry } from '../../contract/routes/calls.ts';

/** Where a call is in its flow. `over`: it has ended there. */
export type LiveBlock = { block: string; over: boolean };

/** Null before the first block. */
export function liveBlockOf(entries: readonly TimelineEntry[]): LiveBlock | null {
  const block = entries.findLast(({ note }) => note?.type === 'block_entered')?.note?.['block'];
  const over = entries.some(({ effects }) => effects.some(({ type }) => type === 'record_end'));
  return typeof block === 'string' ? { block, over } : null;
}

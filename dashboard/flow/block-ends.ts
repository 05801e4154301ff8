/** In which blocks the calls of an agent ended: for its cards, its list, and the form of a block. */
import type { BlockEndsAnswer } from '../../contract/routes/analytics.ts';
import { endedReasonWords } from '../../contract/why-ended.ts';

/** `share`: of all calls that came into the flow, as it stands on a card. `sentence`: the same with its numbers. */
export type BlockEnds = { share: string; sentence: string };

/** By the id of the block. */
export function blockEnds(answer: Omit<BlockEndsAnswer, 'started_from' | 'started_before'> | undefined) {
  const ends = new Map<string, BlockEnds>();
  if (!answer) return ends;
  const { calls: all, samples } = answer;
  const kind = samples ? 'sample calls' : 'calls';
  for (const { block, calls, ended_reasons: reasons } of answer.blocks) {
    const share = calls * 100 < all ? '< 1 %' : `${Math.round((calls / all) * 100)} %`;
    const why = endedReasons(reasons).map(
      ([reason, times]) => `${endedReasonWords[reason]} (${times.toLocaleString()})`,
    );
    ends.set(block, {
      share: `${share} ended here`,
      sentence: `${calls.toLocaleString()} of ${all.toLocaleString()} ${kind} in 30 days ended here: ${why.join(', ')}.`,
    });
  }
  return ends;
}

type Reasons = BlockEndsAnswer['blocks'][number]['ended_reasons'];

/** The most frequent first. */
function endedReasons(reasons: Reasons) {
  return (Object.entries(reasons) as [keyof Reasons, number][]).toSorted(([, a], [, b]) => b - a);
}

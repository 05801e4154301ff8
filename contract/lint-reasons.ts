/** Reasons between which a model can only guess. Source: design contract.md section 1, "lint". */
import type { Agent } from './agent.ts';
import { foldedWords } from './fold.ts';
import type { Warning } from './warning.ts';

/** The part of the words of two reasons, of both together, that they have in common. */
const overlapMax = 0.6;

/** Words that say nothing about the condition itself. */
const fillers = new Set([
  'a',
  'an',
  'the',
  'is',
  'are',
  'be',
  'being',
  'to',
  'of',
  'or',
  'and',
  'for',
  'caller',
  'customer',
  'contact',
  'user',
]);

/** Each reason whose words are mostly those of an earlier one. */
export function lintReasons(reasons: Agent['ending']['reasons']): Warning[] {
  const words = reasons.map((entry) => new Set(foldedWords(entry.reason).filter((word) => !fillers.has(word))));
  return words.flatMap((mine, index) => {
    const earlier = words.findIndex((theirs, at) => at < index && overlap(mine, theirs) >= overlapMax);
    if (earlier < 0) return [];
    return {
      path: `ending.reasons[${index}].reason`,
      code: 'overlapping_reasons' as const,
      message: `says nearly the same as ${JSON.stringify(reasons[earlier]!.reason)}`,
      hint: 'Make one of the two, or say in each what sets it apart.',
    };
  });
}

function overlap(mine: ReadonlySet<string>, theirs: ReadonlySet<string>): number {
  const all = new Set([...mine, ...theirs]);
  const shared = [...mine].filter((word) => theirs.has(word)).length;
  return all.size === 0 ? 0 : shared / all.size;
}

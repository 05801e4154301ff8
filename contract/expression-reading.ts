/** What stands in a parsed expression, and whether it keeps its bounds. Source: design architecture.md ("bounded"). */
import { knownFunctions, patternOf, patternProblem, type Tree } from './cel.ts';

/** What is wrong, and what would be right. */
export type Refusal = { problem: string; hint: string };

/** How deep an expression may nest; a chain like `a + b + c` counts each sign. */
const depthMax = 40;
/** Loops (`all`, `exists`, `map`, `filter`) in each other. */
const loopsMax = 2;
/** A pattern's length times its counted repetitions: how many places it can be in at once. */
const patternWeightMax = 10_000;

/** The names that an expression looks up, or the first thing that it may not do. */
export function readNames(tree: Tree): { names: string[] } | Refusal {
  const names = new Set<string>();
  let refusal: Refusal | null = null;
  const refuse = (problem: string, hint: string): void => {
    refusal ??= { problem, hint };
  };
  visit(tree, { depth: 0, loops: 0, bound: [] });
  return refusal ?? { names: [...names] };

  function visit(part: Tree | undefined, at: { depth: number; loops: number; bound: readonly string[] }): void {
    if (part === undefined || refusal) return;
    if (at.depth > depthMax) return refuse('nests too deeply', `Give an expression of at most ${depthMax} levels.`);
    const kind = part.exprKind;
    const below = { ...at, depth: at.depth + 1 };
    switch (kind.case) {
      case 'identExpr':
        if (!at.bound.includes(kind.value.name)) names.add(kind.value.name);
        return;
      case 'selectExpr':
        return visit(kind.value.operand, below);
      case 'listExpr':
        return kind.value.elements.forEach((element) => visit(element, below));
      case 'structExpr':
        return refuse('makes a map or message', 'Compare with lists and fields instead.');
      case 'callExpr': {
        checkCall(kind.value.function, kind.value.args, refuse);
        for (const argument of [kind.value.target, ...kind.value.args]) visit(argument, below);
        return;
      }
      case 'comprehensionExpr': {
        const { iterRange, iterVar, accuVar, accuInit, loopCondition, loopStep, result } = kind.value;
        if (at.loops >= loopsMax) return refuse('has too many loops in each other', `Give at most ${loopsMax}.`);
        visit(iterRange, below);
        const inside = { ...below, loops: at.loops + 1, bound: [...at.bound, iterVar, accuVar] };
        for (const inner of [accuInit, loopCondition, loopStep, result]) visit(inner, inside);
        return;
      }
    }
  }
}

function checkCall(name: string, args: readonly Tree[], refuse: (problem: string, hint: string) => void): void {
  if (!knownFunctions.has(name)) {
    const known = [...knownFunctions].filter((known) => /^[a-z]/i.test(known)).sort();
    return refuse(
      `calls ${JSON.stringify(name.slice(0, 64))}, which does not exist`,
      `Functions are: ${known.join(', ')}.`,
    );
  }
  if (name !== 'matches') return;
  const pattern = args.at(-1);
  const literal = pattern?.exprKind.case === 'constExpr' && pattern.exprKind.value.constantKind.case === 'stringValue';
  if (!literal)
    return refuse('has a pattern that is not written out', 'Write the pattern of matches as a text in quotes.');
  if (patternWeight(patternOf(pattern)) > patternWeightMax) {
    return refuse('has a pattern with too many repetitions', 'Use * or + instead of large counts in braces.');
  }
  const wrong = patternProblem(patternOf(pattern));
  if (wrong !== null) refuse(`has a pattern that cannot be read: ${wrong.slice(0, 120)}`, 'Write it in RE2 syntax.');
}

/** The length of a pattern times the counts in its braces, multiplied. */
export function patternWeight(pattern: string): number {
  const counts = Array.from(pattern.matchAll(/\{(\d{1,9})(?:,(\d{0,9}))?\}/g), ([, from, to]) => Number(to || from));
  return pattern.length * counts.reduce((product, count) => product * Math.max(1, count), 1);
}

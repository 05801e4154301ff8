/**
 * CEL, by @bufbuild/cel: the one file that knows the library. It has no clock and no bound of its own on work, so each
 * evaluation spends from a budget: wrapped into the tree are calls that count every round of a loop and every entry or
 * character that is compared, joined or searched. Source: docs/decisions/2026-11-20-expressions-in-cel.md.
 */
import { celEnv, celFunc, CelScalar, isCelError, isCelList, isCelMap, parse, plan, type CelInput } from '@bufbuild/cel';

/** A parsed expression. */
export type Tree = ReturnType<typeof parse>['expr'];

/** What an expression may look at. Numbers are doubles. */
export type CelValues = Readonly<Record<string, CelInput>>;

/** How much work one evaluation may do: rounds of loops, entries, characters. The worst measured took 0.05 s. */
const workMax = 50_000;

/** Evaluation is synchronous, so that one meter serves all. */
const meter = { left: 0 };

const { DOUBLE, DYN, INT } = CelScalar;

const mixedArithmetic = [
  ...bothWays('_+_', (left, right) => left + right),
  ...bothWays('_-_', (left, right) => left - right),
  ...bothWays('_*_', (left, right) => left * right),
  ...bothWays('_/_', (left, right) => left / right),
];

const spend = celFunc('@spend', [DYN, INT], DYN, (value, weight) => {
  meter.left -= (1 + sizeOf(value)) * Number(weight);
  if (meter.left < 0) throw new Error('is too much work: shorter lists, or fewer loops in each other');
  return value;
});

const env = celEnv({ funcs: [...mixedArithmetic, spend] });

/** The functions and operators that exist, by their names in the tree. */
export const knownFunctions: ReadonlySet<string> = new Set(
  [
    '_&&_',
    '_||_',
    '_?_:_',
    '_[_]',
    '@not_strictly_false',
    '__not_strictly_false__',
    ...Array.from(env.funcs, (func) => func.name),
  ].filter((name) => name !== '@spend'),
);

/** Reads a source of bounded length. Throws what the parser throws, and RangeError for one that nests too deeply. */
export function readTree(source: string): Tree {
  return parse(source).expr;
}

/** A tree ready to run any number of times. `weightOf`: what one character searched by a pattern costs. */
export function runnable(tree: Tree, weightOf: (pattern: string) => number): (values: CelValues) => unknown {
  const run = plan(env, metered(tree, weightOf));
  return (values) => {
    meter.left = workMax;
    const result = run(values);
    if (isCelError(result)) throw new Error(result.message);
    return result;
  };
}

const tryPattern = plan(env, parse('"".matches(pattern)'));

/** Why a pattern is none (RE2 syntax: no backreferences, no lookaround), or null. */
export function patternProblem(pattern: string): string | null {
  const result = tryPattern({ pattern });
  return isCelError(result) ? result.message : null;
}

/** Operators that the planner carries out itself, without evaluating their arguments first. */
const unmetered = new Set(['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false', '__not_strictly_false__']);

function metered(tree: Tree, weightOf: (pattern: string) => number): Tree {
  const inner = (part: Tree | undefined) => (part === undefined ? undefined : metered(part, weightOf));
  const kind = tree.exprKind;
  switch (kind.case) {
    case 'callExpr': {
      const name = kind.value.function;
      const weight = name === 'matches' ? weightOf(patternOf(kind.value.args.at(-1))) : weightOfCall(name);
      const charged = (part: Tree) =>
        unmetered.has(kind.value.function) ? inner(part)! : spending(inner(part)!, weight);
      const target = kind.value.target && charged(kind.value.target);
      return { ...tree, exprKind: { ...kind, value: { ...kind.value, target, args: kind.value.args.map(charged) } } };
    }
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
      const value = {
        ...kind.value,
        iterRange: spending(inner(iterRange)!, 1),
        accuInit: inner(accuInit),
        loopCondition: spending(inner(loopCondition)!, 1),
        loopStep: inner(loopStep),
        result: inner(result),
      };
      return { ...tree, exprKind: { ...kind, value } };
    }
    case 'listExpr':
      return {
        ...tree,
        exprKind: { ...kind, value: { ...kind.value, elements: kind.value.elements.map((part) => inner(part)!) } },
      };
    case 'selectExpr':
      return { ...tree, exprKind: { ...kind, value: { ...kind.value, operand: inner(kind.value.operand) } } };
    default:
      return tree;
  }
}

/** Joining lists costs their length again with each later reading; a time zone's clock costs half a millisecond. */
function weightOfCall(name: string): number {
  if (name === '_+_') return 3;
  return /^(get|timestamp|duration)/.test(name) ? 20 : 1;
}

function spending(tree: Tree, weight: number): Tree {
  const weightTree: Tree = {
    $typeName: 'cel.expr.Expr',
    id: tree.id,
    exprKind: {
      case: 'constExpr',
      value: { $typeName: 'cel.expr.Constant', constantKind: { case: 'int64Value', value: BigInt(weight) } },
    },
  };
  return {
    $typeName: 'cel.expr.Expr',
    id: tree.id,
    exprKind: {
      case: 'callExpr',
      value: { $typeName: 'cel.expr.Expr.Call', function: '@spend', args: [tree, weightTree] },
    },
  };
}

/** The text of a literal, else an empty one. */
export function patternOf(tree: Tree | undefined): string {
  const constant = tree?.exprKind.case === 'constExpr' ? tree.exprKind.value.constantKind : undefined;
  return constant?.case === 'stringValue' ? constant.value : '';
}

/** Characters of a text; entries of a list or map, those of lists and maps inside it too. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (!isCelList(value) && !isCelMap(value)) return 0;
  let size = value.size;
  for (const entry of value.values()) if (isCelList(entry) || isCelMap(entry)) size += sizeOf(entry);
  return size;
}

/** CEL alone knows no arithmetic between `1` and `1.5`; numbers in documents are of one kind. */
function bothWays(operator: string, apply: (left: number, right: number) => number) {
  return [
    celFunc(operator, [DOUBLE, INT], DOUBLE, (left, right) => apply(left, Number(right))),
    celFunc(operator, [INT, DOUBLE], DOUBLE, (left, right) => apply(Number(left), right)),
  ];
}

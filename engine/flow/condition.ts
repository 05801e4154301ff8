/** Takes the first branch that holds. Source: design contract.md section 2. */
import type { WalkEvent } from './events.ts';
import { ask, leave, type Move, stay } from './move.ts';
import type { Branch, ConditionBlock, FlowPlan } from './plan.ts';
import type { Position } from './position.ts';

type Expression = Extract<Branch, { expression: string }>;
type Question = Extract<Branch, { question: string }>;

/** Expressions cost nothing, so they come first: only questions that stand before one that holds need a model. */
export function enterCondition(position: Position, block: ConditionBlock, plan: FlowPlan): Move {
  const branches = block.branches.filter((branch): branch is Expression => 'expression' in branch);
  if (branches.length === 0) return question(position, block.branches, 'else', plan);
  return ask(position, { type: 'evaluate_expressions', branches }, { name: 'evaluating' });
}

export function inCondition(position: Position, block: ConditionBlock, event: WalkEvent, plan: FlowPlan): Move {
  const { doing } = position;
  if (event.type !== 'branches.evaluated') return stay(position);
  if (doing.name === 'evaluating') {
    const holds = block.branches.findIndex((branch) => 'expression' in branch && event.holding.includes(branch.label));
    const before = holds < 0 ? block.branches : block.branches.slice(0, holds);
    return question(position, before, holds < 0 ? 'else' : block.branches[holds]!.label, plan);
  }
  if (doing.name !== 'questioning') return stay(position);
  const holds = block.branches.find((branch) => 'question' in branch && event.holding.includes(branch.label));
  return leave(position, holds?.label ?? doing.otherwise);
}

function question(position: Position, among: readonly Branch[], otherwise: string, plan: FlowPlan): Move {
  const branches = among.filter((branch): branch is Question => 'question' in branch);
  if (branches.length === 0) return leave(position, otherwise);
  const withinMs = plan.limits.judgeMsMax;
  return ask(position, { type: 'answer_questions', branches, withinMs }, { name: 'questioning', otherwise });
}

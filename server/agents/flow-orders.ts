/** The orders of a flow's walk that ask for an answer from outside: judgements, expressions, actions, the check of the reasons. */
import type { Agent } from '../../contract/agent.ts';
import { evaluate } from '../../contract/expressions.ts';
import type { FlowNode } from '../../contract/flow.ts';
import type { WalkEffect } from '../../engine/flow/effects.ts';
import type { FoundSlot, WalkEvent } from '../../engine/flow/events.ts';
import { defaultFlowLimits, type FlowPlan, type Slot } from '../../engine/flow/plan.ts';
import type { AgentTurnParts } from '../session/agent-turn.ts';
import { type ActionOutcome, setValues } from './flow-action.ts';
import type { Cancel, Confirmation, FilledValue, FlowJudge, KnownSlot } from './flow-judge.ts';
import type { FlowParts } from './flow-parts.ts';
import { limited, type LimitedParts } from './limited.ts';

type Order<Type extends WalkEffect['type']> = Extract<WalkEffect, { type: Type }>;
export type OutsideOrder = Order<
  | 'match_answer'
  | 'evaluate_expressions'
  | 'answer_questions'
  | 'extract_slots'
  | 'judge_confirmation'
  | 'run_action'
  | 'check_reasons'
>;

type FlowOrdersParts = Pick<AgentTurnParts, 'clock' | 'conversation' | 'dispatch' | 'note'> & {
  agent: Agent;
  flow: FlowParts;
  flowJudge: FlowJudge;
  /** The block that the order is of: the walk may have gone further since. */
  block(): string | null;
  happen(event: WalkEvent): void;
};

const none: Cancel = () => {};

export function newFlowOrders(parts: FlowOrdersParts) {
  const { agent, flowJudge, happen, note } = parts;
  const { values, at, plan, actions } = parts.flow;
  const nodes = new Map((agent.flow?.nodes ?? []).map((node) => [node.id, node]));
  let works = 0;
  const bounds: LimitedParts = { ...parts, newWorkId: () => `flow-work-${++works}` };
  /** The open order, and the newest check beside it. */
  let judging: Cancel = none;
  let acting: Cancel = none;
  let checking: Cancel = none;
  let correcting: Cancel = none;

  const known = (slot: Slot): KnownSlot => ({ slot, context: values.contextOf(slot) });

  /** Asks the judge, and tells the walk and the log what came of it. */
  function judge<Verdict>(
    what: string,
    withinMs: number,
    late: Verdict,
    begin: (done: (verdict: Verdict, failed: string | null) => void) => Cancel,
    outcomeOf: (verdict: Verdict) => string,
    tell: (verdict: Verdict) => void,
  ): Cancel {
    return limited(bounds, {
      kind: 'model',
      withinMs,
      late,
      begin,
      settled(verdict, failed, tookMs) {
        const block = parts.block();
        note({ type: 'flow_judged', block, what, outcome: outcomeOf(verdict), failed, tookMs });
        tell(verdict);
      },
    });
  }

  function carryOut(effect: OutsideOrder): void {
    if (effect.type === 'check_reasons') return check(effect);
    judging();
    judging = none;
    if (effect.type === 'evaluate_expressions') return evaluateAll(effect);
    if (effect.type === 'run_action') return run(effect);
    judging = judged(effect);
  }

  function judged(effect: Exclude<OutsideOrder, Order<'check_reasons' | 'evaluate_expressions' | 'run_action'>>) {
    const { ask, withinMs } = effect;
    switch (effect.type) {
      case 'match_answer':
        return judge<string | null>(
          'answer',
          withinMs,
          null,
          (done) => flowJudge.answer(effect.words, effect.answers, done),
          (label) => label ?? 'none',
          (label) => happen({ type: 'answer.matched', ask, label }),
        );
      case 'answer_questions':
        return judge<readonly string[]>(
          'questions',
          withinMs,
          [],
          (done) => flowJudge.questions(effect.branches.map(filledQuestion), done),
          (holding) => holding.join(', ') || 'none',
          (holding) => happen({ type: 'branches.evaluated', ask, holding }),
        );
      case 'extract_slots':
        return judge<readonly FoundSlot[]>(
          'slots',
          withinMs,
          [],
          (done) => flowJudge.slots(effect.words, effect.asked, effect.slots.map(known), done),
          outcomeOfSlots,
          (found) => happen({ type: 'slots.extracted', ask, found }),
        );
      case 'judge_confirmation':
        return judge<Confirmation>(
          'confirmation',
          withinMs,
          { verdict: 'unclear', correction: null },
          (done) => flowJudge.confirmation(effect.words, { ...known(effect.slot), value: effect.value }, done),
          ({ verdict, correction }) => (correction ? `${verdict}, with another value` : verdict),
          (verdict) => happen({ type: 'confirmation.judged', ask, ...verdict }),
        );
    }
  }

  function filledQuestion<Branch extends { question: string }>(branch: Branch): Branch {
    return { ...branch, question: values.speak(branch.question) };
  }

  function evaluateAll({ ask, branches }: Order<'evaluate_expressions'>): void {
    const holding = branches.filter(({ label, expression }) => {
      const outcome = evaluate(expression, values.expressions());
      if (!outcome.ok) {
        const where = `flow block ${parts.block()}, branch ${JSON.stringify(label)}`;
        note({ type: 'rule_failed_to_run', where, problem: outcome.problem });
      }
      return outcome.ok && outcome.value;
    });
    happen({ type: 'branches.evaluated', ask, holding: holding.map(({ label }) => label) });
  }

  function run({ ask, block, withinMs }: Order<'run_action'>): void {
    const data = actionData(nodes.get(block));
    if (data.mode === 'set') {
      return happen({ type: 'action.done', ask, values: setValues(data, values.texts()) });
    }
    acting = limited<ActionOutcome>(bounds, {
      kind: 'tool',
      withinMs: withinMs + graceMs,
      late: { failed: 'no answer in time' },
      begin(done) {
        actions.run(block, data, values.texts(), (outcome) => done(outcome, null));
        return none;
      },
      settled(outcome, _failed, tookMs) {
        const failed = 'failed' in outcome ? outcome.failed : null;
        note({ type: 'action_answered', block, failed, tookMs });
        parts.conversation.note(toldOf(nodes.get(block), outcome));
        if ('failed' in outcome) happen({ type: 'action.failed', ask, detail: outcome.failed });
        else happen({ type: 'action.done', ask, values: outcome.values });
      },
    });
  }

  /** A newer check sees all that an older one saw, and its answer stands for both. */
  function check({ check: number, because, withinMs }: Order<'check_reasons'>): void {
    checking();
    checking = limited<string | null>(bounds, {
      kind: 'model',
      withinMs,
      late: null,
      begin: (done) => flowJudge.reason(because === 'action' ? parts.block() : null, done),
      settled(reason, failed, tookMs) {
        note({ type: 'reasons_checked', found: reason, failed, tookMs });
        happen({ type: 'reasons.checked', check: number, reason });
      },
    });
  }

  /** Filled slots but for the one that is being talked about, and those of its type: words then mean that one. */
  function changeable(): FilledValue[] {
    const { filled, doing, values: given } = at.position;
    const slots = slotsOf(plan);
    const open = 'slot' in doing ? slots.get(doing.slot)?.type : undefined;
    return filled.toReversed().flatMap(({ name, acted }) => {
      const slot = slots.get(name);
      if (!slot || acted || slot.type === open) return [];
      return [{ ...known(slot), value: String(given[name] ?? '') }];
    });
  }

  return {
    carryOut,
    /** Which filled slots these words change. A model that cannot tell changes none. */
    corrections(words: string, tell: (found: readonly FoundSlot[]) => void): Cancel {
      const filled = changeable();
      if (filled.length === 0 || words === '') {
        tell([]);
        return none;
      }
      correcting = limited<readonly FoundSlot[]>(bounds, {
        kind: 'model',
        withinMs: defaultFlowLimits.judgeMsMax,
        late: [],
        begin: (done) => flowJudge.corrections(words, filled, done),
        settled(found, failed, tookMs) {
          const block = parts.block();
          const outcome = outcomeOfSlots(found);
          if (found.length > 0 || failed !== null) {
            note({ type: 'flow_judged', block, what: 'corrections', outcome, failed, tookMs });
          }
          tell(found);
        },
      });
      return correcting;
    },
    stop(): void {
      for (const cancel of [judging, acting, checking, correcting]) cancel();
    },
  };
}

/** The request has its own limit; this one is behind it. */
const graceMs = 500;

function actionData(node: FlowNode | undefined) {
  if (node?.kind !== 'action') throw new RangeError(`block ${node?.id} is no action`);
  return node.data;
}

function slotsOf(plan: FlowPlan): Map<string, Slot> {
  const all = plan.blocks.flatMap((block) => (block.kind === 'slot_collection' ? block.slots : []));
  return new Map(all.toReversed().map((slot) => [slot.name, slot]));
}

function outcomeOfSlots(found: readonly FoundSlot[]): string {
  return found.map(({ name, result }) => (result.ok ? name : `${name}: ${result.why}`)).join(', ') || 'none';
}

const toldCharactersMax = 500;

/** For the model, which may have to speak of it. */
function toldOf(node: FlowNode | undefined, outcome: ActionOutcome): string {
  const title = node?.title || node?.id;
  if ('failed' in outcome) return `"${title}" failed.`;
  const given = Object.entries(outcome.values).map(([name, value]) => `${name}: ${String(value)}`);
  return `"${title}" is done. ${given.join(', ')}`.trim().slice(0, toldCharactersMax);
}

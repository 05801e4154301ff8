/**
 * Drives a walk as a server does, with a scripted outside: each order is answered at once from what the script says of
 * the world, or held back until the script answers it. It shows how little a driver has to know.
 */
import type { WalkEffect } from '../flow/effects.ts';
import type { FlowValue, FoundSlot, SlotResult, WalkEvent } from '../flow/events.ts';
import type { FlowPlan } from '../flow/plan.ts';
import { newPosition, type Position } from '../flow/position.ts';
import { walk } from '../flow.ts';
import type { Meaning } from '../reasons.ts';

/** What the outside answers. Whatever is not told here is not there: no match, nothing said, nothing holds. */
export type Outside = {
  /** The answer that words amount to. */
  answers?: Readonly<Record<string, string>>;
  /** The branches that hold, expressions and questions. */
  holding?: readonly string[];
  /** What is read from words, `slot=value`, `slot~value` where it is not sure, or `slot!` followed by why not: `day!invalid`. */
  slots?: Readonly<Record<string, string>>;
  /** What the caller says to a value read back: yes, no, unclear, or `no:VALUE`. */
  confirms?: Readonly<Record<string, string>>;
  /** What actions give; one that is missing fails. */
  actions?: Readonly<Record<string, Readonly<Record<string, FlowValue>>>>;
  /** The reason that words give to end the call. */
  reasons?: Readonly<Record<string, string>>;
  values?: Readonly<Record<string, FlowValue>>;
  /** Orders that are not answered by themselves. */
  late?: readonly WalkEffect['type'][];
};

/** Words of the caller, or anything else that happens. */
export type FlowScript = readonly (string | WalkEvent)[];

export type PlayedFlow = { told: string[]; position: Position; orders: WalkEffect[]; log: WalkEvent[] };

/** Begins the walk and plays the script; `told` has each order as one line. */
export function playFlow(plan: FlowPlan, outside: Outside, ...script: FlowScript): PlayedFlow {
  let position = newPosition(outside.values);
  let words = '';
  const told: string[] = [];
  const orders: WalkEffect[] = [];
  const log: WalkEvent[] = [];
  const happen = (event: WalkEvent): void => {
    const queue = [event];
    for (let count = 0; queue.length > 0; count++) {
      if (count > 1_000) throw new Error(`orders without end:\n${told.slice(-20).join('\n')}`);
      const next = queue.shift()!;
      const [after, effects] = walk(position, next, plan);
      position = after;
      log.push(next);
      for (const effect of effects) {
        orders.push(effect);
        told.push(tell(effect));
        const answer = outside.late?.includes(effect.type) ? null : answerTo(effect, outside, words);
        if (answer) queue.push(answer);
      }
    }
  };
  happen({ type: 'walk.started' });
  for (const line of script) {
    if (typeof line === 'string') words = line;
    happen(typeof line === 'string' ? says(line) : line);
  }
  return { told, position, orders, log };
}

export function says(text: string, meaning: Meaning = 'other', ...corrections: string[]): WalkEvent {
  return { type: 'caller.said', text, meaning, corrections: corrections.map(readSlot) };
}

function answerTo(effect: WalkEffect, outside: Outside, words: string): WalkEvent | null {
  switch (effect.type) {
    case 'say':
      return { type: 'words.ended', ask: effect.ask };
    case 'generate':
      return { type: 'words.ended', ask: effect.ask };
    case 'match_answer':
      return { type: 'answer.matched', ask: effect.ask, label: outside.answers?.[effect.words] ?? null };
    case 'evaluate_expressions':
    case 'answer_questions':
      return { type: 'branches.evaluated', ask: effect.ask, holding: outside.holding ?? [] };
    case 'extract_slots': {
      const found = (outside.slots?.[effect.words] ?? '').split(' ').filter((each) => each !== '');
      return { type: 'slots.extracted', ask: effect.ask, found: found.map(readSlot) };
    }
    case 'judge_confirmation': {
      const [verdict, value] = (outside.confirms?.[effect.words] ?? 'unclear').split(':');
      const correction: SlotResult | null = value ? { ok: true, value, said: effect.words, sure: true } : null;
      return { type: 'confirmation.judged', ask: effect.ask, verdict: verdict as 'yes' | 'no' | 'unclear', correction };
    }
    case 'run_action': {
      const values = outside.actions?.[effect.block];
      if (values) return { type: 'action.done', ask: effect.ask, values };
      return { type: 'action.failed', ask: effect.ask, detail: 'no such thing' };
    }
    case 'check_reasons':
      return { type: 'reasons.checked', check: effect.check, reason: outside.reasons?.[words] ?? null };
    default:
      return null;
  }
}

/** `day=2026-11-24`, `day~2026-11-24` for one that is not sure, or `day!unclear`. */
function readSlot(text: string): FoundSlot {
  const [, name, sign, rest] = /^(\w+)([=~!])(.*)$/.exec(text)!;
  if (sign !== '!') return { name: name!, result: { ok: true, value: rest!, said: rest!, sure: sign === '=' } };
  return { name: name!, result: { ok: false, why: rest as 'nothing' | 'unclear' | 'invalid' } };
}

/** An order as a few words. */
function tell(effect: WalkEffect): string {
  switch (effect.type) {
    case 'enter_block':
      return `in ${effect.block}`;
    case 'say':
      return `say ${effect.text}`;
    case 'generate':
      return `generate ${effect.instruction ?? 'freely'}`;
    case 'ask_slot':
      return `ask ${effect.text} (${effect.because})`;
    case 'confirm_slot':
      return `confirm ${effect.slot.name}=${effect.value}${effect.again ? ' again' : ''}`;
    case 'await_reply':
      return effect.noInputMs === null ? 'await' : `await ${effect.noInputMs}`;
    case 'match_answer':
      return `match ${effect.words} to ${effect.answers.join(', ')}`;
    case 'evaluate_expressions':
    case 'answer_questions':
      return `${effect.type} ${effect.branches.map((branch) => branch.label).join(', ')}`;
    case 'extract_slots':
      return `extract ${effect.slots.map((slot) => slot.name).join(', ')} from ${effect.words}`;
    case 'judge_confirmation':
      return `judge ${effect.slot.name}=${effect.value} by ${effect.words}`;
    case 'run_action':
      return `run ${effect.block}`;
    case 'transfer':
      return `transfer to ${effect.to}`;
    case 'check_reasons':
      return `check ${effect.check} for ${effect.because}`;
    case 'end_by_block':
      return `end by ${effect.block.id}`;
    case 'end_by_reason':
      return `end by reason ${effect.reason}`;
    case 'end_by_failure':
      return `fail: ${effect.detail}`;
  }
}

/**
 * Asks for facts, one after another, until each is filled, skipped or given up. A value that is to be confirmed counts
 * only once the caller has said yes to it. Source: design contract.md section 2.
 */
import type { FoundSlot, WalkEvent } from './events.ts';
import { ask, leave, type Move, stay, talk } from './move.ts';
import type { FlowPlan, Slot, SlotCollectionBlock } from './plan.ts';
import { countOf, type FilledSlot, type Position, together, valueOf } from './position.ts';

type Why = 'nothing' | 'unclear' | 'invalid';

/** A drawn loop back to the block asks again; words said on the way here may already hold answers. */
export function enterSlotCollection(position: Position, block: SlotCollectionBlock, plan: FlowPlan): Move {
  const again = position.filled.filter((slot) => slot.by === block.id).map((slot) => slot.name);
  const now: Position = { ...emptied(position, again), unanswered: '' };
  return search(now, block, position.unanswered, plan) ?? goOn(now, block);
}

export function inSlotCollection(
  position: Position,
  block: SlotCollectionBlock,
  event: WalkEvent,
  plan: FlowPlan,
): Move {
  const { doing } = position;
  switch (event.type) {
    case 'caller.said':
      return said(position, block, event.text, plan);
    case 'slots.extracted': {
      if (doing.name === 'prefilling') return goOn(taken(position, block, null, event.found), block);
      if (doing.name !== 'extracting') return stay(position);
      const now = taken(position, block, doing.slot, event.found);
      if (valueOf(now, doing.slot) !== null) return goOn(now, block);
      const asked = event.found.find((found) => found.name === doing.slot)?.result;
      const why = asked === undefined ? 'nothing' : asked.ok ? 'invalid' : asked.why;
      return tryAgain(now, block, slotOf(block, doing.slot), (again) => askFor(again, slotOf(block, doing.slot), why));
    }
    case 'confirmation.judged':
      return doing.name === 'judging' ? judged(position, block, slotOf(block, doing.slot), event) : stay(position);
    default:
      return stay(position);
  }
}

/** What is open next: a value to be confirmed, a slot to be asked for, or the way on. */
export function goOn(position: Position, block: SlotCollectionBlock): Move {
  const unsure = block.slots.find((slot) => filledOf(position, slot)?.confirmed === false);
  if (unsure) return confirm(position, unsure, false);
  const open = block.slots.find((slot) => isOpen(position, slot) && !position.skipped.includes(slot.name));
  return open ? askFor(position, open, 'first') : leave(position, 'filled');
}

function said(position: Position, block: SlotCollectionBlock, words: string, plan: FlowPlan): Move {
  const { doing } = position;
  switch (doing.name) {
    case 'prefilling':
      return search(position, block, together(doing.words, words, plan), plan) ?? goOn(position, block);
    case 'asking':
      return extract(position, block, doing.slot, words, plan);
    case 'extracting':
      return extract(position, block, doing.slot, together(doing.words, words, plan), plan);
    case 'confirming':
      return judge(position, slotOf(block, doing.slot), words, plan);
    case 'judging':
      return judge(position, slotOf(block, doing.slot), together(doing.words, words, plan), plan);
    default:
      return stay(position);
  }
}

function search(position: Position, block: SlotCollectionBlock, words: string, plan: FlowPlan): Move | null {
  const slots = block.slots.filter((slot) => isOffered(position, slot, null));
  if (words === '' || slots.length === 0) return null;
  const withinMs = plan.limits.judgeMsMax;
  return ask(position, { type: 'extract_slots', words, asked: null, slots, withinMs }, { name: 'prefilling', words });
}

function extract(position: Position, block: SlotCollectionBlock, asked: string, words: string, plan: FlowPlan): Move {
  const slots = block.slots.filter((slot) => isOffered(position, slot, asked));
  const withinMs = plan.limits.judgeMsMax;
  const order = { type: 'extract_slots', words, asked, slots, withinMs } as const;
  return ask({ ...position, unanswered: '' }, order, { name: 'extracting', slot: asked, words });
}

function askFor(position: Position, slot: Slot, because: 'first' | Why): Move {
  const text = because === 'first' ? slot.prompt : slot.retryPrompt || slot.prompt;
  return talk(position, { type: 'ask_slot', slot, text, because }, { name: 'asking', slot: slot.name });
}

function confirm(position: Position, slot: Slot, again: boolean): Move {
  const { said } = filledOf(position, slot)!;
  const order = {
    type: 'confirm_slot',
    slot,
    value: textOf(position, slot),
    said,
    text: slot.confirmPrompt,
    again,
  } as const;
  return talk(position, order, { name: 'confirming', slot: slot.name, again });
}

function judge(position: Position, slot: Slot, words: string, plan: FlowPlan): Move {
  const value = textOf(position, slot);
  const withinMs = plan.limits.judgeMsMax;
  const order = { type: 'judge_confirmation', words, slot, value, withinMs } as const;
  return ask({ ...position, unanswered: '' }, order, { name: 'judging', slot: slot.name, words });
}

function judged(
  position: Position,
  block: SlotCollectionBlock,
  slot: Slot,
  { verdict, correction }: Extract<WalkEvent, { type: 'confirmation.judged' }>,
): Move {
  if (correction?.ok && isAllowed(slot, correction.value)) {
    const now = taken(emptied(position, [slot.name]), block, slot.name, [{ name: slot.name, result: correction }]);
    return tryAgain(now, block, slot, (again) => confirm(again, slot, false));
  }
  if (verdict === 'yes') return goOn(confirmed(position, slot), block);
  if (verdict === 'unclear') return tryAgain(position, block, slot, (again) => confirm(again, slot, true));
  return tryAgain(emptied(position, [slot.name]), block, slot, (again) => askFor(again, slot, 'invalid'));
}

/** One more failed try, as many as there may be; a value that nobody said yes to does not stay. */
function tryAgain(position: Position, block: SlotCollectionBlock, slot: Slot, again: (now: Position) => Move): Move {
  const failed = countOf(position.attempts, slot.name) + 1;
  const now: Position = { ...position, attempts: { ...position.attempts, [slot.name]: failed } };
  if (failed < slot.attemptsMax) return again(now);
  const without = emptied(now, [slot.name]);
  if (slot.required) return leave(emptied(without, unconfirmedOf(without, block)), 'gave_up');
  return goOn({ ...without, skipped: [...without.skipped, slot.name] }, block);
}

/** With the values that were understood, of slots that were offered: another judge's surplus is not trusted. */
function taken(
  position: Position,
  block: SlotCollectionBlock,
  asked: string | null,
  found: readonly FoundSlot[],
): Position {
  let now = position;
  for (const { name, result } of found) {
    const slot = block.slots.find((each) => each.name === name);
    if (!slot || !result.ok || !isOffered(now, slot, asked) || !isAllowed(slot, result.value)) continue;
    const entry: FilledSlot = {
      name,
      by: block.id,
      said: result.said,
      confirmed: isSettled(slot, result),
      acted: false,
    };
    now = { ...now, values: { ...now.values, [name]: result.value }, filled: [...now.filled, entry] };
  }
  return now;
}

function unconfirmedOf(position: Position, block: SlotCollectionBlock): string[] {
  return position.filled.filter((slot) => slot.by === block.id && !slot.confirmed).map((slot) => slot.name);
}

/** Whether a value counts without being read back. */
export function isSettled(slot: Slot, { sure }: { sure: boolean }): boolean {
  return sure && !slot.confirm;
}

/** Whether a judge can mean it: it is no empty text, and a choice is one of the slot's. */
export function isAllowed(slot: Slot, value: string): boolean {
  return value !== '' && (slot.type !== 'choice' || slot.choices.includes(value));
}

function confirmed(position: Position, slot: Slot): Position {
  const filled = position.filled.map((each) => (each.name === slot.name ? { ...each, confirmed: true } : each));
  return { ...position, filled };
}

function emptied(position: Position, names: readonly string[]): Position {
  if (names.length === 0) return position;
  const kept = Object.entries(position.values).filter(([name]) => !names.includes(name));
  const filled = position.filled.filter((slot) => !names.includes(slot.name));
  return { ...position, values: Object.fromEntries(kept), filled };
}

/** Any words would do for a slot of type text, so that only an answer to its question is taken. */
function isOffered(position: Position, slot: Slot, asked: string | null): boolean {
  return isOpen(position, slot) && (slot.type !== 'text' || slot.name === asked);
}

function isOpen(position: Position, slot: Slot): boolean {
  return valueOf(position, slot.name) === null;
}

function filledOf(position: Position, slot: Slot): FilledSlot | undefined {
  return position.filled.find((each) => each.name === slot.name);
}

function textOf(position: Position, slot: Slot): string {
  return String(valueOf(position, slot.name) ?? '');
}

function slotOf(block: SlotCollectionBlock, name: string): Slot {
  return block.slots.find((slot) => slot.name === name)!;
}

/** Says something, and finds out what the caller answers. Source: design contract.md section 2. */
import type { WalkEvent } from './events.ts';
import { ask, fail, leave, type Move, stay, talk } from './move.ts';
import type { FlowPlan, UtteranceBlock } from './plan.ts';
import { type Position, together } from './position.ts';

/** Exits that are no answers. */
const ownExits = new Set(['next', 'no_match', 'no_input']);

export function enterUtterance(position: Position, block: UtteranceBlock): Move {
  const now: Position = { ...position, unanswered: '' };
  return block.waitsForReply ? speak(now, block) : ask(now, wordsOf(block), { name: 'speaking' });
}

export function inUtterance(position: Position, block: UtteranceBlock, event: WalkEvent, plan: FlowPlan): Move {
  const { doing } = position;
  switch (event.type) {
    case 'words.ended':
      return doing.name === 'speaking' ? leave(position, 'next') : stay(position);
    case 'caller.said':
      if (doing.name === 'listening') return match(position, block, event.text, null, plan);
      if (doing.name !== 'matching') return stay(position);
      return match(position, block, together(doing.words, event.text, plan), doing.back, plan);
    case 'answer.matched':
      if (doing.name !== 'matching') return stay(position);
      if (event.label !== null && answersOf(block).includes(event.label)) return leave(position, event.label);
      return doing.back === null ? unmatched(position, block, plan) : floor(position, block, doing.back, plan);
    case 'caller.stayed_silent':
      return doing.name === 'listening' && hasExit(block, 'no_input') ? leave(position, 'no_input') : stay(position);
    default:
      return stay(position);
  }
}

/** The caller has taken the call back: what they say now may be one of the answers, else the model deals with it. */
export function inRescuedUtterance(
  position: Position,
  block: UtteranceBlock,
  words: string,
  back: string,
  plan: FlowPlan,
): Move {
  const hasAnswers = answersOf(block).length > 0;
  return hasAnswers ? match(position, block, words, back, plan) : floor(position, block, back, plan);
}

/** The caller has the floor: the model answers, by the instruction of this block if it has one. */
export function floor(position: Position, block: UtteranceBlock | null, back: string, plan: FlowPlan): Move {
  const turns = position.turns + 1;
  if (turns > plan.limits.turnsMax) return tooManyTurns(position, turns);
  const words = block?.words.mode === 'generated' ? block.words : { instruction: null, tools: [] };
  const { instruction, tools } = words;
  const now: Position = { ...position, turns, unanswered: '' };
  return talk(now, { type: 'generate', instruction, tools, answers: [] }, { name: 'rescued', block: back });
}

function speak(position: Position, block: UtteranceBlock): Move {
  return talk(position, wordsOf(block), { name: 'listening' }, hasExit(block, 'no_input') ? block.noInputMs : null);
}

function wordsOf(block: UtteranceBlock) {
  const { words } = block;
  if (words.mode === 'verbatim') return { type: 'say', role: 'utterance', text: words.text } as const;
  const { instruction, tools } = words;
  return { type: 'generate', instruction, tools, answers: answersOf(block) } as const;
}

function match(position: Position, block: UtteranceBlock, words: string, back: string | null, plan: FlowPlan): Move {
  const answers = answersOf(block);
  if (answers.length === 0) return leave(position, 'next');
  const withinMs = plan.limits.judgeMsMax;
  return ask(position, { type: 'match_answer', words, answers, withinMs }, { name: 'matching', words, back });
}

/** Without a way for it a generated block goes on talking, and a verbatim one repeats itself. */
function unmatched(position: Position, block: UtteranceBlock, plan: FlowPlan): Move {
  if (hasExit(block, 'no_match')) return leave(position, 'no_match');
  const turns = position.turns + 1;
  return turns > plan.limits.turnsMax ? tooManyTurns(position, turns) : speak({ ...position, turns }, block);
}

function tooManyTurns(position: Position, turns: number): Move {
  return fail(position, `block ${position.block}: ${turns} turns of the caller, and none led on`);
}

function answersOf(block: UtteranceBlock): string[] {
  return block.exits.map((exit) => exit.label).filter((label) => !ownExits.has(label));
}

function hasExit(block: UtteranceBlock, label: string): boolean {
  return block.exits.some((exit) => exit.label === label);
}

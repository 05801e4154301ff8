/**
 * The words for asking for a slot and for reading its value back: those of the block, else the model's, else ours.
 * `text` also stands in for the model where that cannot be had.
 */
import type { WalkEffect } from '../../engine/flow/effects.ts';
import { defuse } from '../../engine/reply-filter.ts';
import { countOf, type Position } from '../../engine/flow/position.ts';
import { confirmationQuestion, slotQuestion } from '../../judge/slots/read-back.ts';
import type { Model } from '../../providers/models/model.ts';

type Words = { text: string; instruction: string | null };

export function slotWords(
  model: Model,
  { slot, text, because }: Extract<WalkEffect, { type: 'ask_slot' }>,
  position: Position,
): Words {
  if (text !== '') return { text, instruction: null };
  const choices = slot.choices.map((value) => ({ value }));
  const failed = because === 'first' ? 0 : Math.max(1, countOf(position.attempts, slot.name));
  const question = slotQuestion(
    { name: slot.name, description: slot.description, type: slot.type, choices },
    failed + 1,
  );
  const why = {
    first: '',
    nothing: ' The answer gave none.',
    unclear: ' It was not clear which one was meant.',
    invalid: ' What was given cannot be right.',
  };
  const listed = choices.length > 0 ? ` The choices: ${slot.choices.join(', ')}.` : '';
  const instruction =
    `Ask the caller for this, in one short question, and for nothing else: ` +
    `${slot.description || slot.name.replaceAll('_', ' ')} (${slot.type}).${listed}${why[because]}`;
  return { text: question, instruction: writes(model) ? instruction : null };
}

export function confirmationWords(
  model: Model,
  { slot, value, text, again }: Extract<WalkEffect, { type: 'confirm_slot' }>,
): Words {
  if (text !== '') return { text, instruction: null };
  const question = confirmationQuestion(slot.type, defuse(value).text);
  const instruction =
    `Read this back to the caller, so that every character can be understood, and ask whether it is right: ` +
    `${slot.description || slot.name.replaceAll('_', ' ')}: ${defuse(value).text}.${again ? ' They were asked before, and their answer was not clear.' : ''}`;
  return { text: again ? `Sorry, yes or no: ${question}` : question, instruction: writes(model) ? instruction : null };
}

/** Ours are English. A model finds the words of other languages, and English ones that fit the conversation. */
function writes(model: Model): boolean {
  return !model.id.startsWith('offline/');
}

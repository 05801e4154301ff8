/** What the caller hears last, resolved once when an end goes ahead. Source: design ending.md section 4. */
import type { Call } from './call.ts';
import type { FarewellSource } from './effects.ts';
import type { OwnWords, ProposingTurn } from './events.ts';
import type { Policy } from './policy.ts';
import type { Trigger } from './reasons.ts';
import { isTakenBack } from './rescue.ts';

/** `clears`: words of the same turn that were not yet heard are dropped. */
export type FarewellPlan =
  | { kind: 'none'; source: 'skipped' }
  | { kind: 'speak'; text: string; source: FarewellSource; clears: boolean }
  | { kind: 'write'; instruction: string | null; source: FarewellSource; clears: boolean }
  | { kind: 'spoken'; utteranceId: string; source: 'spoken_words' };

/** What the resolution looks at: a proposal, or an end of the engine's own. */
export type EndRequest = {
  trigger: Trigger;
  skipGoodbye: boolean;
  ownWords: OwnWords | null;
  message: string | null;
  turn: ProposingTurn | null;
};

const byEngine: ReadonlySet<Trigger> = new Set(['silence', 'max_duration', 'operator', 'keypad']);
const withApology: ReadonlySet<Trigger> = new Set(['balance', 'failure']);

/** First match of ending.md section 4. Fixed words that were already spoken in an earlier attempt are not said again. */
export function planFarewell(request: EndRequest, call: Call, policy: Policy): FarewellPlan {
  const { farewell } = policy;
  if (request.skipGoodbye) return { kind: 'none', source: 'skipped' };
  const own = request.ownWords;
  if (own?.mode === 'fixed') {
    return own.text === call.goodbyeText
      ? speak(farewell.message, 'configured', true)
      : speak(own.text, 'own_words', true);
  }
  if (own?.mode === 'generated') {
    return { kind: 'write', instruction: own.instruction, source: 'instruction', clears: true };
  }
  if (byEngine.has(request.trigger)) return speak(farewell.message, 'configured', true);
  if (withApology.has(request.trigger)) return speak(farewell.apology, 'apology', true);
  const { turn } = request;
  const saysItself = request.trigger === 'tag' || request.trigger === 'phrase';
  if (turn?.utteranceId && (saysItself || turn.closing) && !isTakenBack(call, turn.utteranceId)) {
    return { kind: 'spoken', utteranceId: turn.utteranceId, source: 'spoken_words' };
  }
  if (request.message) return speak(request.message, 'tool_message', false);
  if (farewell.mode === 'static') return speak(farewell.message, 'configured', false);
  return { kind: 'write', instruction: null, source: 'main_prompt', clears: false };
}

function speak(text: string, source: FarewellSource, clears: boolean): FarewellPlan {
  return { kind: 'speak', text, source, clears };
}

/** How an end-call reason or block says goodbye; `none` leaves it to the next in line. */
export type ClosingWords = { mode: 'static' | 'prompt' | 'none'; message: string };

/**
 * The words that an end brings along: the reason's closing beats the action's goodbye prompt, and a mode of `none` or
 * an empty prompt inherits. Null when neither has any.
 */
export function ownWords(reasonClosing: ClosingWords | null, goodbyePrompt: string): OwnWords | null {
  if (reasonClosing?.mode === 'static') return { mode: 'fixed', text: reasonClosing.message };
  if (reasonClosing?.mode === 'prompt') return { mode: 'generated', instruction: reasonClosing.message };
  return goodbyePrompt.trim() === '' ? null : { mode: 'generated', instruction: goodbyePrompt };
}

/**
 * Which words make one turn of the caller. A turn ends when nobody has spoken for a while and the words of what was said
 * are there, or overdue. It never asks who else speaks: whether speech is a barge-in is the engine's question. Source:
 * design lines.md "Speech pipeline", stack.md trap 8.
 */
import type { Clock } from '../providers/clock.ts';
import type { SpeechEvent } from './speech.ts';

export type TurnTaking = {
  speechStarted(): void;
  speechStopped(): void;
  /** Settled words; empty ones only tell that something changed in what is still to come. */
  heard(text: string): void;
  close(): void;
};

export type TurnParts = {
  clock: Clock;
  /** How long words of what was said may still take, after speech stopped; 0 when none are to come. */
  wordsMsToCome(): number;
  emit(event: SpeechEvent): void;
};

/** After the detector's own silence: who goes on within it is in the same turn. */
const pauseMs = 300;
const turnCharsMax = 20_000;

export function turnTaking({ clock, wordsMsToCome, emit }: TurnParts): TurnTaking {
  let speaking = false;
  /** Speech without its `caller.said`, or words without. */
  let open = false;
  let text = '';
  let stoppedAt = 0;
  let cancel = (): void => {};

  function waitForEnd(): void {
    cancel();
    if (speaking || !open) return;
    const endsAt = stoppedAt + Math.max(pauseMs, wordsMsToCome());
    cancel = clock.after(Math.max(0, endsAt - clock.now()), endTurn);
  }

  function endTurn(): void {
    cancel();
    open = false;
    const said = text;
    text = '';
    emit({ type: 'caller.said', text: said });
  }

  return {
    speechStarted() {
      if (speaking) return;
      speaking = true;
      open = true;
      cancel();
      emit({ type: 'caller.speech_started' });
    },
    speechStopped() {
      if (!speaking) return;
      speaking = false;
      stoppedAt = clock.now();
      emit({ type: 'caller.speech_stopped' });
      waitForEnd();
    },
    heard(words) {
      const added = words.trim();
      if (added !== '') text = (text === '' ? added : `${text} ${added}`).slice(0, turnCharsMax);
      if (added !== '' && !open) {
        // Words after their turn, or of speech that the detector missed: a turn of their own, so that none are lost.
        open = true;
        stoppedAt = clock.now();
      }
      waitForEnd();
    },
    close: () => cancel(),
  };
}

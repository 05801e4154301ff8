/** The caller's side of a relay: edges of speech, words and keys. */
import type { Clock } from '../providers/clock.ts';
import type { LineEvent } from './line.ts';

/** Speech that is only inferred, from words or an interruption, is over when nothing more is heard of it. */
const inferredMsMax = 3_000;

/**
 * Some carriers report when the caller speaks, others only send words while they do. Where reports of speech come,
 * they alone tell its edges.
 */
export function relayHearing(clock: Clock, emit: (event: LineEvent) => void) {
  let speaking = false;
  let reported = false;
  let cancelInferred = (): void => {};

  function begin(): void {
    if (speaking) return;
    speaking = true;
    emit({ type: 'caller.speech_started' });
  }

  function end(): void {
    cancelInferred();
    if (!speaking) return;
    speaking = false;
    emit({ type: 'caller.speech_stopped' });
  }

  function infer(): void {
    if (reported) return;
    begin();
    cancelInferred();
    cancelInferred = clock.after(inferredMsMax, end);
  }

  return {
    speaking(on: boolean): void {
      reported = true;
      cancelInferred();
      if (on) begin();
      else end();
    },
    prompt(text: string, last: boolean): void {
      if (!last) return infer();
      end();
      const words = text.trim();
      if (words !== '') emit({ type: 'caller.said', text: words });
    },
    /** Something of the caller stopped the agent's voice. */
    interrupted: infer,
    /** A key; it may be what stopped the agent's voice. */
    pressed(digit: string): void {
      if (!reported) end();
      emit({ type: 'caller.pressed', digit });
    },
    stop: (): void => cancelInferred(),
  };
}

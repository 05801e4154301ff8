/**
 * The agent falls silent when the caller speaks over it in conversation, on a line that can stand still. What was said
 * tells how it goes on: words get an answer, which drops the rest; after noise and listening sounds the agent goes on
 * where it was. Over a farewell the engine decides alone. Source: design ending.md section 5, lines.md.
 */
import type { Limits } from '../../engine/policy.ts';
import type { Line, LineEvent } from '../../lines/line.ts';
import type { Clock } from '../../providers/clock.ts';

export type BargeIn = {
  /** To be told after the session has dealt with the event. */
  hear(event: LineEvent): void;
  /** To be called when the state of the call may have changed: outside a conversation nothing stands still. */
  follow(): void;
  stop(): void;
};

export type BargeInParts = {
  line: Line;
  clock: Clock;
  limits: Pick<Limits, 'sustainedSpeechMs' | 'pauseAfterSpeechMs' | 'pauseMsMax'>;
  /** Nobody ends or transfers the call. */
  inConversation(): boolean;
  /** Something of the agent is with the line. */
  agentSpeaks(): boolean;
};

export function newBargeIn({ line, clock, limits, inConversation, agentSpeaks }: BargeInParts): BargeIn {
  let speaking = false;
  /** For long enough to be meant. */
  let sustained = false;
  let paused = false;
  let cancel = (): void => {};
  let cancelLimit = (): void => {};

  function startSpeaking(): void {
    speaking = true;
    cancel();
    cancel = clock.after(limits.sustainedSpeechMs, () => {
      sustained = true;
      pause();
    });
  }

  function stopSpeaking(): void {
    speaking = false;
    sustained = false;
    cancel();
    if (paused) cancel = clock.after(limits.pauseAfterSpeechMs, resume);
  }

  function pause(): void {
    if (paused || !inConversation() || !agentSpeaks()) return;
    paused = true;
    line.send({ type: 'pause' });
    cancelLimit = clock.after(limits.pauseMsMax, () => {
      sustained = false; // Speech that goes on for so long is noise.
      resume();
    });
  }

  function resume(): void {
    if (!paused) return;
    paused = false;
    cancelLimit();
    line.send({ type: 'resume' });
  }

  return {
    hear(event) {
      if (line.canPause !== true) return;
      if (event.type === 'caller.speech_started') startSpeaking();
      if (event.type === 'caller.speech_stopped') stopSpeaking();
      if (event.type === 'caller.said' && !speaking) resume();
      if (event.type === 'playback.started' && sustained) pause();
    },
    follow() {
      if (paused && !inConversation()) resume();
    },
    stop() {
      cancel();
      cancelLimit();
    },
  };
}

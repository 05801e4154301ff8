/**
 * The line of somebody who types and reads at the other end of a socket: a browser or a tool. The client shows the
 * agent's words and says what it has shown (docs/text-line.md). Source: design ending.md sections 5 and 8.
 */
import type { Clock } from '../providers/clock.ts';
import type { Line, LineCommand, LineEvent } from './line.ts';
import { shownWords } from './shown-words.ts';
import { socketIntake } from './socket-intake.ts';
import { socketLeg } from './socket-leg.ts';
import type { EndSummary, Refusal } from './socket-messages.ts';
import type { Socket } from './socket.ts';
import { type DownMessage, readUpMessage, type UpMessage } from './text-socket-messages.ts';

export type TextSocketLineOptions = {
  socket: Socket;
  clock: Clock;
  /** Why the call ends, as it stands when the line is about to be closed. */
  describeEnd(): EndSummary;
};

export type TextSocketLine = Line & {
  /** The call is up: the client may speak, and the agent begins. */
  answer(callId: string, agentId: string): void;
  /** No call came of it: tells why, and closes. */
  refuse(refusal: Refusal, closeCode: number): void;
};

const messagesPerSecondMax = 20;

export function textSocketLine({ socket, clock, describeEnd }: TextSocketLineOptions): TextSocketLine {
  const rules = { perSecondMax: messagesPerSecondMax, burstMax: messagesPerSecondMax, takesSound: false };
  const intake = socketIntake<UpMessage>(clock, { ...rules, read: readUpMessage });
  const leg = socketLeg({
    socket,
    clock,
    emit,
    describeEnd,
    beforeEnd: () => words.settle(),
    stop: () => words.stop(),
  });
  const { heartbeat } = leg;
  const words = shownWords({ clock, report: emit, mark: heartbeat.mark, hasReached: heartbeat.hasReached });
  let report: ((event: LineEvent) => void) | null = null;
  let early: LineEvent[] = [];
  let speaking = false;

  function emit(event: LineEvent): void {
    if (report) report(event);
    else early.push(event);
  }

  const tell = (message: DownMessage): void => leg.tell(message);

  function act(message: UpMessage): void {
    switch (message.type) {
      case 'say':
        if (speaking) stopSpeaking();
        return emit({ type: 'caller.said', text: message.text });
      case 'speech_started':
        speaking = true;
        return emit({ type: 'caller.speech_started' });
      case 'speech_stopped':
        return stopSpeaking();
      case 'press':
        return emit({ type: 'caller.pressed', digit: message.digit });
      case 'shown': {
        const { utterance_id: id, characters = null, done = false, cleared = false } = message;
        return words.shown(id, characters, done, cleared);
      }
      case 'hang_up':
        return leg.callerHangsUp();
    }
  }

  function stopSpeaking(): void {
    speaking = false;
    emit({ type: 'caller.speech_stopped' });
  }

  function send(command: LineCommand): void {
    if (command.type === 'hang_up') return leg.hangUp(command.attempt);
    if (leg.over) return;
    if (command.type === 'speak') {
      const { utteranceId, text, last } = command;
      tell({ type: 'speak', utterance_id: utteranceId, text, last });
      if (!leg.over) words.sent(utteranceId, text, last);
    } else if (command.type === 'clear') {
      if (words.clear()) tell({ type: 'clear' });
    } else emit({ type: 'transfer.failed', detail: 'a typed call cannot be transferred' });
  }

  socket.onMessage((frame) => {
    if (leg.over) return;
    const taken = intake(frame);
    if (leg.admits(taken) && 'message' in taken) act(taken.message);
  });
  return {
    kind: 'text',
    bestProof: 'released',
    start(onEvent) {
      report = onEvent;
      const first = early;
      early = [];
      first.forEach(onEvent);
    },
    send,
    close: leg.close,
    answer: leg.answer,
    refuse: leg.refuse,
  };
}

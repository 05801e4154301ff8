/**
 * The line of somebody who types and reads at the other end of a socket: a browser or a tool. The client shows the
 * agent's words and says what it has shown (docs/text-line.md). Source: design ending.md sections 5 and 8.
 */
import type { Party, Proof } from '../engine/reasons.ts';
import type { Clock } from '../providers/clock.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { Line, LineCommand, LineEvent } from './line.ts';
import { shownWords } from './shown-words.ts';
import type { Frame, Socket, SocketClosed } from './socket.ts';
import { closeCodes, textIntake } from './text-socket-intake.ts';
import type { DownMessage, EndSummary, Refusal, UpMessage } from './text-socket-messages.ts';

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

/** A client that leaves more than this unread is dropped. */
const bufferedBytesMax = 262_144;
/** How long the other end's close frame is waited for before the connection is cut. */
const closeMsMax = 2_000;

/**
 * `bestProof` is `released`, although the other end's close frame gives a better one where it comes: behind a cut
 * connection nothing is left that could cost or listen, so a client that no longer answers holds no call.
 */
export function textSocketLine(options: TextSocketLineOptions): TextSocketLine {
  const { socket, clock } = options;
  const read = textIntake(clock);
  const heartbeat = startHeartbeat(socket, clock, () => socket.drop());
  const words = shownWords({ clock, report: emit, mark: heartbeat.mark, hasReached: heartbeat.hasReached });
  let report: ((event: LineEvent) => void) | null = null;
  let early: LineEvent[] = [];
  let callId: string | null = null;
  let speaking = false;
  /** Nothing is said or heard any more. */
  let over = false;
  let closed: SocketClosed | null = null;
  let hangUp: { attempt: number; since: number } | null = null;
  let cancelDrop: (() => void) | null = null;

  function emit(event: LineEvent): void {
    if (report) report(event);
    else early.push(event);
  }

  function tell(message: DownMessage): void {
    if (closed) return;
    socket.send(JSON.stringify(message));
    if (over || socket.bufferedBytes <= bufferedBytesMax) return;
    goDown('system', 'the client does not read what is sent', 'released');
    socket.drop();
  }

  function hear(frame: Frame): void {
    if (over) return;
    heartbeat.sawLife();
    const intake = read(frame);
    if ('message' in intake) {
      if (callId !== null) return act(intake.message);
      return tell({ type: 'error', code: 'not_started', message: 'the call is not up; wait for the message started' });
    }
    tell({ type: 'error', ...intake.refusal });
    if (intake.closeCode === null) return;
    shut(intake.closeCode, intake.refusal.code);
    goDown('system', intake.refusal.message, 'accepted');
  }

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
        sayEnded();
        shut(closeCodes.ended, 'hung up');
        return goDown('caller', 'hung up', 'far_end_confirmed');
    }
  }

  function stopSpeaking(): void {
    speaking = false;
    emit({ type: 'caller.speech_stopped' });
  }

  /** The leg is down. Words not yet shown are told first, so that the record knows of them. */
  function goDown(by: Party, cause: string, proof: Proof): void {
    if (over) return;
    over = true;
    words.settle();
    emit({ type: 'leg.ended', by, cause, failed: by === 'system', proof });
  }

  function shut(code: number, reason: string): void {
    if (closed || cancelDrop) return;
    cancelDrop = clock.after(closeMsMax, () => socket.drop());
    socket.close(code, reason);
  }

  function socketClosed(how: SocketClosed): void {
    closed = how;
    heartbeat.stop();
    cancelDrop?.();
    if (hangUp) return answerHangUp(how);
    if (how.how === 'handshake') goDown('caller', `closed by the client (${how.code})`, 'far_end_confirmed');
    else goDown('carrier', 'connection lost', 'released');
  }

  function obeyHangUp(attempt: number): void {
    const since = hangUp?.since ?? clock.now();
    const first = hangUp === null;
    hangUp = { attempt, since };
    if (closed) return answerHangUp(closed);
    if (!first) return answerHangUp(null);
    words.stop();
    sayEnded();
    over = true;
    shut(closeCodes.ended, 'the call has ended');
  }

  /** `how` is null while the other end's close frame is awaited. */
  function answerHangUp(how: SocketClosed | null): void {
    const { attempt, since } = hangUp!;
    const [proof, detail] = how === null ? hangUpAwaited : hangUpDone[how.how];
    emit({ type: 'hang_up.answered', attempt, proof, detail, latencyMs: Math.round(clock.now() - since) });
  }

  function sayEnded(): void {
    if (callId !== null) tell({ type: 'ended', call_id: callId, ...options.describeEnd() });
  }

  function send(command: LineCommand): void {
    if (command.type === 'hang_up') return obeyHangUp(command.attempt);
    if (over) return;
    if (command.type === 'speak') {
      const { utteranceId, text, last } = command;
      tell({ type: 'speak', utterance_id: utteranceId, text, last });
      if (!over) words.sent(utteranceId, text, last);
    } else if (command.type === 'clear') {
      if (words.clear()) tell({ type: 'clear' });
    } else emit({ type: 'transfer.failed', detail: 'a typed call cannot be transferred' });
  }

  function close(): void {
    shut(over ? closeCodes.ended : closeCodes.failed, 'the call has ended');
    over = true;
    words.stop();
    heartbeat.stop();
  }

  socket.onMessage(hear);
  socket.onClose(socketClosed);
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
    close,
    answer(id, agentId) {
      callId = id;
      if (over) return;
      tell({ type: 'started', call_id: id, agent_id: agentId });
      emit({ type: 'leg.answered' });
    },
    refuse(refusal, closeCode) {
      tell({ type: 'error', ...refusal });
      shut(closeCode, refusal.code);
      close();
    },
  };
}

const hangUpAwaited = ['accepted', 'the close is sent, its answer awaited'] as const;
const hangUpDone = {
  handshake: ['far_end_confirmed', "the client's close frame came"],
  cut: ['released', 'the connection was cut'],
} as const satisfies Record<SocketClosed['how'], readonly [Proof, string]>;

/**
 * A client's socket as the leg of its call: whether the other end is there, who drops it, and the proof of a hang-up.
 * Text and voice share it. `released` is proof enough, although the other end's close frame gives a better one where it
 * comes: behind a cut connection nothing is left that could cost or listen. Source: design ending.md section 8.
 */
import type { Party, Proof } from '../engine/reasons.ts';
import type { Clock } from '../providers/clock.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import type { LineEvent } from './line.ts';
import { closeCodes, type Intake } from './socket-intake.ts';
import type { EndSummary, Refusal, SharedDownMessage } from './socket-messages.ts';
import type { Socket, SocketClosed } from './socket.ts';

export type SocketLegEvent = Extract<LineEvent, { type: 'leg.answered' | 'leg.ended' | 'hang_up.answered' }>;

export type SocketLegParts = {
  socket: Socket;
  clock: Clock;
  emit(event: SocketLegEvent): void;
  /** Why the call ends, as it stands when the line is about to be closed. */
  describeEnd(): EndSummary;
  /** The leg goes down without our doing: the last chance to report what was heard. */
  beforeEnd(): void;
  /** Nothing more is said. */
  stop(): void;
};

export type SocketLeg = {
  readonly heartbeat: Heartbeat;
  /** Nothing is said or heard any more. */
  readonly over: boolean;
  /** The call is up. */
  readonly started: boolean;
  /** A message of the line's own. */
  tell(message: { type: string }): void;
  sendSound(pcm: Int16Array): void;
  /** True: what came is for the call. Refusals are told, and those that must let the client go do so. */
  admits<Message>(intake: Intake<Message>): intake is Exclude<Intake<Message>, { refusal: Refusal }>;
  callerHangsUp(): void;
  hangUp(attempt: number): void;
  answer(callId: string, agentId: string): void;
  /** No call came of it: tells why, and closes. */
  refuse(refusal: Refusal, closeCode: number): void;
  close(): void;
};

/** A client that leaves more than this unread is dropped. */
const bufferedBytesMax = 262_144;
/** How long the other end's close frame is waited for before the connection is cut. */
const closeMsMax = 2_000;

/** The socket's closing is heard from now on; its messages are the caller's to hear. */
export function socketLeg({ socket, clock, emit, describeEnd, beforeEnd, stop }: SocketLegParts): SocketLeg {
  const heartbeat = startHeartbeat(socket, clock, () => socket.drop());
  let callId: string | null = null;
  let over = false;
  let closed: SocketClosed | null = null;
  let ordered: { attempt: number; since: number } | null = null;
  let cancelDrop: (() => void) | null = null;

  function tell(message: { type: string }): void {
    if (closed) return;
    socket.send(JSON.stringify(message));
    dropIfUnread();
  }

  const say = (message: SharedDownMessage): void => tell(message);

  function dropIfUnread(): void {
    if (over || socket.bufferedBytes <= bufferedBytesMax) return;
    goDown('system', 'the client does not read what is sent', 'released');
    socket.drop();
  }

  /** The leg is down. What was heard is told first, so that the record knows of it. */
  function goDown(by: Party, cause: string, proof: Proof): void {
    if (over) return;
    over = true;
    beforeEnd();
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
    if (ordered) return answerHangUp(how);
    if (how.how === 'handshake') goDown('caller', `closed by the client (${how.code})`, 'far_end_confirmed');
    else goDown('carrier', 'connection lost', 'released');
  }

  /** `how` is null while the other end's close frame is awaited. */
  function answerHangUp(how: SocketClosed | null): void {
    const { attempt, since } = ordered!;
    const [proof, detail] = how === null ? hangUpAwaited : hangUpDone[how.how];
    emit({ type: 'hang_up.answered', attempt, proof, detail, latencyMs: Math.round(clock.now() - since) });
  }

  function sayEnded(): void {
    if (callId !== null) say({ type: 'ended', call_id: callId, ...describeEnd() });
  }

  function close(): void {
    shut(over ? closeCodes.ended : closeCodes.failed, 'the call has ended');
    over = true;
    stop();
    heartbeat.stop();
  }

  socket.onClose(socketClosed);
  return {
    heartbeat,
    get over() {
      return over;
    },
    get started() {
      return callId !== null;
    },
    tell,
    sendSound(pcm) {
      if (closed || over) return;
      socket.sendBytes(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
      dropIfUnread();
    },
    admits(intake): intake is Exclude<typeof intake, { refusal: Refusal }> {
      if (over) return false;
      heartbeat.sawLife();
      if (!('refusal' in intake)) {
        if (callId !== null) return true;
        // A microphone may be open before the call is: its sound is no mistake.
        if (!('sound' in intake)) say({ type: 'error', ...notStarted });
        return false;
      }
      const { refusal, closeCode } = intake;
      say({ type: 'error', ...refusal });
      if (closeCode === null) return false;
      shut(closeCode, refusal.code);
      goDown('system', refusal.message, 'accepted');
      return false;
    },
    callerHangsUp() {
      sayEnded();
      shut(closeCodes.ended, 'hung up');
      goDown('caller', 'hung up', 'far_end_confirmed');
    },
    hangUp(attempt) {
      const first = ordered === null;
      ordered = { attempt, since: ordered?.since ?? clock.now() };
      if (closed) return answerHangUp(closed);
      if (!first) return answerHangUp(null);
      stop();
      sayEnded();
      over = true;
      shut(closeCodes.ended, 'the call has ended');
    },
    answer(id, agentId) {
      callId = id;
      if (over) return;
      say({ type: 'started', call_id: id, agent_id: agentId });
      emit({ type: 'leg.answered' });
    },
    refuse(refusal, closeCode) {
      say({ type: 'error', ...refusal });
      shut(closeCode, refusal.code);
      close();
    },
    close,
  };
}

const notStarted: Refusal = { code: 'not_started', message: 'the call is not up; wait for the message started' };
const hangUpAwaited = ['accepted', 'the close is sent, its answer awaited'] as const;
const hangUpDone = {
  handshake: ['far_end_confirmed', "the client's close frame came"],
  cut: ['released', 'the connection was cut'],
} as const satisfies Record<SocketClosed['how'], readonly [Proof, string]>;

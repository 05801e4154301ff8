/** Whether the other end of a socket is still there. */
import type { Clock } from '../providers/clock.ts';
import type { Socket } from './socket.ts';

const pingMs = 15_000;
const missedMax = 2;

export type Heartbeat = {
  /** Sends a mark behind everything sent so far. */
  mark(): number;
  /** Whether the other end has answered this mark, and so received what was sent before it. */
  hasReached(mark: number): boolean;
  /** Any message proves life. */
  sawLife(): void;
  stop(): void;
};

/** Pings every 15 s; `onLost` when two in a row stayed without any sign of life, that is after 30 to 45 s. */
export function startHeartbeat(socket: Pick<Socket, 'ping' | 'onPong'>, clock: Clock, onLost: () => void): Heartbeat {
  let marks = 0;
  let reached = 0;
  let missed = 0;
  let cancel = clock.after(pingMs, beat);

  function beat(): void {
    if (missed >= missedMax) return onLost();
    missed += 1;
    mark();
    cancel = clock.after(pingMs, beat);
  }

  function mark(): number {
    marks += 1;
    socket.ping(marks);
    return marks;
  }

  const sawLife = (): void => {
    missed = 0;
  };
  socket.onPong((answered) => {
    if (answered > marks) return;
    reached = Math.max(reached, answered);
    sawLife();
  });
  return { mark, hasReached: (asked) => asked <= reached, sawLife, stop: () => cancel() };
}

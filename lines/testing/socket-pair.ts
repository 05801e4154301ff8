/** Two ends of a socket in virtual time, with everything that can go wrong between them. */
import type { Clock } from '../../providers/clock.ts';
import type { Frame, Socket, SocketClosed } from '../socket.ts';

/** The end of the client. */
export type FarEnd = {
  /** Null stands for a binary message. */
  send(text: string | null): void;
  /** With a close frame. */
  close(code: number): void;
  /** Without one: the connection goes down, and the other end hears of it. */
  cut(): void;
  /** Nothing comes through any more, and nobody hears of it. */
  vanish(): void;
  /** What is sent stays in the sender's buffer. */
  stopReading(): void;
  onMessage: (text: string) => void;
  /** The code with which the server closed, null before. */
  readonly closedWith: number | null;
};

const latencyMs = 20;

export function socketPair(clock: Clock): { socket: Socket; farEnd: FarEnd } {
  let hear: (frame: Frame) => void = () => {};
  let hearPong: (mark: number) => void = () => {};
  let hearClose: (closed: SocketClosed) => void = () => {};
  let gone = false;
  let reads = true;
  let down = false;
  let bufferedBytes = 0;
  let closedWith: number | null = null;

  const later = (run: () => void): void => void clock.after(latencyMs, () => void (gone || run()));
  const goDown = (closed: SocketClosed): void => {
    if (down) return;
    down = true;
    hearClose(closed);
  };
  const farEnd: FarEnd = {
    send: (text) => later(() => void (down || hear(text === null ? { bytes: Buffer.from('x') } : { text }))),
    close: (code) => later(() => goDown({ how: 'handshake', code })),
    cut: () => later(() => goDown({ how: 'cut', code: 1006 })),
    vanish: () => {
      gone = true;
    },
    stopReading: () => {
      reads = false;
    },
    onMessage: () => {},
    get closedWith() {
      return closedWith;
    },
  };
  const socket: Socket = {
    send(text) {
      if (down) return;
      if (reads) later(() => farEnd.onMessage(text));
      else bufferedBytes += text.length;
    },
    sendBytes: () => {},
    ping: (mark) => later(() => reads && later(() => hearPong(mark))),
    close(code) {
      later(() => {
        if (!reads) return;
        closedWith = code;
        farEnd.close(code);
      });
    },
    drop: () => void clock.after(0, () => goDown({ how: 'cut', code: 1006 })),
    get bufferedBytes() {
      return bufferedBytes;
    },
    onMessage: (listener) => {
      hear = listener;
    },
    onPong: (listener) => {
      hearPong = listener;
    },
    onClose: (listener) => {
      hearClose = listener;
    },
  };
  return { socket, farEnd };
}

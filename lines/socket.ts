/** What a line needs of a socket: texts and bytes both ways, marks that come back, and how it went down. */
export type Socket = {
  /** Does nothing once the socket is closed. */
  send(text: string): void;
  /** The same, as a binary frame. */
  sendBytes(bytes: Uint8Array): void;
  /** Asks the other end for an answer; `onPong` gets the same mark. Any peer answers by itself (RFC 6455, 5.5.3). */
  ping(mark: number): void;
  /** Begins to close; `onClose` tells when it is. */
  close(code: number, reason: string): void;
  /** Cuts the connection at once. */
  drop(): void;
  /** Bytes that were sent and have not left this process. */
  readonly bufferedBytes: number;
  onMessage(hear: (frame: Frame) => void): void;
  onPong(hear: (mark: number) => void): void;
  /** Called once; at once when the socket is closed already. */
  onClose(hear: (closed: SocketClosed) => void): void;
};

/** `handshake`: the other end's close frame came. `cut`: the connection went down without one. */
export type SocketClosed = { how: 'handshake' | 'cut'; code: number };

/** What came in. `unreadable`: larger than this process takes, or no WebSocket frame at all. */
export type Frame = { text: string } | { bytes: Uint8Array } | { unreadable: 'too_large' | 'broken' };

/** A carrier's connection of text messages, both ways: a WebSocket, or its stand-in. Handlers are set once. */
export type MessageSocket = {
  send(text: string): void;
  /** Closes it in an orderly way; closing twice is harmless. */
  close(): void;
  onMessage(handler: (text: string) => void): void;
  /** `code`: the WebSocket close code, where there is one. */
  onClose(handler: (code?: number) => void): void;
};

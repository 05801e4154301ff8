/** A WebSocket of the `ws` package as the socket that a line needs. */
import type { WebSocket } from 'ws';
import type { Frame, Socket, SocketClosed } from '../../lines/socket.ts';

/** Nothing was received of the other end's close frame (RFC 6455, section 7.1.5). */
const noCloseFrame = 1006;

/** To be called before anything else happens to `ws`, so that no message is missed. */
export function webSocket(ws: WebSocket): Socket {
  let hear: (frame: Frame) => void = () => {};
  let hearPong: (mark: number) => void = () => {};
  let hearClose: (closed: SocketClosed) => void = () => {};
  let closed: SocketClosed | null = null;

  ws.on('message', (data, isBinary) => {
    const bytes = bytesOf(data);
    hear(isBinary ? { bytes } : { text: bytes.toString() });
  });
  ws.on('pong', (data) => hearPong(Number(data.toString())));
  ws.on('error', (error: Error & { code?: string }) => {
    // What the package refuses by itself. It begins to close; errors of the connection only close it.
    if (error.code?.startsWith('WS_ERR_')) hear({ unreadable: isTooLarge(error.code) ? 'too_large' : 'broken' });
  });
  ws.on('close', (code) => {
    closed = { how: code === noCloseFrame ? 'cut' : 'handshake', code };
    hearClose(closed);
  });
  const isOpen = (): boolean => ws.readyState === ws.OPEN;
  return {
    send: (text) => void (isOpen() && ws.send(text)),
    sendBytes: (bytes) => void (isOpen() && ws.send(bytes)),
    ping: (mark) => void (isOpen() && ws.ping(String(mark))),
    close: (code, reason) => void (isOpen() && ws.close(code, reason)),
    drop: () => ws.terminate(),
    get bufferedBytes() {
      return ws.bufferedAmount;
    },
    onMessage: (listener) => {
      hear = listener;
    },
    onPong: (listener) => {
      hearPong = listener;
    },
    onClose: (listener) => {
      hearClose = listener;
      if (closed) listener(closed);
    },
  };
}

function isTooLarge(code: string): boolean {
  return code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

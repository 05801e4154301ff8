/** WebSockets for all routes of an app. Once for each app: a second registration would answer every upgrade twice. */
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';

/** Lines have lower limits of their own, which they can explain; beyond this nothing is read. */
const frameBytesMax = 64 * 1024;
/** A client that does not answer a close frame is cut off after this. */
const closeMsMax = 5_000;

export async function takeWebSockets(app: FastifyInstance): Promise<void> {
  const limits = { maxPayload: frameBytesMax, closeTimeout: closeMsMax };
  await app.register(websocket, {
    options: limits,
    // The package closes a socket that breaks the protocol, and each line hears of it; there is nothing more to do.
    errorHandler: (error, socket, request) => {
      if ((error as { code?: string }).code?.startsWith('WS_ERR_')) return;
      request.log.error({ err: error }, 'a WebSocket failed');
      socket.terminate();
    },
  });
}

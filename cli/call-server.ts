/** A typed call on a running server: the words go over its WebSocket (docs/text-line.md). */
import { setTimeout as pause } from 'node:timers/promises';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import type { CallRecord } from '../contract/call.ts';
import { BadConfig, Terminal } from '../contract/errors.ts';
import { type TextSocketClient, textSocketClient } from '../lines/text-socket-client.ts';
import type { Refusal } from '../lines/socket-messages.ts';
import { systemClock } from '../providers/clock.ts';
import type { ServerAddress } from './find-server.ts';
import { inWords, refusedBy, type ServerClient } from './server-client.ts';
import { listenToKeyboard, readingPace, type Screen } from './typing.ts';

/** The record is stored a moment after the line is closed. */
const recordMsMax = 10_000;
const askEveryMs = 100;

/** Resolves with the record. Throws what the server refuses, in words. */
export async function callOnServer(server: ServerClient, agentId: string, screen: Screen): Promise<CallRecord> {
  const ws = await connect(server.address, agentId);
  const callId = await talk(ws, server, screen);
  return endedRecord(server, callId);
}

/** Resolves with the id of the call, once the line is closed. */
function talk(ws: WebSocket, server: ServerClient, screen: Screen): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let callId: string | null = null;
  let refused: Refusal | null = null;
  const client = textSocketClient({
    clock: systemClock,
    send: (message) => void (ws.readyState === ws.OPEN && ws.send(message)),
    show: screen.show,
    showEnd: screen.showEnd,
    charactersPerSecond: readingPace,
    onStarted(id) {
      callId = id;
    },
    onError(refusal) {
      refused = refusal;
      screen.write(`${server.address.url}: ${refusal.message}\n`);
    },
  });
  const stopListening = listenToKeyboard(
    screen,
    typist(client, ws, server, screen, () => callId),
  );
  ws.on('message', (data) => client.hear((data as Buffer).toString()));
  ws.on('error', () => {}); // Closing follows, and tells.
  ws.once('close', () => {
    client.stop();
    stopListening();
    if (callId !== null) resolve(callId);
    else reject(neverStarted(refused, server.address));
  });
  return promise;
}

function typist(
  client: TextSocketClient,
  ws: WebSocket,
  server: ServerClient,
  screen: Screen,
  callId: () => string | null,
) {
  return {
    says: client.say,
    presses: client.press,
    hangsUp: () => (callId() === null ? ws.close() : client.hangUp()),
    endsAsOperator() {
      const id = callId();
      if (id !== null) server.endCall(id).catch((error: Error) => screen.write(`${error.message}\n`));
    },
  };
}

function neverStarted(refused: Refusal | null, { url }: ServerAddress): Error {
  if (refused === null) return new Terminal(`${url} closed the line before the call began`);
  return new BadConfig(`${url} did not take the call: ${refused.message}`);
}

/** Resolves once the line is open. */
function connect(address: ServerAddress, agentId: string): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  const url = `${address.url.replace(/^http/, 'ws')}/v1/text/${encodeURIComponent(agentId)}`;
  const ws = new WebSocket(url, { headers: { authorization: `Bearer ${address.key}` } });
  ws.pause(); // What comes before there are listeners would be lost.
  ws.once('open', () => {
    resolve(ws);
    setImmediate(() => ws.resume());
  });
  ws.once('unexpected-response', (_request, response) => {
    refusalOf(response, address).then(reject, reject);
  });
  ws.once('error', (error) => reject(inWords({ cause: error }, address)));
  return promise;
}

async function refusalOf(response: IncomingMessage, { url }: ServerAddress): Promise<Error> {
  const { statusCode = 500 } = response;
  try {
    const { error } = JSON.parse(await text(response)) as { error: { message: string; hint?: string } };
    return refusedBy(url, statusCode, error.message, error.hint);
  } catch {
    return refusedBy(url, statusCode, `it answered with the status ${statusCode}.`);
  }
}

async function endedRecord(server: ServerClient, callId: string): Promise<CallRecord> {
  for (let waitedMs = 0; waitedMs < recordMsMax; waitedMs += askEveryMs) {
    const record = await server.record(callId);
    if (record) return record;
    await pause(askEveryMs);
  }
  throw new Terminal(`${callId} is over here, but its record is not stored yet; ask later: npx ringoff why ${callId}`);
}

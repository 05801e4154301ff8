/** A carrier's WebSocket as the relay line's socket, once its first message has told whose it is. */
import type { WebSocket } from 'ws';
import { readRelayMessage } from '../../lines/relay-messages.ts';
import type { RelaySocket } from '../../lines/relay.ts';
import type { LegId } from '../../providers/carriers/carrier.ts';
import { fieldOf } from '../../providers/carriers/carrier-request.ts';
import type { Clock } from '../../providers/clock.ts';
import { webSocket } from '../web-socket.ts';

/** `setup` is sent as soon as the socket is open. */
const setupMsMax = 10_000;
const normalClose = 1000;
const policyClose = 1008;

/** `accept` connects the socket to its call; false refuses it. To be called before anything else happens to `ws`. */
export function takeRelaySocket(
  ws: WebSocket,
  clock: Clock,
  accept: (legs: readonly LegId[], socket: RelaySocket) => boolean,
): void {
  const socket = webSocket(ws);
  let hear: ((text: string) => void) | null = null;
  const refuse = (why: string): void => socket.close(policyClose, why);
  const stopWaiting = clock.after(setupMsMax, () => refuse('no setup message came'));
  ws.once('close', stopWaiting);
  const relay: RelaySocket = {
    send: socket.send,
    close: () => socket.close(normalClose, ''),
    onMessage: (handler) => {
      hear = handler;
    },
    onClose: (handler) => socket.onClose(({ code }) => handler(code)),
  };
  socket.onMessage((frame) => {
    if (!('text' in frame)) return;
    if (hear) return hear(frame.text);
    stopWaiting();
    const legs = legsOf(frame.text);
    if (legs.length === 0) return refuse('the first message must be setup');
    if (!accept(legs, relay)) return refuse('this is not the call that was expected');
    (hear as ((text: string) => void) | null)?.(frame.text);
  });
}

/** Telnyx's `setup` has two ids, of which one is the id that its webhooks use. */
function legsOf(text: string): LegId[] {
  const message = readRelayMessage(text);
  if (message.type !== 'setup') return [];
  const callSid = fieldOf(JSON.parse(text), 'callSid');
  return [message.legId, ...(typeof callSid === 'string' ? [callSid] : [])];
}

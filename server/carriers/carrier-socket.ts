/** A carrier's WebSocket as a line's socket, once its messages have told whose it is. */
import type { WebSocket } from 'ws';
import type { MessageSocket } from '../../lines/socket.ts';
import type { LegId } from '../../providers/carriers/carrier.ts';
import type { Clock } from '../../providers/clock.ts';
import { webSocket } from '../sockets/web-socket.ts';

/** They name their leg as soon as the socket is open, at most behind a hello. */
const namesLegMsMax = 10_000;
const hellosMax = 3;
const normalClose = 1000;
const policyClose = 1008;

export type CarrierSocketParts = {
  clock: Clock;
  /** The ids that this message gives the leg; null: it is a hello that names none. Empty: it may not come first. */
  legsOf(text: string): readonly LegId[] | null;
  /** Connects the socket to its call; false refuses it. */
  accept(legs: readonly LegId[], socket: MessageSocket): boolean;
};

/** To be called before anything else happens to `ws`. The message that names the leg is the first one that is passed on. */
export function takeCarrierSocket(ws: WebSocket, { clock, legsOf, accept }: CarrierSocketParts): void {
  const socket = webSocket(ws);
  let hear: ((text: string) => void) | null = null;
  let hellos = 0;
  const refuse = (why: string): void => socket.close(policyClose, why);
  const stopWaiting = clock.after(namesLegMsMax, () => refuse('no message named the call'));
  ws.once('close', stopWaiting);
  const accepted: MessageSocket = {
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
    const legs = legsOf(frame.text);
    if (legs === null && ++hellos <= hellosMax) return;
    stopWaiting();
    if (!legs?.length) return refuse('the first message must name the call');
    if (!accept(legs, accepted)) return refuse('this is not the call that was expected');
    (hear as ((text: string) => void) | null)?.(frame.text);
  });
}

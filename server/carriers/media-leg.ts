/**
 * A carrier's leg whose sound comes and goes over a media stream. The stream is one connection and the leg another: a
 * stream that ends says nothing of the call. Source: design ending.md sections 5 and 8, lines.md "Carriers", fact 5.
 */
import { carrierLeg } from '../../lines/carrier-leg.ts';
import type { MessageSocket } from '../../lines/socket.ts';
import type { AudioLeg, AudioLegCommand, AudioLegEvent } from '../../providers/carriers/audio-leg.ts';
import type { Carrier, LegId, LegReport } from '../../providers/carriers/carrier.ts';
import { inOrder } from '../../providers/carriers/frame-order.ts';
import type { MediaCodec, MediaCommand, MediaMessage } from '../../providers/carriers/media-messages.ts';
import type { Clock } from '../../providers/clock.ts';
import { type StreamedSoundParts, streamedSound } from '../speech/streamed-sound.ts';

export type MediaLeg = AudioLeg & {
  /** The carrier's socket, verified. The first one counts; any other is closed. */
  attach(socket: MessageSocket): void;
  /** A verified callback about the leg. Doubled and late ones are harmless. */
  report(report: LegReport): void;
};

export type MediaLegParts = Pick<StreamedSoundParts, 'openSound' | 'onFault'> & {
  clock: Clock;
  carrier: Pick<Carrier, 'hangUp' | 'legState' | 'transfer' | 'can'>;
  codec: MediaCodec;
  legId: LegId;
  /** Takes the call, for carriers that do not take it by opening the stream. */
  answer: (() => Promise<void>) | null;
  /** What was odd about the carrier's messages. Holds nobody's words. */
  onNote(detail: string): void;
};

const sampleRate = 8_000;
/** Oddities beyond this many are not noted. */
const notesMax = 20;
const normalClose = 1000;

export function mediaLeg(parts: MediaLegParts): MediaLeg {
  const { clock, carrier, codec, legId } = parts;
  let handler: (event: AudioLegEvent) => void = () => {};
  let socket: MessageSocket | null = null;
  let streamId: string | null = null;
  let attached = false;
  let hungUp = false;
  let ended = false;
  let notes = 0;

  function tell(event: AudioLegEvent): void {
    if (ended) return;
    ended = event.type === 'leg.ended';
    handler(event);
  }

  function write(command: MediaCommand): void {
    if (socket && streamId !== null) socket.send(codec.write(streamId, command));
  }

  const far = {
    play: (pcm: Int16Array) => write({ type: 'play', pcm }),
    mark: (name: string) => write({ type: 'mark', name }),
    clear: () => write({ type: 'clear' }),
  };
  const sound = streamedSound({ ...parts, sampleRate, far, tell });
  const leg = carrierLeg({
    clock,
    carrier,
    sessionName: 'media stream',
    waitsForGreeting: false,
    emit: tell,
    beforeEnd: () => sound.close(),
  });
  leg.know(legId);
  const heard = inOrder<Int16Array>((pcm) => sound.heard(pcm));

  function note(detail: string): void {
    if (notes++ < notesMax) parts.onNote(detail);
  }

  function hear(message: MediaMessage): void {
    switch (message.type) {
      case 'connected':
        return;
      case 'started':
        return begin(message);
      case 'heard':
        return heard(message.place, message.pcm);
      case 'pressed':
        return tell({ type: 'caller.pressed', digit: message.digit });
      case 'marked':
        return sound.marked(message.name);
      case 'stopped':
        return streamOver(normalClose);
      case 'failed':
        return note(`the carrier reports error ${message.code}`);
      case 'unknown':
        return note(`unknown message: ${message.name}`);
      case 'invalid':
        return note(message.why);
    }
  }

  /** Carriers open the stream when the call is answered. */
  function begin(start: Extract<MediaMessage, { type: 'started' }>): void {
    if (streamId !== null) return note('a second start');
    streamId = start.streamId;
    tell({ type: 'leg.answered' });
    if (start.fault !== null) tell({ type: 'leg.broken', detail: start.fault });
  }

  /** Without our doing. */
  function streamOver(code: number | undefined): void {
    const open = socket;
    socket = null;
    if (!open) return;
    open.close();
    sound.cut();
    leg.sessionClosed(code);
  }

  function attach(opened: MessageSocket): void {
    if (ended || hungUp || attached) return opened.close();
    attached = true;
    socket = opened;
    opened.onMessage((text) => {
      if (socket === opened) hear(codec.read(text));
    });
    opened.onClose((code) => {
      if (socket === opened) streamOver(code);
    });
  }

  /** Ending the stream is the first layer: the carrier's document then says to hang up. The farewell was played, tail and all. */
  function hangUp(attempt: number): void {
    hungUp = true;
    const open = socket;
    socket = null;
    open?.close();
    sound.cut();
    leg.hangUp(attempt);
  }

  function send(command: AudioLegCommand): void {
    switch (command.type) {
      case 'answer':
        return void parts.answer?.().catch((error: unknown) => {
          parts.onFault(error);
          tell({ type: 'leg.broken', detail: 'the carrier did not take the answer' });
        });
      case 'record':
        return sound.record(command.path);
      case 'clear':
        return sound.clear(command.through);
      case 'hang_up':
        return hangUp(command.attempt);
      case 'transfer':
        return tell({ type: 'transfer.failed', detail: 'a streamed call cannot be transferred by this version' });
      case 'refuse': // Its call exists by now.
      case 'press': // Media streams send no keys.
      case 'expect_machine': // Its line promises to hear none.
        return;
    }
  }

  return {
    bestProof: carrier.can.bestProof,
    sampleRate,
    sound: sound.address,
    send,
    onEvent(given) {
      handler = given;
    },
    close() {
      ended = true;
      leg.close();
      sound.close();
      socket?.close();
      socket = null;
    },
    attach,
    report: (report) => leg.report(report),
  };
}

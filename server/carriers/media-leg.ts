/**
 * A carrier's leg whose sound comes and goes over a media stream. The stream is one connection and the leg another: a
 * stream that ends says nothing of the call. Source: design ending.md sections 5 and 8, lines.md "Carriers", fact 5.
 */
import { carrierLeg } from '../../lines/carrier-leg.ts';
import { type CarrierTransfer, carrierTransfer } from '../../lines/carrier-transfer.ts';
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
  /** The leg's id, once a dial has given it. */
  knowLeg(leg: LegId): void;
  /** A verified callback about the leg. Doubled and late ones are harmless. */
  report(report: LegReport): void;
  /** The call was never made. */
  neverMade(cause: string): void;
  onTransfer: CarrierTransfer['report'];
  isNotBack: CarrierTransfer['isNotBack'];
};

export type MediaLegParts = Pick<StreamedSoundParts, 'openSound' | 'onFault'> & {
  clock: Clock;
  carrier: Pick<Carrier, 'hangUp' | 'legState' | 'transfer' | 'can'>;
  codec: MediaCodec;
  /** Null: it is being dialled. */
  legId: LegId | null;
  /** Where the carrier tells what becomes of a transfer. */
  transferUrl: string;
  /** A machine is told of when its greeting is over, so that a message can be left. */
  waitsForGreeting: boolean;
  /** Takes the call, for carriers that do not take it by opening the stream. */
  answer: (() => Promise<void>) | null;
  /** What was odd about the carrier's messages. Holds nobody's words. */
  onNote(detail: string): void;
};

const sampleRate = 8_000;
/** One connection of the carrier, under its own id once it has started. */
type Stream = { socket: MessageSocket; id: string | null; heard: ReturnType<typeof inOrder<Int16Array>> };

/** Oddities beyond this many are not noted. */
const notesMax = 20;
const normalClose = 1000;

export function mediaLeg(parts: MediaLegParts): MediaLeg {
  const { clock, carrier, codec, legId } = parts;
  let handler: (event: AudioLegEvent) => void = () => {};
  let stream: Stream | null = null;
  let attached = false;
  let answered = false;
  let hungUp = false;
  let ended = false;
  let notes = 0;

  function tell(event: AudioLegEvent): void {
    if (ended) return;
    ended = event.type === 'leg.ended';
    handler(event);
  }

  function write(command: MediaCommand): void {
    if (stream && stream.id !== null) stream.socket.send(codec.write(stream.id, command));
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
    waitsForGreeting: parts.waitsForGreeting,
    emit: tell,
    beforeEnd: () => sound.close(),
  });
  if (legId !== null) leg.know(legId);
  const transfer = carrierTransfer({
    leg,
    transferUrl: parts.transferUrl,
    hasSession: () => stream !== null,
    awaitSession,
    emit: tell,
  });

  function note(detail: string): void {
    if (notes++ < notesMax) parts.onNote(detail);
  }

  function hear(from: Stream, message: MediaMessage): void {
    switch (message.type) {
      case 'connected':
        return;
      case 'started':
        return begin(from, message);
      case 'heard':
        return from.heard(message.place, message.pcm);
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

  /** Carriers open the stream when the call is answered, and when a transfer has failed. */
  function begin(from: Stream, start: Extract<MediaMessage, { type: 'started' }>): void {
    if (from.id !== null) return note('a second start');
    from.id = start.streamId;
    if (answered) sound.farBack();
    else tell({ type: 'leg.answered' });
    answered = true;
    if (start.fault !== null) tell({ type: 'leg.broken', detail: start.fault });
    transfer.sessionOpened();
  }

  /** Without our doing. */
  function streamOver(code: number | undefined): void {
    const over = stream;
    stream = null;
    if (!over) return;
    over.socket.close();
    sound.farGone();
    leg.sessionClosed(code);
  }

  function awaitSession(): void {
    stream?.socket.close();
    stream = null;
    attached = false;
    sound.farGone();
  }

  function attach(socket: MessageSocket): void {
    if (ended || hungUp || attached) return socket.close();
    attached = true;
    const opened: Stream = { socket, id: null, heard: inOrder((pcm) => sound.heard(pcm)) };
    stream = opened;
    socket.onMessage((text) => {
      if (stream === opened) hear(opened, codec.read(text));
    });
    socket.onClose((code) => {
      if (stream === opened) streamOver(code);
    });
  }

  /** Ending the stream is the first layer: the carrier's document then says to hang up. The farewell was played, tail and all. */
  function hangUp(attempt: number): void {
    hungUp = true;
    const open = stream;
    stream = null;
    open?.socket.close();
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
      case 'pause':
        return sound.pause();
      case 'resume':
        return sound.resume();
      case 'hang_up':
        return hangUp(command.attempt);
      case 'transfer':
        return transfer.start(command.to);
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
      stream?.socket.close();
      stream = null;
    },
    attach,
    knowLeg: (known) => leg.know(known),
    report: (report) => leg.report(report),
    neverMade: (cause) => leg.neverMade(cause),
    onTransfer: (told) => (ended ? 'settled' : transfer.report(told)),
    isNotBack: () => transfer.isNotBack(),
  };
}

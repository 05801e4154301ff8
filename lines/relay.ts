/**
 * The line of a caller whom the carrier hears and speaks to: ConversationRelay of Twilio and Telnyx. Text goes over a
 * WebSocket, the leg is dropped by the carrier's API. Source: design architecture.md, lines.md "Carriers", ending.md
 * sections 5 and 8.
 */
import type { Carrier, LegId, LegReport } from '../providers/carriers/carrier.ts';
import type { Clock } from '../providers/clock.ts';
import { carrierLeg } from './carrier-leg.ts';
import { type CarrierTransfer, carrierTransfer } from './carrier-transfer.ts';
import type { Line, LineCommand, LineEvent } from './line.ts';
import { relayHearing } from './relay-hearing.ts';
import { type RelayCommand, readRelayMessage, type RelayMessage, writeRelayCommand } from './relay-messages.ts';
import { relayPlayback } from './relay-playback.ts';
import type { MessageSocket } from './socket.ts';

/** What was odd about the carrier's messages. Holds nobody's words. */
export type RelayNote = { type: 'message_ignored' | 'carrier_error'; detail: string };

export type RelayLineOptions = {
  clock: Clock;
  carrier: Pick<Carrier, 'hangUp' | 'legState' | 'transfer' | 'can'>;
  /** Where it is known before the session opens. */
  legId?: LegId;
  /** Address of a short silent clip (`silentClip`), which stops what is being said. Without it words stop only when others replace them. */
  silenceUrl?: string;
  /** Where the carrier tells what becomes of a transfer; without it none is made. */
  transferUrl?: string;
  /** A machine is told of when its greeting is over, so that a message can be left. */
  waitsForGreeting?: boolean;
  /** The language of what we say, where the relay document does not tell. */
  language?: string;
  onNote?(note: RelayNote): void;
};

export type RelayLine = Line & {
  /** The carrier's socket, verified. The first one counts; any other is closed. */
  attach(socket: MessageSocket): void;
  /** The leg's id, once a dial has given it. */
  knowLeg(leg: LegId): void;
  /** A verified callback about the leg. Doubled and late ones are harmless. */
  onLegStatus(report: LegReport): void;
  /** The call was never made. */
  neverMade(cause: string): void;
  onTransfer: CarrierTransfer['report'];
  isNotBack: CarrierTransfer['isNotBack'];
};

/** Oddities beyond this many are not noted. */
const notesMax = 20;

export function relayLine(options: RelayLineOptions): RelayLine {
  const { clock, carrier } = options;
  let report: (event: LineEvent) => void = () => {};
  let socket: MessageSocket | null = null;
  let attached = false;
  let answered = false;
  let hungUp = false;
  let closed = false;
  let notes = 0;

  const emit = (event: LineEvent): void => {
    if (!closed) report(event);
  };
  const write = (command: RelayCommand): void => socket?.send(writeRelayCommand(command));
  const { silenceUrl = null, language = null, waitsForGreeting = false } = options;
  const newPlayback = () => relayPlayback({ clock, emit, send: write, silenceUrl, language });
  let playback = newPlayback();
  const hearing = relayHearing(clock, emit);
  const sessionName = 'relay session';
  const beforeEnd = (): void => playback.lost();
  const leg = carrierLeg({ clock, carrier, sessionName, waitsForGreeting, emit, beforeEnd });
  if (options.legId !== undefined) leg.know(options.legId);
  const { transferUrl } = options;
  const transfer = carrierTransfer({ leg, transferUrl, hasSession: () => socket !== null, awaitSession, emit });

  function note(found: RelayNote): void {
    if (notes++ < notesMax) options.onNote?.(found);
  }

  function hear(message: RelayMessage): void {
    switch (message.type) {
      case 'setup':
        return setUp(message.legId);
      case 'prompt':
        return hearing.prompt(message.text, message.last);
      case 'dtmf':
        return hearing.pressed(message.digit);
      case 'interrupt':
        hearing.interrupted();
        return playback.interrupted(message.utteranceUntilInterrupt);
      case 'agent_speaking':
        return playback.agentSpeaking(message.on);
      case 'client_speaking':
        return hearing.speaking(message.on);
      case 'tokens_played':
        return playback.tokensPlayed(message.text);
      case 'error':
        note({ type: 'carrier_error', detail: message.code ?? 'without a code' });
        return message.refused ? playback.refused() : undefined;
      case 'unknown':
        return note({ type: 'message_ignored', detail: `unknown: ${message.name}` });
      case 'invalid':
        return note({ type: 'message_ignored', detail: message.why });
    }
  }

  /** The session is open, and the leg with it: carriers open it when they have answered. */
  function setUp(legId: LegId): void {
    leg.know(legId);
    if (!answered) {
      answered = true;
      emit({ type: 'leg.answered' });
    }
    playback.connected();
    transfer.sessionOpened();
  }

  function awaitSession(): void {
    socket?.close(); // Its session is over, and another one is to come.
    socket = null;
    attached = false;
    playback = newPlayback();
  }

  function attach(opened: MessageSocket): void {
    if (closed || hungUp || attached) return opened.close();
    attached = true;
    socket = opened;
    opened.onMessage((text) => {
      if (socket === opened && !closed) hear(readRelayMessage(text));
    });
    opened.onClose((code) => {
      if (socket !== opened) return;
      socket = null;
      hearing.stop();
      playback.lost();
      leg.sessionClosed(code);
    });
  }

  /** Ends the session: the first layer of a hang-up, beside the carrier's API and the answer to `<Connect action>`. */
  function endSession(): void {
    const open = socket;
    socket = null;
    if (!open) return;
    open.send(writeRelayCommand({ type: 'end', handoffData: '{"reason":"hang_up"}' }));
    open.close();
  }

  function send(command: LineCommand): void {
    if (closed) return;
    switch (command.type) {
      case 'speak':
        return playback.speak(command);
      case 'clear':
        return playback.clear();
      case 'hang_up':
        hungUp = true;
        hearing.stop();
        playback.stop();
        endSession();
        return leg.hangUp(command.attempt);
      case 'transfer':
        return transfer.start(command.to);
    }
  }

  return {
    kind: 'relay',
    bestProof: carrier.can.bestProof,
    start(onEvent) {
      report = onEvent;
    },
    send,
    attach,
    knowLeg: (known) => leg.know(known),
    onLegStatus: (told) => leg.report(told),
    neverMade: (cause) => leg.neverMade(cause),
    onTransfer: (told) => (closed ? 'settled' : transfer.report(told)),
    isNotBack: () => transfer.isNotBack(),
    close() {
      if (closed) return;
      closed = true;
      playback.stop();
      hearing.stop();
      leg.close();
      socket?.close();
      socket = null;
    },
  };
}

/** One leg inside the phone's process: a SIP call, its sound over RTP, the speech worker's connection and the recording, told in the words of AudioLeg. */
import { Terminal } from '../../contract/errors.ts';
import type { AudioLegCommand, AudioLegEvent, RefusalCause, SoundAddress } from '../../providers/carriers/audio-leg.ts';
import type { RtpEvent, RtpSession } from '../../providers/carriers/rtp/session.ts';
import type { InboundCall, SipCall, SipCallEvent } from '../../providers/carriers/sip/call.ts';
import type { Dialog } from '../../providers/carriers/sip/dialog.ts';
import { voicemailDetector } from '../../providers/sound/voicemail.ts';
import type { LegSound, SoundHandlers } from '../../providers/sound/sound-server.ts';
import { callRecording } from '../speech/call-recording.ts';

export type SipLegParts = {
  openSound(handlers: SoundHandlers): LegSound;
  openMedia(onEvent: (event: RtpEvent) => void): Promise<RtpSession>;
  tell(event: AudioLegEvent): void;
  /** What hangs it up if this process dies. */
  keep(dialog: Dialog): void;
  onFault(error: unknown): void;
  onOver(): void;
  /** Of a call that goes out: when a machine that answers is told of. */
  detectVoicemail?: 'off' | 'at_once' | 'after_greeting';
};

export type SipLeg = {
  /** Where a speech worker finds its sound. */
  readonly sound: SoundAddress | null;
  command(command: AudioLegCommand): void;
};

const statusOf: Readonly<Record<RefusalCause, number>> = { not_found: 404, busy: 486, unavailable: 503, declined: 603 };

/** A call that came in. */
export function inboundLeg(call: InboundCall, parts: SipLegParts): SipLeg {
  const leg = newLeg(call, parts);
  return {
    sound: leg.sound,
    command(command) {
      if (command.type === 'refuse') return call.refuse(statusOf[command.cause]);
      if (command.type !== 'answer') return leg.command(command);
      leg.open().then(
        (media) => call.answer(media),
        (error: unknown) => {
          parts.onFault(error);
          call.refuse(statusOf.unavailable);
        },
      );
    },
  };
}

/** A call that goes out: `dial` is asked once its sound has a place. */
export async function outboundLeg(dial: (media: RtpSession) => SipCall, parts: SipLegParts): Promise<SipLeg> {
  const sound = newSound(parts);
  const media = await sound.open();
  try {
    return newLeg(dial(media), parts, sound);
  } catch (error) {
    sound.close();
    media.close();
    throw error;
  }
}

type Sound = ReturnType<typeof newSound>;

function newSound({ openSound, openMedia, tell, onFault, detectVoicemail = 'off' }: SipLegParts) {
  const machine = detectVoicemail === 'off' ? null : voicemailDetector({ when: detectVoicemail });
  let media: RtpSession | null = null;
  const recording = callRecording(8_000, onFault);
  const speech = openSound({
    onSound: (utterance, pcm) => media?.playout.push(utterance, pcm),
    onEnd: (utterance) => media?.playout.end(utterance),
    onGone() {}, // The server knows of its workers, and says what becomes of their calls.
  });

  function hear(event: RtpEvent): void {
    switch (event.type) {
      case 'key.pressed':
        return tell({ type: 'caller.pressed', digit: event.digit });
      case 'media.lost':
        return tell({ type: 'leg.broken', detail: `no sound came for ${Math.round(event.quietMs / 1000)} s` });
      case 'key.released':
      case 'keys.sent':
        return;
      default:
        return tell(event);
    }
  }

  return {
    address: speech.address,
    get media() {
      return media;
    },
    async open(): Promise<RtpSession> {
      const opened = await openMedia(hear);
      media = opened;
      opened.onFrame((caller, agent) => {
        speech.heard(caller);
        recording.write(caller, agent);
        const found = machine?.hear(caller);
        if (found) tell({ type: 'machine.answered', evidence: found.evidence });
      });
      return opened;
    },
    expectMachine: (): void => machine?.expect(),
    record: recording.start,
    /** Tells what was played of all that was not over. */
    close(): void {
      media?.playout.clear(everyUtterance);
      speech.close();
      recording.close();
    },
  };
}

/** As far as numbers go on the wire. */
const everyUtterance = 0xffff_ffff;

function newLeg(call: SipCall, parts: SipLegParts, sound: Sound = newSound(parts)) {
  const { tell, keep, onFault } = parts;

  call.onEvent((event: SipCallEvent) => {
    if (event.type === 'leg.ended') sound.close();
    tell(event);
    const dialog = event.type === 'leg.ended' ? null : call.snapshot();
    if (dialog) keep(dialog);
    if (event.type === 'leg.ended') parts.onOver();
  });

  /** The far end's jitter buffer is to give out the last word before the line drops. */
  function hangUp(attempt: number): void {
    const tail = sound.media?.tailSent() ?? Promise.resolve();
    tail.then(() => call.hangUp(attempt), onFault);
  }

  function command(order: Exclude<AudioLegCommand, { type: 'answer' | 'refuse' }>): void {
    switch (order.type) {
      case 'record':
        return sound.record(order.path);
      case 'clear':
        return sound.media?.playout.clear(order.through);
      case 'pause':
        return sound.media?.playout.pause();
      case 'resume':
        return sound.media?.playout.resume();
      case 'hang_up':
        return hangUp(order.attempt);
      case 'transfer':
        return call.transfer(order.to);
      case 'press':
        return press(order.digits);
      case 'expect_machine':
        return sound.expectMachine();
    }
  }

  function press(digits: string): void {
    try {
      sound.media?.press(digits);
    } catch (error) {
      if (!(error instanceof Terminal)) throw error;
      onFault(error); // A far end that takes no keys.
    }
  }

  return {
    sound: sound.address,
    open: sound.open,
    command(order: AudioLegCommand): void {
      if (order.type === 'answer' || order.type === 'refuse') return;
      command(order);
    },
  };
}

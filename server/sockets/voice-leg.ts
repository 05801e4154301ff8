/**
 * A browser, or a tool that speaks like one, as a leg of sound: 16 bits, 16 kHz, both ways over a WebSocket. The page
 * plays what it is sent and gives marks back by its own count of samples (docs/browser.md). Source: design ending.md
 * section 5.
 */
import { socketIntake } from '../../lines/socket-intake.ts';
import { type SocketLegParts, socketLeg } from '../../lines/socket-leg.ts';
import type { Refusal } from '../../lines/socket-messages.ts';
import { readVoiceUpMessage, type VoiceDownMessage, type VoiceUpMessage } from '../../lines/voice-socket-messages.ts';
import type { AudioLeg, AudioLegCommand, AudioLegEvent } from '../../providers/carriers/audio-leg.ts';
import { type StreamedSoundParts, streamedSound } from '../speech/streamed-sound.ts';

export type VoiceLeg = AudioLeg & {
  /** The call is up: sound goes both ways. */
  answer(callId: string, agentId: string): void;
  /** No call came of it: tells why, and closes. */
  refuse(refusal: Refusal, closeCode: number): void;
};

export type VoiceLegParts = Pick<SocketLegParts, 'socket' | 'clock' | 'describeEnd'> &
  Pick<StreamedSoundParts, 'openSound' | 'onFault'>;

const sampleRate = 16_000;
/** Frames of 20 ms and messages; after a pause of the network many come at once. */
const framesPerSecondMax = 100;
const framesAtOnceMax = 1_000;
/** Sound may run so far ahead of the clock; what is beyond is dropped. */
const aheadMsMax = 5_000;
const aheadShareMax = 0.05;

export function voiceLeg(parts: VoiceLegParts): VoiceLeg {
  const { socket, clock } = parts;
  let handler: ((event: AudioLegEvent) => void) | null = null;
  /** A client may be gone before its call is open. */
  const early: AudioLegEvent[] = [];
  let heardSamples = 0;
  let answeredAt = 0;

  const tell = (event: AudioLegEvent): void => void (handler ? handler(event) : early.push(event));
  const leg = socketLeg({ ...parts, emit: tell, beforeEnd: () => sound.close(), stop: () => sound.cut() });
  const say = (message: VoiceDownMessage): void => leg.tell(message);
  const sound = streamedSound({
    ...parts,
    sampleRate,
    far: {
      play: leg.sendSound,
      mark: (name) => say({ type: 'mark', name }),
      clear: () => say({ type: 'clear' }),
    },
    tell,
  });
  const rules = { perSecondMax: framesPerSecondMax, burstMax: framesAtOnceMax, takesSound: true };
  const intake = socketIntake<VoiceUpMessage>(clock, { ...rules, read: readVoiceUpMessage });

  function hear(pcm: Int16Array): void {
    const heardMs = ((heardSamples + pcm.length) * 1000) / sampleRate;
    const sinceMs = clock.now() - answeredAt;
    if (heardMs > sinceMs * (1 + aheadShareMax) + aheadMsMax) return;
    heardSamples += pcm.length;
    sound.heard(pcm);
  }

  function act(message: VoiceUpMessage): void {
    switch (message.type) {
      case 'mark':
        return sound.marked(message.name);
      case 'press':
        return tell({ type: 'caller.pressed', digit: message.digit });
      case 'hang_up':
        return leg.callerHangsUp();
    }
  }

  function send(command: AudioLegCommand): void {
    switch (command.type) {
      case 'hang_up':
        return leg.hangUp(command.attempt);
      case 'record':
        return sound.record(command.path);
      case 'clear':
        return sound.clear(command.through);
      case 'pause':
        return sound.pause();
      case 'resume':
        return sound.resume();
      case 'transfer':
        return tell({ type: 'transfer.failed', detail: 'a call from a browser cannot be transferred' });
      case 'answer': // Its call is told by `answer()`, once it is open.
      case 'refuse':
      case 'press':
        return;
    }
  }

  socket.onMessage((frame) => {
    if (leg.over) return;
    const taken = intake(frame);
    if (!leg.admits(taken)) return;
    if ('sound' in taken) hear(taken.sound);
    else act(taken.message);
  });
  return {
    bestProof: 'released',
    sampleRate,
    sound: sound.address,
    send,
    onEvent(given) {
      handler = given;
      for (const event of early.splice(0)) given(event);
    },
    answer(callId, agentId) {
      answeredAt = clock.now();
      leg.answer(callId, agentId);
    },
    refuse(refusal, closeCode) {
      leg.refuse(refusal, closeCode);
      sound.close();
    },
    close() {
      leg.close();
      sound.close();
    },
  };
}

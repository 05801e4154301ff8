/** A leg of the phone's own process, as the server sees it. */
import { randomBytes } from 'node:crypto';
import type { AudioLeg, AudioLegCommand, AudioLegEvent, SoundAddress } from '../../providers/carriers/audio-leg.ts';
import type { Dialog } from '../../providers/carriers/sip/dialog.ts';
import type { SentInvite } from '../../providers/carriers/sip/sent-invite.ts';

export type PhoneLeg = AudioLeg & {
  readonly legId: string;
  /** What hangs it up when the phone's process is no more; null before there is such a thing. */
  readonly dialog: Dialog | SentInvite | null;
  /** The last order to hang it up; null before the first. */
  readonly hangUp: Extract<AudioLegCommand, { type: 'hang_up' }> | null;
  readonly ended: boolean;
  /** `onStored`: it is in the database. */
  keep(dialog: Dialog | SentInvite, onStored?: () => void): void;
  /** Set once; hears of each new dialog, or the newest one before. */
  onDialog(handler: DialogHandler): void;
  tell(event: AudioLegEvent): void;
};

type DialogHandler = (dialog: Dialog | SentInvite, onStored: () => void) => void;

export function newLegId(): string {
  return `sip-${randomBytes(12).toString('hex')}`;
}

/** More than a leg can tell before its call is open. */
const earlyMax = 100;

export function phoneLeg(
  legId: string,
  sound: SoundAddress,
  send: (command: AudioLegCommand) => void,
  onEnded: () => void,
): PhoneLeg {
  let handler: ((event: AudioLegEvent) => void) | null = null;
  let dialogHandler: DialogHandler | null = null;
  let newest: Parameters<DialogHandler> | null = null;
  const early: AudioLegEvent[] = [];
  let ended = false;
  let hangUp: PhoneLeg['hangUp'] = null;
  return {
    legId,
    bestProof: 'far_end_confirmed',
    sampleRate: 8_000,
    sound,
    get dialog() {
      return newest?.[0] ?? null;
    },
    get hangUp() {
      return hangUp;
    },
    get ended() {
      return ended;
    },
    keep(dialog, onStored = () => {}) {
      newest = [dialog, onStored];
      dialogHandler?.(dialog, onStored);
    },
    onDialog(given) {
      dialogHandler = given;
      if (newest) given(...newest);
    },
    send: (command) => {
      if (command.type === 'hang_up') hangUp = command;
      if (!ended) send(command);
      else if (command.type === 'hang_up') handler?.(alreadyEnded(command.attempt));
    },
    onEvent(given) {
      handler = given;
      for (const event of early.splice(0)) given(event);
    },
    close() {}, // The phone's process tells when a leg is over.
    tell(event) {
      if (ended) return;
      ended = event.type === 'leg.ended';
      if (handler) handler(event);
      else if (early.length < earlyMax || ended) early.push(event);
      if (ended) onEnded();
    },
  };
}

function alreadyEnded(attempt: number): AudioLegEvent {
  const detail = 'the leg had ended';
  return { type: 'hang_up.answered', attempt, proof: 'far_end_confirmed', detail, latencyMs: 0 };
}

/**
 * A leg whose sound passes through us: SIP, a carrier's media stream, a browser. Commands and events are plain data, so
 * that a leg may live in another process than its call. Sound goes by its own way, straight between the leg and the
 * speech worker (../sound/wire.ts). Utterances have numbers that only grow, and play in their order. Source: design
 * architecture.md "Processes on a node", ending.md sections 5 and 8.
 */
import type { Party, Proof } from '../../engine/reasons.ts';
import type { VoicemailEvidence } from '../sound/voicemail.ts';

export type RefusalCause = 'not_found' | 'busy' | 'unavailable' | 'declined';

export type AudioLegCommand =
  /** Takes an inbound call. */
  | { type: 'answer' }
  /** Refuses an inbound call that was not answered. */
  | { type: 'refuse'; cause: RefusalCause }
  /** Begins to write both sides to this file, two channels. */
  | { type: 'record'; path: string }
  /** Drops what was not yet played of all utterances up to this number, and sound of theirs that comes later. */
  | { type: 'clear'; through: number }
  /** Sends silence until `resume`; what was not yet played waits. */
  | { type: 'pause' }
  | { type: 'resume' }
  /** Idempotent: "already ended" is success. Sound that was played to its end gets its tail first. */
  | { type: 'hang_up'; attempt: number }
  | { type: 'transfer'; to: string }
  /** Somebody judged that a machine has answered: `machine.answered` is to tell when a message can be left. */
  | { type: 'expect_machine' }
  | { type: 'press'; digits: string };

export type AudioLegEvent =
  /** Outbound: the far end rings. */
  | { type: 'leg.rang' }
  | { type: 'leg.answered' }
  /** `by` null: nobody tells. Nothing comes after it. */
  | { type: 'leg.ended'; by: Party | null; cause: string; failed: boolean; proof: Proof }
  /** Its sound is lost, while the far end may still be there: it is to be hung up. */
  | { type: 'leg.broken'; detail: string }
  /** The far end does not listen for a while. */
  | { type: 'leg.held' }
  | { type: 'leg.resumed' }
  | { type: 'caller.pressed'; digit: string }
  /** A machine is at the far end; where that was asked for, the place for a message has come. Once. */
  | { type: 'machine.answered'; evidence: VoicemailEvidence }
  | { type: 'voicemail.detected'; by: 'carrier' }
  /** Its first sample is on its way to the caller. */
  | { type: 'utterance.started'; utterance: number }
  /** Its sound is complete, and over in this time. Told again when playing goes on after a pause. */
  | { type: 'utterance.queued'; utterance: number; pushedMs: number; remainingMs: number }
  /** Played to its end. `pushedMs` 0: it came to its end without any sound. */
  | { type: 'utterance.played'; utterance: number; pushedMs: number; playedMs: number }
  | { type: 'utterance.cleared'; utterance: number; pushedMs: number; playedMs: number }
  | { type: 'transfer.completed'; legStaysUp: boolean }
  | { type: 'transfer.failed'; detail: string }
  /** `proof` null: not reached by this attempt. */
  | { type: 'hang_up.answered'; attempt: number; proof: Proof | null; detail: string; latencyMs: number };

/** One leg, wherever it lives. */
export type AudioLeg = {
  /** The strongest proof of a hang-up that its carrier can give. */
  readonly bestProof: Proof;
  /** Of its sound, in samples a second. */
  readonly sampleRate: number;
  /** Where its sound is to be fetched and brought. */
  readonly sound: SoundAddress;
  send(command: AudioLegCommand): void;
  /** Set once. */
  onEvent(handler: (event: AudioLegEvent) => void): void;
  /** The call has ended: lets go of what is held for it here. Idempotent. */
  close(): void;
};

/** A local socket (a path), and what opens one leg's sound on it. */
export type SoundAddress = { path: string; legId: string; secret: string };

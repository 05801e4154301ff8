/** What goes between the server and the phone's own process. Plain data, over the channel of a forked process. */
import type { AudioLegCommand, AudioLegEvent, SoundAddress } from '../../providers/carriers/audio-leg.ts';
import type { Dialog } from '../../providers/carriers/sip/dialog.ts';
import type { SentInvite } from '../../providers/carriers/sip/sent-invite.ts';
import type { PhoneSettings } from './phone-config.ts';

export type ToPhone =
  /** The first one. `soundFolder`: of the socket where speech workers fetch and bring sound. */
  | { type: 'start'; settings: PhoneSettings; soundFolder: string }
  | { type: 'dial'; legId: string; intent: SipDial }
  | { type: 'leg'; legId: string; command: AudioLegCommand }
  /** A call that another process held: it is to be hung up as this leg. */
  | { type: 'adopt'; legId: string; dialog: Dialog | SentInvite }
  /** What was told under this number is stored. */
  | { type: 'kept'; number: number }
  /** Asks what it has open. */
  | { type: 'report'; number: number }
  /** Hangs up what is up, and ends. */
  | { type: 'stop' };

export type FromPhone =
  | { type: 'started'; host: string; port: number; soundPath: string }
  /** It cannot start; `inUse`: somebody else has the port. */
  | { type: 'failed'; detail: string; inUse: boolean }
  | { type: 'invited'; invite: SipInvite }
  | { type: 'leg'; legId: string; event: AudioLegEvent }
  /** What another process needs to hang this leg up, each time that changes. With a number, somebody waits until it is stored. */
  | { type: 'dialog'; legId: string; dialog: Dialog | SentInvite; number?: number }
  | { type: 'registration'; user: string; host: string; state: string }
  /** Of the RTP clock, about every ten seconds. */
  | ({ type: 'lateness' } & FrameLateness)
  | { type: 'report'; number: number; report: PhoneReport };

/** Ticks of the clock that all calls share, and how late they were; late: 20 ms or more. */
export type FrameLateness = { frames: number; lateFrames: number; p99Ms: number };

/** What the phone's process has open, by kind; none of it may grow from call to call. */
export type PhoneReport = {
  legs: number;
  calls: number;
  dialogs: number;
  transactions: number;
  /** Sockets, pipes and timers, by Node's names. */
  resources: Readonly<Record<string, number>>;
  /** Messages that were not taken, since the start. */
  turnedAway: Readonly<Record<'malformed' | 'excess' | 'dropped', number>>;
};

export type SipInvite = {
  legId: string;
  /** The user part of the address that was called: an agent's id, or a number. */
  called: string;
  from: string;
  to: string;
  sound: SoundAddress;
  /** As it will be once the call is answered. */
  dialog: Dialog;
};

export type SipDial = {
  /** A number, or a SIP URI. */
  to: string;
  /** The user part of our address. */
  from: string;
  ringMsMax: number;
  /** When a machine that answers is told of. */
  detectVoicemail: 'off' | 'at_once' | 'after_greeting';
  sound: SoundAddress;
};

/**
 * What the engine is told about one agent, fixed when the call begins. Lengths are in milliseconds. Made from the
 * agent's settings outside the engine; `defaultPolicy` holds the documented defaults (contract.md section 1).
 */
import type { Proof } from './reasons.ts';

export type Ms = number;

export type CheckIn = { afterMs: Ms; message: string };
export type WrapUp = { beforeEndMs: Ms; instruction: string };

export type Policy = {
  /** False: no model-proposed end is accepted, and neither clock below ends the call. */
  endingEnabled: boolean;
  mutualGoodbye: boolean;
  farewell: {
    mode: 'static' | 'generated';
    message: string;
    apology: string;
  };
  silence: {
    timeoutMs: Ms | null;
    checkIns: readonly CheckIn[];
    noWordsMs: Ms | null;
    tags: readonly string[];
  };
  maxDuration: { capMs: Ms | null; wrapUps: readonly WrapUp[]; tags: readonly string[] };
  voicemail: { action: 'hang_up' | 'leave_message' | 'ignore'; message: string; tags: readonly string[] };
  guard: { enabled: boolean; minCallMs: Ms; vetoesMax: number };
  rescue: { mode: 'by_meaning' | 'any_speech' | 'off'; rescuesMax: number; listenMs: Ms };
  /** The strongest proof that the carrier can give; the hang-up is repeated until it is reached. */
  requiredProof: Proof;
  limits: Limits;
};

/** Bounds on every wait, so that nothing can hold a line open. Not configured by users. */
export type Limits = {
  /** An outbound leg rings no longer than this. */
  ringMsMax: Ms;
  /** The first word of a generated farewell comes within this, or the fixed one is spoken. */
  firstWordMsMax: Ms;
  /** The first audio of an ordered utterance comes within this, or the voice counts as down. */
  firstAudioMsMax: Ms;
  /** Added to an utterance's length before its playback report counts as lost. */
  markGraceMs: Ms;
  /** An utterance of unknown length counts as played after this. */
  utteranceMsMax: Ms;
  /** From entering `closing` to hanging up, pauses included. */
  closingMsMax: Ms;
  /** Speech must last this long before it stops a farewell. */
  sustainedSpeechMs: Ms;
  /** A paused farewell waits this long for words once the speech has stopped, */
  pauseAfterSpeechMs: Ms;
  /** and this long in all. */
  pauseMsMax: Ms;
  /** Speech without words stops the silence clock no longer than this each time. */
  noiseMsMax: Ms;
  /** A model, tool or hold that takes longer no longer stops the silence clock. */
  workMsMax: Ms;
  /** How long an end waits for tools of its own turn. */
  guardMsMax: Ms;
  transferMsMax: Ms;
  /** The hang-up for the cap is sent this long before it, so that the leg is down at the cap. */
  hangUpLeadMs: Ms;
  /** Waits between hang-up attempts; the last one repeats. */
  hangUpRetryMs: readonly Ms[];
  hangUpMsMax: Ms;
  /** No call of ours lives longer, whatever its settings. */
  lifetimeMsMax: Ms;
};

export const defaultLimits: Limits = {
  ringMsMax: 60_000,
  firstWordMsMax: 2_500,
  firstAudioMsMax: 4_000,
  markGraceMs: 1_500,
  utteranceMsMax: 60_000,
  closingMsMax: 60_000,
  sustainedSpeechMs: 300,
  pauseAfterSpeechMs: 2_000,
  pauseMsMax: 10_000,
  noiseMsMax: 10_000,
  workMsMax: 60_000,
  guardMsMax: 15_000,
  transferMsMax: 60_000,
  hangUpLeadMs: 500,
  hangUpRetryMs: [500, 1_000, 2_000, 4_000, 8_000],
  hangUpMsMax: 32_000,
  lifetimeMsMax: 86_400_000,
};

export const defaultPolicy: Policy = {
  endingEnabled: true,
  mutualGoodbye: false,
  farewell: {
    mode: 'generated',
    message: 'Thank you for calling. Goodbye!',
    apology: "I'm sorry, something went wrong on our side. Please call again later. Goodbye.",
  },
  silence: { timeoutMs: 30_000, checkIns: [], noWordsMs: 120_000, tags: [] },
  maxDuration: { capMs: 1_800_000, wrapUps: [], tags: [] },
  voicemail: { action: 'hang_up', message: '', tags: [] },
  guard: { enabled: true, minCallMs: 0, vetoesMax: 2 },
  rescue: { mode: 'by_meaning', rescuesMax: 2, listenMs: 500 },
  requiredProof: 'far_end_confirmed',
  limits: defaultLimits,
};

/** How long a text takes to speak, roughly (15 characters a second, as measured on telephone voices). */
export function speakingMs(text: string): Ms {
  return 400 + Math.ceil((text.length * 1000) / 15);
}

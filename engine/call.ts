/** The state of one call. Every phase but `ended` carries a deadline: nothing waits for ever. */
import type { FarewellSource } from './effects.ts';
import type { Proposal } from './events.ts';
import type { Ms, Policy } from './policy.ts';
import type { Heard, Meaning, Party, Proof, Trigger } from './reasons.ts';

/** Why the call is ending. Fixed on entering `closing`: the first cause wins. */
export type End = {
  trigger: Trigger;
  endedBy: Party;
  reason: string | null;
  action: string | null;
  outcomeTags: readonly string[];
  evidence: string;
  errorDetail: string | null;
  rescuable: boolean;
};

/** The last words of this ending attempt, and how much of them was heard so far. */
export type Farewell = {
  /** Null when there is nothing to hear. */
  utteranceId: string | null;
  source: FarewellSource;
  heard: Heard;
  share: number;
  /** The backup voice was tried. */
  backedUp: boolean;
  /** It was resumed after a pause without words. */
  resumed: boolean;
  /** What to say if the model or the main voice fails: the fixed words themselves, else the configured message. */
  text: string;
};

/** `writing`: until its first word; `starting`: until its first audio; `playing`: until it was heard; `listening`: for a last word of the caller. */
export type ClosingStage = 'writing' | 'starting' | 'playing' | 'listening';

export type Closing = {
  name: 'closing';
  deadline: Ms;
  end: End;
  farewell: Farewell;
  stage: ClosingStage;
  /** The words that play before the farewell, until they are over. */
  waitsFor: Call['playing'];
  enteredAt: Ms;
  /** When the stage is overdue. */
  stageBy: Ms;
  /** When the whole closing is, pauses included. */
  closeBy: Ms;
};

export type Phase =
  | { name: 'ringing'; deadline: Ms }
  | { name: 'active'; deadline: Ms }
  | { name: 'guarded'; deadline: Ms; waitBy: Ms; proposal: Proposal }
  | Closing
  | { name: 'paused'; deadline: Ms; pauseBy: Ms; closing: Closing }
  | { name: 'transferring'; deadline: Ms; to: string }
  | {
      name: 'hanging_up';
      deadline: Ms;
      end: End;
      farewell: Farewell;
      since: Ms;
      attempt: number;
      proof: Proof | null;
    }
  | { name: 'ended'; deadline: null };

/** An utterance that was played, cut off or cleared. */
export type Over = { utteranceId: string; heard: 'confirmed' | 'estimated' | 'unconfirmed'; share: number };

export type Call = {
  phase: Phase;
  direction: 'inbound' | 'outbound';
  startedAt: Ms;
  answeredAt: Ms | null;
  /** Since when the caller has been speaking. */
  speakingSince: Ms | null;
  /** The newest utterance with the line, until it was heard, cleared or overdue. Lines play in order. */
  playing: { utteranceId: string; overdueAt: Ms } | null;
  /** The newest utterances that are over, the last one last. */
  over: readonly Over[];
  /** The agent's newest complete utterance. */
  lastSaid: { utteranceId: string; closing: boolean; onlyClosing: boolean; phrase: string | null } | null;
  /** Models, tools and holds under way: they owe the caller a word. */
  works: readonly { workId: string; until: Ms }[];
  /** What the caller's last words meant; null until they said any. */
  callerMeaning: Meaning | null;
  clocks: {
    foldedAt: Ms;
    quietMs: Ms;
    wordlessMs: Ms;
    checkInsDone: number;
    wrapUpsDone: number;
    /** A flow awaits a reply: it is told once the silence clock has run this long beyond `fromMs`. */
    noInput: { limitMs: Ms; fromMs: Ms } | null;
  };
  /** Ends refused in a row. */
  vetoesInRow: number;
  vetoes: number;
  rescues: number;
  /** Check-ins spoken; names them. */
  checkIns: number;
  /** Ending attempts that came to a farewell; names the farewells. */
  attempts: number;
  /** The fixed words (or those in place of written ones) of a goodbye that was spoken, at least in part, and did not end the call. */
  goodbyeText: string | null;
  /** The target of a transfer that was not answered in time: it may still be, and then the caller is with it. */
  overdueTransfer: string | null;
  /** The farewells that the caller took back, by their last utterance: nothing said of them counts any more. */
  takenBack: readonly string[];
};

/** A call that begins to ring at `at`. */
export function newCall(direction: Call['direction'], policy: Policy, at: Ms = 0): Call {
  return {
    phase: { name: 'ringing', deadline: at + policy.limits.ringMsMax },
    direction,
    startedAt: at,
    answeredAt: null,
    speakingSince: null,
    playing: null,
    over: [],
    lastSaid: null,
    works: [],
    callerMeaning: null,
    clocks: { foldedAt: at, quietMs: 0, wordlessMs: 0, checkInsDone: 0, wrapUpsDone: 0, noInput: null },
    vetoesInRow: 0,
    vetoes: 0,
    rescues: 0,
    checkIns: 0,
    attempts: 0,
    goodbyeText: null,
    overdueTransfer: null,
    takenBack: [],
  };
}

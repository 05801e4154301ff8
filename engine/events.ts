/**
 * Everything that can happen to a call, as plain data. `at` is milliseconds since the call began. Judgements (what do
 * these words mean?) and outside facts (is a tool running?) are fields, decided before the step, so that a stored log
 * replays exactly. Source: design ending.md sections 1, 2, 5 and 8.
 */
import type { Ms } from './policy.ts';
import type { Meaning, Party, Proof, Trigger } from './reasons.ts';

/** Words that the trigger of an end brings along: spoken verbatim, or written by the model after an instruction. */
export type OwnWords = { mode: 'fixed'; text: string } | { mode: 'generated'; instruction: string };

/** What the agent said in the turn that proposes the end. */
export type ProposingTurn = {
  /** The turn's last utterance, null when it had no words. */
  utteranceId: string | null;
  /** It takes leave: a caller would take the call to be over. */
  closing: boolean;
  /** It takes leave and does nothing else. */
  onlyClosing: boolean;
};

/** Facts that only the session can know when an end is proposed. */
export type OutsideFacts = {
  /** `of_turn`: tools beside the end tool are still running; `other`: a tool of an earlier turn is. */
  tools: 'idle' | 'of_turn' | 'other' | 'failed';
  disclosureUnread: boolean;
  slotEmpty: boolean;
  ruleFailed: boolean;
};

/** An end that somebody other than the engine's own clocks wants. */
export type Proposal = {
  trigger: Exclude<Trigger, 'silence' | 'max_duration' | 'mutual_goodbye' | 'transfer' | 'caller'>;
  /** The end action that the model called. */
  action: string | null;
  /** The end-call reason, null for `conversation_ended` and for ends that have none. */
  reason: string | null;
  /** The reason is one of the configured ones, not a free string. */
  reasonConfigured: boolean;
  /** A final reason passes the guard and cannot be rescued. */
  final: boolean;
  skipGoodbye: boolean;
  ownWords: OwnWords | null;
  /** The end tool's `message` argument. */
  message: string | null;
  turn: ProposingTurn | null;
  outside: OutsideFacts;
  outcomeTags: readonly string[];
  /** The words or fact that made it end. */
  evidence: string;
  /** For failures: what failed. */
  errorDetail: string | null;
};

export type EventBody =
  | { type: 'leg.answered'; end: Proposal | null } // `end`: decided before the conversation (screening, no credit).
  | { type: 'leg.ended'; by: Party | null; cause: string; failed: boolean; proof: Proof } // `by` null: the carrier does not tell.
  | { type: 'caller.speech_started' }
  | { type: 'caller.speech_stopped' }
  | { type: 'caller.said'; text: string; meaning: Meaning }
  | { type: 'caller.pressed'; digit: string }
  | { type: 'reply.awaited'; noInputMs: Ms | null } // By a flow, with a limit of its own on the silence, or none.
  | { type: 'work.started'; workId: string; kind: 'model' | 'tool' | 'hold' }
  | { type: 'work.finished'; workId: string }
  | { type: 'utterance.started'; utteranceId: string } // Its first words were handed to the line.
  | {
      type: 'agent.said';
      utteranceId: string;
      text: string;
      closing: boolean;
      onlyClosing: boolean;
      phrase: string | null;
    } // All its words were.
  | { type: 'playback.started'; utteranceId: string }
  | { type: 'playback.queued'; utteranceId: string; remainingMs: Ms } // All its audio is with the line and over in this time.
  | { type: 'playback.finished'; utteranceId: string; pushedMs: Ms; playedMs: Ms; proof: 'confirmed' | 'estimated' }
  | { type: 'playback.cleared'; utteranceId: string; pushedMs: Ms; playedMs: Ms; heardText: string }
  | { type: 'playback.failed'; utteranceId: string; detail: string }
  | { type: 'farewell.failed'; utteranceId: string; detail: string } // The model could not write it.
  | { type: 'end.proposed'; proposal: Proposal }
  | { type: 'tools.settled'; failed: boolean } // The tools beside an end tool are done.
  | { type: 'voicemail.detected'; by: 'carrier' | 'model' | 'sound' }
  | { type: 'transfer.requested'; to: string }
  | { type: 'transfer.completed'; legStaysUp: boolean }
  | { type: 'transfer.failed'; detail: string }
  | { type: 'hang_up.answered'; attempt: number; proof: Proof | null; detail: string; latencyMs: Ms }
  | { type: 'node.lost'; detail: string } // The process of the call died; another one ends it.
  | { type: 'deadline.reached' };

export type EventType = EventBody['type'];
export type Event = EventBody & { at: Ms };

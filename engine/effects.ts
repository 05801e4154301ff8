/** What the engine orders and the session carries out, as plain data. */
import type { Ms } from './policy.ts';
import type { EndedReason, Heard, Party, Proof, Trigger, VetoReason } from './reasons.ts';

/** Where the words of a farewell come from (ending.md section 4). */
export type FarewellSource =
  | 'skipped'
  | 'own_words'
  | 'instruction'
  | 'spoken_words'
  | 'tool_message'
  | 'configured'
  | 'main_prompt'
  | 'apology'
  | 'none';

/** The facts of an end, complete but for what the log alone can tell (texts, each attempt). */
export type EndFacts = {
  endedReason: EndedReason;
  trigger: Trigger;
  endedBy: Party;
  customEndCallReason: string | null;
  action: string | null;
  carrierCause: string | null;
  errorDetail: string | null;
  outcomeTags: readonly string[];
  evidence: string;
  answeredAt: Ms | null;
  endedAt: Ms;
  farewell: { utteranceId: string | null; source: FarewellSource; heard: Heard; heardShare: number };
  rescues: number;
  vetoes: number;
  hangUp: {
    attempts: number;
    proof: Proof | null;
    /** The required proof was reached, or the leg was seen to go down. */
    reached: boolean;
    /** From the first attempt to the proof. */
    latencyMs: Ms;
    /** How long the line stayed open after we wanted it closed. */
    leakedMs: Ms;
  };
  clocks: { quietMs: Ms; wordlessMs: Ms };
};

export type Effect =
  | { type: 'greet_caller' }
  | { type: 'answer_caller' } // The words just said are a turn: let the brain reply; what is being said or written is dropped.
  | { type: 'speak'; utteranceId: string; text: string; role: 'farewell' | 'check_in'; voice: 'main' | 'backup' }
  | { type: 'write_farewell'; utteranceId: string; instruction: string | null; fresh: boolean } // null: by the main prompt; fresh: a goodbye was said before.
  | { type: 'resume_farewell'; utteranceId: string; of: string; text: string } // Speak what was not yet heard of it; `text` if nothing of it is known.
  | { type: 'clear_playback' }
  | { type: 'cancel_reply' } // Stop the model, and whatever of its reply has not reached the line.
  | { type: 'refuse_end'; veto: VetoReason } // Tell the model why, and let it go on.
  | { type: 'call_off_end' } // The caller took the call back: the model's history says so.
  | { type: 'instruct_model'; instruction: string }
  | { type: 'report_no_input' } // The awaited reply did not come within its limit: the flow goes its way.
  | { type: 'transfer_leg'; to: string }
  | { type: 'report_transfer_failed'; detail: string }
  | { type: 'hang_up'; attempt: number }
  | { type: 'record_end'; end: EndFacts }
  | { type: 'watch_leg'; proof: Proof | null }; // Unproven: raise the alarm, and a durable job goes on asking.

export type EffectType = Effect['type'];

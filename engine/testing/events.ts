/** Events as short words, each with its time first, so that a test reads as a script. */
import type { Event, EventBody, OutsideFacts, Proposal } from '../events.ts';
import type { Ms } from '../policy.ts';
import type { Meaning, Party, Proof } from '../reasons.ts';

type Body<T extends EventBody['type']> = Omit<Extract<EventBody, { type: T }>, 'type'>;

const outside: OutsideFacts = { tools: 'idle', disclosureUnread: false, slotEmpty: false, ruleFailed: false };

/** An end as the session proposes it: plain, by the end tool, without words of its own. */
export function proposal(change: Partial<Proposal> = {}): Proposal {
  return {
    trigger: 'tool',
    action: null,
    reason: null,
    reasonConfigured: false,
    final: false,
    skipGoodbye: false,
    ownWords: null,
    message: null,
    turn: null,
    outside,
    outcomeTags: [],
    evidence: 'the model called end_call',
    errorDetail: null,
    ...change,
  };
}

/** The turn that proposes an end: its last words take leave and do nothing else. */
export const goodbye = (utteranceId: string): Proposal['turn'] => ({ utteranceId, closing: true, onlyClosing: true });
/** Its last words say something and take leave. */
export const answerAndGoodbye = (utteranceId: string): Proposal['turn'] => ({
  utteranceId,
  closing: true,
  onlyClosing: false,
});
/** Its last words only say something. */
export const talk = (utteranceId: string): Proposal['turn'] => ({ utteranceId, closing: false, onlyClosing: false });
export const facts = (change: Partial<OutsideFacts>): OutsideFacts => ({ ...outside, ...change });
export const fixed = (text: string): Proposal['ownWords'] => ({ mode: 'fixed', text });
export const generated = (instruction: string): Proposal['ownWords'] => ({ mode: 'generated', instruction });

export const propose = (at: Ms, change: Partial<Proposal> = {}): Event => ({
  at,
  type: 'end.proposed',
  proposal: proposal(change),
});
export const settled = (at: Ms, failed = false): Event => ({ at, type: 'tools.settled', failed });

export const answered = (at: Ms, end: Proposal | null = null): Event => ({ at, type: 'leg.answered', end });
export const legDown = (at: Ms, change: Partial<Body<'leg.ended'>> = {}): Event => ({
  at,
  type: 'leg.ended',
  by: 'caller' as Party,
  cause: 'normal_clearing',
  failed: false,
  proof: 'far_end_confirmed',
  ...change,
});
export const hungUp = (at: Ms, proof: Proof | null = 'far_end_confirmed', attempt = 1): Event => ({
  at,
  type: 'hang_up.answered',
  attempt,
  proof,
  detail: '',
  latencyMs: 0,
});
export const due = (at: Ms): Event => ({ at, type: 'deadline.reached' });

export const speaks = (at: Ms): Event => ({ at, type: 'caller.speech_started' });
export const stops = (at: Ms): Event => ({ at, type: 'caller.speech_stopped' });
export const says = (at: Ms, text: string, meaning: Meaning = 'other'): Event => ({
  at,
  type: 'caller.said',
  text,
  meaning,
});
export const presses = (at: Ms, digit: string): Event => ({ at, type: 'caller.pressed', digit });

export const awaits = (at: Ms, noInputMs: Ms | null): Event => ({ at, type: 'reply.awaited', noInputMs });

export const works = (at: Ms, workId: string, kind: 'model' | 'tool' | 'hold' = 'tool'): Event => ({
  at,
  type: 'work.started',
  workId,
  kind,
});
export const worked = (at: Ms, workId: string): Event => ({ at, type: 'work.finished', workId });

export const hands = (at: Ms, utteranceId: string): Event => ({ at, type: 'utterance.started', utteranceId });
export const sounds = (at: Ms, utteranceId: string): Event => ({ at, type: 'playback.started', utteranceId });
export const queued = (at: Ms, utteranceId: string, remainingMs: Ms): Event => ({
  at,
  type: 'playback.queued',
  utteranceId,
  remainingMs,
});
export const heard = (
  at: Ms,
  utteranceId: string,
  share = 1,
  proof: 'confirmed' | 'estimated' = 'confirmed',
): Event => ({
  at,
  type: 'playback.finished',
  utteranceId,
  pushedMs: 2000,
  playedMs: 2000 * share,
  proof,
});
/** The speech service says "done" and gave no audio. */
export const soundless = (at: Ms, utteranceId: string): Event => ({
  at,
  type: 'playback.finished',
  utteranceId,
  pushedMs: 0,
  playedMs: 0,
  proof: 'confirmed',
});
export const cleared = (at: Ms, utteranceId: string, share = 0.5): Event => ({
  at,
  type: 'playback.cleared',
  utteranceId,
  pushedMs: 2000,
  playedMs: 2000 * share,
  heardText: '',
});
export const voiceFails = (at: Ms, utteranceId: string): Event => ({
  at,
  type: 'playback.failed',
  utteranceId,
  detail: 'no voice',
});
export const writingFails = (at: Ms, utteranceId: string): Event => ({
  at,
  type: 'farewell.failed',
  utteranceId,
  detail: 'no model',
});
export const agentSaid = (at: Ms, utteranceId: string, change: Partial<Body<'agent.said'>> = {}): Event => ({
  at,
  type: 'agent.said',
  utteranceId,
  text: '',
  closing: false,
  onlyClosing: false,
  phrase: null,
  ...change,
});
/** An utterance from its first words to its last sample, as a sound line tells of it. */
export const plays = (at: Ms, utteranceId: string, until: Ms): Event[] => [
  hands(at, utteranceId),
  sounds(at, utteranceId),
  queued(at, utteranceId, until - at),
  heard(until, utteranceId),
];
/** The same, still under way. */
export const playing = (at: Ms, utteranceId: string, remainingMs: Ms): Event[] =>
  plays(at, utteranceId, at + remainingMs).slice(0, 3);

export const voicemail = (at: Ms, by: 'carrier' | 'model' = 'carrier'): Event => ({
  at,
  type: 'voicemail.detected',
  by,
});
export const transfers = (at: Ms, to = '+15550100'): Event => ({ at, type: 'transfer.requested', to });
export const transferred = (at: Ms, legStaysUp = false): Event => ({ at, type: 'transfer.completed', legStaysUp });
export const transferFails = (at: Ms, detail = 'busy'): Event => ({ at, type: 'transfer.failed', detail });
export const nodeLost = (at: Ms): Event => ({ at, type: 'node.lost', detail: 'node_lost: its process died' });

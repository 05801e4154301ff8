/** The record of a call, folded from its log. Source: design ending.md section 9, contract.md section 4. */
import { type CallRecord, smsTextMax, type TranscriptTurn } from '../../contract/call.ts';
import type { EndFacts } from '../../engine/effects.ts';
import { heardShare } from '../../engine/hearing.ts';
import type { LogEntry } from './log.ts';

/** What is known of a call before it begins. */
export type CallHeader = {
  callId: string;
  accountId: string;
  agentId: string;
  agentVersion: number;
  direction: 'inbound' | 'outbound';
  from: string;
  to: string;
  createdAt: Date;
  variables: CallRecord['variables'];
  metadata: CallRecord['metadata'];
};

/** What the walk of a flow came to; null without one. */
export type FlowOutcome = { end: NonNullable<CallRecord['flow']>; values: CallRecord['variables'] } | null;

type EventEntry = Extract<LogEntry, { event: unknown }>;

/** Throws when the log holds no end: then the call has not ended. */
export function recordOf(
  header: CallHeader,
  log: readonly LogEntry[],
  modelId: string,
  { recordingKeptUntil = null, flow = null }: { recordingKeptUntil?: string | null; flow?: FlowOutcome } = {},
): CallRecord {
  const events = log.filter((entry): entry is EventEntry => 'event' in entry);
  const end = endOf(events);
  const at = (ms: number): string => new Date(header.createdAt.getTime() + ms).toISOString();
  const [provider = '', ...name] = modelId.split('/');
  return {
    call_id: header.callId,
    agent_id: header.agentId,
    agent_version: header.agentVersion,
    direction: header.direction,
    from: header.from,
    to: header.to,
    started_at: at(0),
    answered_at: end.answeredAt === null ? null : at(end.answeredAt),
    ended_at: at(end.endedAt),
    duration_seconds: end.answeredAt === null ? 0 : toSeconds(end.endedAt - end.answeredAt),
    ended_reason: end.endedReason,
    trigger: end.trigger,
    ended_by: end.endedBy,
    ...(end.customEndCallReason !== null && { custom_end_call_reason: end.customEndCallReason }),
    action: end.action,
    carrier_cause: end.carrierCause,
    error_detail: end.errorDetail ?? voiceFailureOf(events, end),
    evidence: end.evidence,
    farewell: farewellOf(events, end),
    hang_up: {
      attempts: end.hangUp.attempts,
      proof: end.hangUp.proof,
      latency_ms: end.hangUp.latencyMs,
      leaked_seconds: Math.floor(end.hangUp.leakedMs / 1000),
    },
    hang_up_attempts: hangUpAttempts(events, at),
    vetoes: vetoesOf(events),
    rescues: rescuesOf(events),
    clocks: { quiet_seconds: toSeconds(end.clocks.quietMs), wordless_seconds: toSeconds(end.clocks.wordlessMs) },
    outcome_tags: [...new Set(end.outcomeTags)],
    summary: null,
    outcome: null,
    extracted: {},
    extracted_by: null,
    sms_requested: smsRequested(log),
    sms: null,
    email: null,
    variables: { ...header.variables, ...flow?.values },
    metadata: header.metadata,
    flow: flow && flowOf(flow.end, end),
    model: { provider, name: name.join('/') },
    transcript: transcriptOf(events),
    transcript_url: null,
    recording_url: null,
    recording_kept_until: recordingKeptUntil,
  };
}

/** What the model asked to be sent; more than a message can hold is left out. */
function smsRequested(log: readonly LogEntry[]): string[] {
  let left = smsTextMax;
  return log.flatMap((entry) => {
    if (!('note' in entry) || entry.note.type !== 'sms_requested') return [];
    left -= entry.note.text.length + 1;
    return left < 0 ? [] : [entry.note.text];
  });
}

/** An End Call block that did not end the call, because something else came first, has no say in what follows. */
function flowOf(flow: NonNullable<CallRecord['flow']>, { trigger }: EndFacts): CallRecord['flow'] {
  return trigger === 'flow_block' ? flow : { ...flow, end_block: null, follow_ups: null };
}

function toSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}

function endOf(events: readonly EventEntry[]): EndFacts {
  for (const { effects } of events) {
    for (const effect of effects) if (effect.type === 'record_end') return effect.end;
  }
  throw new Error('the log of this call holds no end');
}

/** Why the caller heard no farewell, when the voice failed. */
function voiceFailureOf(events: readonly EventEntry[], { farewell }: EndFacts): string | null {
  if (farewell.heard !== 'failed') return null;
  for (const { event } of events) {
    // The backup voice's utterance is named after the one that failed first.
    const isFarewell = 'utteranceId' in event && `${farewell.utteranceId}-`.startsWith(`${event.utteranceId}-`);
    if (isFarewell && event.type === 'playback.failed') return `the farewell failed: ${event.detail}`;
  }
  return null;
}

/** The words of the farewell, whole, also when its rest was spoken as an utterance of its own. */
function farewellOf(events: readonly EventEntry[], end: EndFacts): CallRecord['farewell'] {
  const { utteranceId, source, heard, heardShare } = end.farewell;
  const wholeId = utteranceId?.replace(/-rest$/, '') ?? null;
  const text = wordsOf(events, wholeId);
  return { text: text.trim(), heard, heard_share: Math.round(heardShare * 1000) / 1000, rescues: end.rescues, source };
}

/** All its words; of one that was never finished, those that were heard. */
function wordsOf(events: readonly EventEntry[], utteranceId: string | null): string {
  let heard = '';
  for (const { event } of events) {
    if (!('utteranceId' in event) || event.utteranceId !== utteranceId) continue;
    if (event.type === 'agent.said') return event.text;
    if (event.type === 'playback.cleared') heard = event.heardText;
  }
  return heard;
}

function hangUpAttempts(events: readonly EventEntry[], at: (ms: number) => string): CallRecord['hang_up_attempts'] {
  return events.flatMap((ordered) =>
    ordered.effects.flatMap((effect) => {
      if (effect.type !== 'hang_up') return [];
      const answer = events.find(({ event }) => event.type === 'hang_up.answered' && event.attempt === effect.attempt);
      const told = answer?.event.type === 'hang_up.answered' ? answer.event : null;
      return [{ at: at(ordered.at), proof: told?.proof ?? null, latency_ms: told?.latencyMs ?? 0 }];
    }),
  );
}

function vetoesOf(events: readonly EventEntry[]): CallRecord['vetoes'] {
  return events.flatMap(({ at, effects }) =>
    effects.flatMap((e) => (e.type === 'refuse_end' ? [{ at_seconds: toSeconds(at), reason: e.veto }] : [])),
  );
}

function rescuesOf(events: readonly EventEntry[]): CallRecord['rescues'] {
  return events.flatMap(({ at, event, effects }) => {
    if (!effects.some((effect) => effect.type === 'call_off_end')) return [];
    return [{ at_seconds: toSeconds(at), text: event.type === 'caller.said' ? event.text : '' }];
  });
}

/** What both sides said, in order, the agent's words as far as they were heard. */
export function transcriptOf(events: readonly EventEntry[]): TranscriptTurn[] {
  const begun = new Map<string, TranscriptTurn>();
  const turns: TranscriptTurn[] = [];
  for (const { at, event } of events) {
    if (event.type === 'caller.said' && event.text.trim() !== '') {
      turns.push({ role: 'caller', text: event.text, at_seconds: toSeconds(at), cut: false });
    } else if (event.type === 'utterance.started') {
      const turn: TranscriptTurn = { role: 'agent', text: '', at_seconds: toSeconds(at), cut: true };
      begun.set(event.utteranceId, turn);
      turns.push(turn);
    } else if ('utteranceId' in event) {
      const turn = begun.get(event.utteranceId);
      if (turn) follow(turn, event);
      if (event.type === 'playback.cleared') begun.delete(event.utteranceId);
    }
  }
  return turns.filter((turn) => turn.text !== '');
}

/** An utterance counts as cut until a report says that it was played. */
function follow(turn: TranscriptTurn, event: EventEntry['event']): void {
  if (event.type === 'agent.said' && turn.text === '') turn.text = event.text.trim();
  if (event.type === 'playback.finished' && event.playedMs > 0) Object.assign(turn, played(turn.text, event));
  if (event.type === 'playback.cleared') {
    const heard = event.heardText.trim();
    Object.assign(turn, { text: heard, cut: heard !== turn.text });
  }
  if (event.type === 'playback.failed') turn.text = '';
}

/** The words as far as they were played, by their share of the length, to the last whole one. */
function played(text: string, { playedMs, pushedMs }: { playedMs: number; pushedMs: number }): Partial<TranscriptTurn> {
  if (playedMs >= heardShare * pushedMs) return { cut: false };
  const heard = text.slice(0, Math.round((text.length * playedMs) / pushedMs));
  return { text: text.startsWith(' ', heard.length) ? heard : heard.replace(/\s*\S*$/, ''), cut: true };
}

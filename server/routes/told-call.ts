/** Calls as the API tells them: stored ones, live ones, and what happens in them. */
import type { CallListed } from '../../contract/api.ts';
import type { CallRecord } from '../../contract/call.ts';
import type { CallAnswer, LiveEventAnswer, TimelineEntry } from '../../contract/routes/calls.ts';
import type { LogEntry } from '../session/log.ts';
import type { StoredCall } from '../store/call.ts';
import type { ListedCall } from '../store/calls.ts';
import type { LiveCall, LiveEvent } from '../calls/switchboard.ts';

export function toldListed(call: ListedCall): CallListed {
  return {
    call_id: call.id,
    sample: call.sample,
    agent_id: call.agentId,
    agent_version: call.agentVersion,
    direction: call.direction,
    from: call.from ?? '',
    to: call.to ?? '',
    started_at: call.startedAt.toISOString(),
    answered_at: call.answeredAt?.toISOString() ?? null,
    ended_at: call.endedAt?.toISOString() ?? null,
    duration_seconds: call.durationSeconds,
    ended_reason: call.endedReason,
    ...(call.customEndCallReason !== null && { custom_end_call_reason: call.customEndCallReason }),
    outcome_tags: call.outcomeTags,
    farewell_heard: call.farewellHeard,
    hang_up_proof: call.hangUpProof,
  };
}

/** `live`: the call as it runs here, if it does. */
export function toldCall(call: StoredCall, live: LiveCall | null, now: Date): CallAnswer {
  if (call.record) return { state: 'ended', sample: call.sample, ...recordOf(call.record) };
  return {
    state: 'live',
    sample: call.sample,
    call_id: call.id,
    agent_id: call.agentId,
    agent_version: call.agentVersion,
    direction: call.direction,
    from: call.from ?? '',
    to: call.to ?? '',
    started_at: call.startedAt.toISOString(),
    answered_at: (live ? answeredAt(live) : call.answeredAt)?.toISOString() ?? null,
    metadata: call.metadata as CallRecord['metadata'],
    process_gone: live === null && call.leaseUntil < now,
  };
}

/** As it was stored. Its shape is checked with the answer. */
function recordOf(record: NonNullable<StoredCall['record']>): CallRecord {
  return record as unknown as CallRecord;
}

function answeredAt({ header, entries }: LiveCall): Date | null {
  const answered = entries.find((entry) => 'event' in entry && entry.event.type === 'leg.answered');
  return answered ? new Date(header.createdAt.getTime() + answered.at) : null;
}

export function toldEntry(entry: LogEntry): TimelineEntry {
  const isEvent = 'event' in entry;
  return {
    seq: entry.seq,
    at_seconds: entry.at / 1000,
    event: isEvent ? (inSnakeCase(entry.event) as TimelineEntry['event']) : null,
    effects: isEvent ? (inSnakeCase(entry.effects) as TimelineEntry['effects']) : [],
    note: isEvent ? null : (inSnakeCase(entry.note) as TimelineEntry['note']),
  };
}

export function toldEvent(event: LiveEvent): LiveEventAnswer {
  const { callId: call_id } = event;
  if (event.type === 'entry') return { type: 'call.entry', call_id, phase: event.phase, entry: toldEntry(event.entry) };
  if (event.type === 'ended') return { type: 'call.ended', call_id, ended_reason: event.endedReason };
  const { agentId: agent_id, direction, from, to, createdAt } = event.header;
  return { type: 'call.started', call_id, agent_id, direction, from, to, started_at: createdAt.toISOString() };
}

/** The names of fields only: `utteranceId` becomes `utterance_id`. Those of `values` are named by users. */
function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name === 'values' ? inner : inSnakeCase(inner),
    ]),
  );
}

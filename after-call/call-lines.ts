/** One call as one line of a file: the data log and the exports. Source: design contract.md section 6. */
import type { CallRecord } from '../contract/call.ts';

/** The whole record; `call_id` stands first, so that a call is found by the beginning of its line. */
export function jsonlLine(record: CallRecord): string {
  const { call_id, ...rest } = record;
  return JSON.stringify({ call_id, ...rest });
}

type Cell = string | number | null | undefined;

/** In their order, which only ever grows at its end. */
const columns: Readonly<Record<string, (record: CallRecord) => Cell>> = {
  call_id: (record) => record.call_id,
  agent_id: (record) => record.agent_id,
  agent_version: (record) => record.agent_version,
  direction: (record) => record.direction,
  from: (record) => record.from,
  to: (record) => record.to,
  started_at: (record) => record.started_at,
  answered_at: (record) => record.answered_at,
  ended_at: (record) => record.ended_at,
  duration_seconds: (record) => record.duration_seconds,
  ended_reason: (record) => record.ended_reason,
  trigger: (record) => record.trigger,
  ended_by: (record) => record.ended_by,
  custom_end_call_reason: (record) => record.custom_end_call_reason,
  carrier_cause: (record) => record.carrier_cause,
  farewell_heard: (record) => record.farewell.heard,
  hang_up_proof: (record) => record.hang_up.proof,
  leaked_seconds: (record) => record.hang_up.leaked_seconds,
  outcome_tags: (record) => record.outcome_tags.join(';'),
  summary: (record) => record.summary?.text,
  extracted: (record) => JSON.stringify(record.extracted),
  metadata: (record) => JSON.stringify(record.metadata),
};

export const csvHeader = Object.keys(columns).join(',');

/** RFC 4180, without line breaks inside: a call is a line. */
export function csvLine(record: CallRecord): string {
  return Object.values(columns)
    .map((cellOf) => quoted(cellOf(record)))
    .join(',');
}

/** A text that a spreadsheet would run as a formula is kept a text by an apostrophe; telephone numbers are left alone. */
function quoted(cell: Cell): string {
  const text = String(cell ?? '').replace(/\s+/g, ' ');
  const safe = typeof cell === 'string' && /^[=@+-]/.test(text) && !/^\+\d+$/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

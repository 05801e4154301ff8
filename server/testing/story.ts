/** A call as a few lines, for tests: what was heard, in order, and how it ended. What is not told did not happen. */
import type { CallRecord } from '../../contract/call.ts';
import type { LogEntry } from '../session/log.ts';

export function story(record: CallRecord, log: readonly LogEntry[]): string[] {
  const { farewell, vetoes, rescues, outcome_tags: tags } = record;
  const words = farewell.text === '' ? 'none' : `"${farewell.text}"`;
  const heard =
    farewell.heard === 'cut_by_closing' ? `cut at ${Math.round(farewell.heard_share * 100)} %` : farewell.heard;
  const lines: [string, string][] = [
    ...record.transcript.map((turn): [string, string] => [turn.role, turn.cut ? `${turn.text} …` : turn.text]),
    ['end', `${record.ended_reason} by ${record.trigger}, dropped by ${record.ended_by}`],
    ['farewell', `${words} ${heard}, ${farewell.source}, goodbyes: ${goodbyes(log)}`],
    ['reason', record.custom_end_call_reason ?? ''],
    ['vetoes', vetoes.map((veto) => veto.reason).join(', ')],
    ['rescued', rescues.map((rescue) => rescue.text || 'by speaking').join(', ')],
    ['tags', tags.join(', ')],
    ['error', record.error_detail ?? ''],
  ];
  return lines.filter(([, text]) => text !== '').map(([what, text]) => `${what}: ${text}`);
}

/** How many goodbyes reached the line; the rest of one that was interrupted is no other. */
function goodbyes(log: readonly LogEntry[]): number {
  const begun = new Set<string>();
  const closing = new Set<string>();
  for (const entry of log) {
    if (!('event' in entry) || !('utteranceId' in entry.event)) continue;
    const { event } = entry;
    if (event.type === 'playback.started' || event.type === 'playback.queued') begun.add(event.utteranceId);
    if (event.type === 'agent.said' && event.closing) closing.add(event.utteranceId);
  }
  const isGoodbye = (id: string): boolean => id.startsWith('farewell-') || closing.has(id);
  return [...begun].filter((id) => isGoodbye(id) && !id.endsWith('-rest')).length;
}

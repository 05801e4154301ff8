/** What a test call has in common, typed or spoken. */
import type { endedReasonWords } from '../../contract/why-ended.ts';
import type { TimelineEntry } from '../../contract/routes/calls.ts';

export type Said = { id: string; by: 'caller' | 'agent'; text: string };

/** `failed`: it could not begin, or broke off; `message` says why. */
export type TestLine = {
  state: 'connecting' | 'up' | 'ended' | 'failed';
  callId: string | null;
  message: string;
  hangUp(): void;
};

/** The words of a spoken call, as its log tells them. */
export function saidIn(entries: readonly TimelineEntry[]): Said[] {
  return entries.flatMap(({ seq, event }) => {
    const by = { 'caller.said': 'caller' as const, 'agent.said': 'agent' as const }[event?.type ?? ''];
    const text = event?.['text'];
    return by && typeof text === 'string' && text !== '' ? [{ id: `${seq}`, by, text }] : [];
  });
}

/** Null while it goes on. */
export function endedReasonIn(entries: readonly TimelineEntry[]): keyof typeof endedReasonWords | null {
  const ended = entries.flatMap(({ effects }) => effects).find(({ type }) => type === 'record_end');
  return (ended?.['end'] as { ended_reason: keyof typeof endedReasonWords } | undefined)?.ended_reason ?? null;
}

/** A flow's awaited reply: its limit is kept, and stands in place of the silence timeout (ending.md section 6). */
import type { Event } from './events.ts';
import type { Edge } from './invariants.ts';
import type { Ms, Policy } from './policy.ts';

/** Null: none is awaited within a limit of its own. `since`: its silence cannot have begun before. */
export type AwaitedReply = { limitMs: Ms; since: Ms } | null;

/** What is awaited after an event, before its effects. */
export function awaitedAfter(awaited: AwaitedReply, event: Event): AwaitedReply {
  switch (event.type) {
    case 'reply.awaited':
      return event.noInputMs === null ? null : { limitMs: event.noInputMs, since: event.at };
    case 'caller.said':
      return awaited && event.text.trim() !== '' ? { ...awaited, since: event.at } : awaited;
    case 'caller.pressed':
      return awaited && { ...awaited, since: event.at };
    default:
      return awaited;
  }
}

/** The same after the effects, and what they break. */
export function checkReply(
  awaited: AwaitedReply,
  { before, event, after, effects, broken }: Edge,
  policy: Policy,
): AwaitedReply {
  const { phase } = after;
  const timedOut = before.phase.name === 'active' && phase.name === 'closing' && phase.end.trigger === 'silence';
  if (timedOut && awaited && policy.silence.noWordsMs === null) {
    broken.push('silence: the timeout ended a call that awaits a reply with a limit of its own');
  }
  if (!effects.some((effect) => effect.type === 'report_no_input')) return awaited;
  if (awaited === null) broken.push('silence: no reply was awaited');
  else if (event.at < awaited.since + awaited.limitMs) broken.push('silence: a reply was given up too early');
  return null;
}

import type { End } from './call.ts';
import type { Proposal } from './events.ts';

/**
 * The end with the reason that the goodbye of a flow's terminal block named by the command, and with that reason's tags.
 * Nothing else of the end changes, and no other proposal changes anything: the first cause wins. Source: design ending.md
 * section 2.
 */
export function withNamedReason(end: End, { trigger, reason, outcomeTags }: Proposal): End {
  const names = end.trigger === 'flow_block' && trigger === 'command';
  if (!names || end.reason !== null || reason === null) return end;
  return { ...end, reason, outcomeTags: [...end.outcomeTags, ...outcomeTags] };
}

import { TriangleAlert } from 'lucide-react';
import type { PlacedFault } from '../agents/draft.tsx';
import { Badge } from '../ui/badge.tsx';
import type { BlockEnds } from './block-ends.ts';
import type { LiveBlock } from './live-block.ts';

/** How many faults a block has; nothing for none. */
export function FaultBadge({ faults }: { faults: readonly PlacedFault[] }) {
  if (faults.length === 0) return null;
  const wrong = faults.some(({ kind }) => kind === 'problem');
  return (
    <span
      title={faults.map(({ message }) => message).join('\n')}
      className={`inline-flex shrink-0 items-center gap-1 rounded-full px-1.5 text-[12px] leading-5 font-medium ${wrong ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn'}`}
    >
      <TriangleAlert aria-hidden="true" className="size-3" />
      {faults.length}
      <span className="sr-only">{wrong ? ' to fix' : faults.length === 1 ? ' warning' : ' warnings'}</span>
    </span>
  );
}

/** Which share of the calls ended in it; nothing where none did. */
export function EndsBadge({ ends }: { ends: BlockEnds | undefined }) {
  if (!ends) return null;
  return (
    <span
      title={ends.sentence}
      className="inline-flex rounded-full border bg-card px-2 text-[12px] leading-[18px] font-medium text-muted"
    >
      {ends.share}
    </span>
  );
}

export function LiveBadge({ live, id }: { live: LiveBlock | null; id: string }) {
  if (live?.block !== id) return null;
  return live.over ? <Badge>Ended here</Badge> : <Badge tone="live">The call is here</Badge>;
}

/** A block on the canvas. */
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Flag, Plus } from 'lucide-react';
import { memo } from 'react';
import type { FlowNode } from '../../contract/flow.ts';
import type { PlacedFault } from '../agents/draft.tsx';
import { Badge } from '../ui/badge.tsx';
import { EndsBadge, FaultBadge, LiveBadge } from './block-badges.tsx';
import type { BlockEnds } from './block-ends.ts';
import { blockName, blockSummary, endOrders } from './block-words.ts';
import { useFlowActions } from './flow-context.ts';
import { KindIcon } from './kind-icon.tsx';
import type { LiveBlock } from './live-block.ts';
import { nodeForms } from './node-forms.ts';
import { answerHandle } from './canvas-parts.ts';
import { takesAnswers, type WayOut } from './ways-out.ts';

export type CardData = {
  node: FlowNode;
  ways: readonly WayOut[];
  faults: readonly PlacedFault[];
  isStart: boolean;
  isShown: boolean;
  live: LiveBlock | null;
  ends: BlockEnds | undefined;
  /** The same for two cards that look the same, but for their block. */
  look: string;
};

export type CardNode = Node<CardData, 'block'>;

export const BlockCard = memo(function BlockCard({ data, selected }: NodeProps<CardNode>) {
  const { node, ways, faults, isStart, isShown, live, ends } = data;
  const isLive = live?.block === node.id;
  const ring = isLive ? 'border-good ring-2 ring-good' : selected || isShown ? 'border-accent ring-2 ring-accent' : '';
  const { tags, followUps } = endOrders(node);
  const summary = blockSummary(node);
  return (
    <div className={`w-[232px] rounded-xl border bg-card pb-1 shadow-xs ${ring}`}>
      <Handle type="target" position={Position.Left} className="!top-6" />
      {isLive && (
        <span className="absolute -top-3 left-3">
          <LiveBadge live={live} id={node.id} />
        </span>
      )}
      <div className="flex items-center gap-2 px-3 pt-2.5">
        <KindIcon kind={node.kind} />
        <span className="min-w-0 grow">
          <span className="block truncate font-semibold">{blockName(node)}</span>
          <span className="flex items-center gap-1 text-[12px] leading-4 text-muted">
            {nodeForms[node.kind].title}
            {isStart && (
              <>
                <Flag aria-hidden="true" className="ml-1 size-3" /> Start
              </>
            )}
          </span>
        </span>
        <FaultBadge faults={faults} />
      </div>
      <p className="mt-1.5 line-clamp-3 px-3 pb-1.5 break-words text-muted">
        {summary || (node.kind === 'end_call' ? 'The model finds the goodbye.' : 'Nothing written yet.')}
      </p>
      {tags.length + followUps.length > 0 && (
        <p className="flex flex-wrap gap-1 px-3 pb-1.5">
          {tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
          {followUps.length > 0 && <span className="text-[12px] text-muted">then {followUps.join(', ')}</span>}
        </p>
      )}
      <ul className={ways.length > 0 ? 'border-t pt-1' : ''}>
        {ways.map((way) => (
          <WayRow key={way.label} from={node.id} way={way} />
        ))}
        {takesAnswers(node) && (
          <li className="relative flex min-h-6 items-center justify-end px-3 text-[12px] text-muted">
            Another answer
            <Handle type="source" id={answerHandle} position={Position.Right} className="!border-dashed" />
          </li>
        )}
      </ul>
      {/* Over the edge, so that the card is as high as without it, and no place on the canvas changes. */}
      <span className="absolute right-3 -bottom-2.5">
        <EndsBadge ends={ends} />
      </span>
    </div>
  );
});

function WayRow({ from, way }: { from: string; way: WayOut }) {
  const { add } = useFlowActions();
  const looseEnd = way.edge === null;
  return (
    <li className="relative flex min-h-6 items-center justify-end gap-1 px-3 text-[12px]">
      <span className={`truncate ${looseEnd && way.needed ? 'text-bad' : ''}`}>{way.title}</span>
      {looseEnd && (
        <button
          type="button"
          tabIndex={-1} // By keyboard the same stands in the block's form.
          aria-label={`Add a block after ${way.title}`}
          title={`Add a block after ${way.title}`}
          onClick={(event) => {
            event.stopPropagation();
            add({ after: { from, label: way.label } });
          }}
          className="nodrag nopan grid size-6 shrink-0 place-items-center rounded text-muted hover:bg-soft hover:text-ink"
        >
          <Plus aria-hidden="true" className="size-3.5" />
        </button>
      )}
      <Handle type="source" id={way.label} position={Position.Right} />
    </li>
  );
}

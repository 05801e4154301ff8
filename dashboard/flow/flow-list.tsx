/** The flow as a list: everything that the canvas can do, for keyboards, screen readers and phones. */
import { ArrowDown, ArrowRight, ArrowUp, Copy, Flag, Pencil, Plus, Trash2 } from 'lucide-react';
import { memo } from 'react';
import type { FlowNode } from '../../contract/flow.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { EndsBadge, FaultBadge, LiveBadge } from './block-badges.tsx';
import { blockName, blockSummary, endOrders } from './block-words.ts';
import { copyBlocks, pasteBlocks, removeBlocks, setStart, shiftBlock } from './flow-edit.ts';
import { useFlowActions, useFlowState } from './flow-context.ts';
import { KindIcon } from './kind-icon.tsx';
import { nodeForms } from './node-forms.ts';
import { type WayOut, waysOut } from './ways-out.ts';

export function FlowList() {
  const { flow } = useFlowState();
  return (
    <ol aria-label="Blocks of the flow" className="mx-auto max-w-3xl space-y-2 p-3 md:p-5">
      {flow.nodes.map((node, index) => (
        <BlockItem key={node.id} node={node} index={index} />
      ))}
    </ol>
  );
}

function BlockItem({ node, index }: { node: FlowNode; index: number }) {
  const { flow, edges, faults, live, ends, shown } = useFlowState();
  const { show } = useFlowActions();
  const name = blockName(node);
  const { tags, followUps } = endOrders(node);
  return (
    <li
      data-block={node.id}
      className={`rounded-xl border bg-card p-3 ${live?.block === node.id ? 'border-good ring-1 ring-good' : shown === node.id ? 'border-accent ring-1 ring-accent' : ''}`}
    >
      <div className="flex items-start gap-2.5">
        <KindIcon kind={node.kind} />
        <div className="min-w-0 grow">
          <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <button
              type="button"
              onClick={() => show(node.id)}
              className="min-w-0 text-left font-semibold break-words underline-offset-2 hover:underline"
            >
              {name}
            </button>
            <span className="text-[12px] text-muted">{nodeForms[node.kind].title}</span>
            {flow.start === node.id && <Badge>Start</Badge>}
            <FaultBadge faults={faults.get(node.id) ?? []} />
            <LiveBadge live={live} id={node.id} />
            <EndsBadge ends={ends.get(node.id)} />
          </h2>
          <p className="mt-0.5 line-clamp-2 break-words text-muted">{blockSummary(node) || 'Nothing written yet.'}</p>
          {tags.length + followUps.length > 0 && (
            <p className="mt-1 flex flex-wrap gap-1">
              {tags.map((tag) => (
                <Badge key={tag}>{tag}</Badge>
              ))}
              {followUps.length > 0 && <span className="text-[12px] text-muted">then {followUps.join(', ')}</span>}
            </p>
          )}
          <WayLinks node={node} ways={waysOut(node, edges.get(node.id) ?? [])} />
        </div>
      </div>
      <ItemButtons id={node.id} name={name} isFirst={index === 0} isLast={index === flow.nodes.length - 1} />
    </li>
  );
}

function WayLinks({ node, ways }: { node: FlowNode; ways: readonly WayOut[] }) {
  const { byId } = useFlowState();
  const { add } = useFlowActions();
  if (ways.length === 0) return null;
  return (
    <ul aria-label={`Ways out of ${blockName(node)}`} className="mt-1.5 space-y-0.5">
      {ways.map((way) => {
        const target = way.edge && byId.get(way.edge.to);
        return (
          <li key={way.label} className="flex flex-wrap items-center gap-1.5">
            <span className={target || !way.needed ? '' : 'text-bad'}>{way.title}</span>
            <ArrowRight aria-label="leads to" className="size-3.5 text-muted" />
            {target ? (
              <button
                type="button"
                onClick={() => itemButton(target.id)?.focus()}
                className="min-h-6 text-left text-accent underline underline-offset-2"
              >
                {blockName(target)}
              </button>
            ) : (
              <button
                type="button"
                aria-label={`Add a block after ${way.title} of ${blockName(node)}`}
                onClick={() => add({ after: { from: node.id, label: way.label } })}
                className="inline-flex min-h-6 items-center gap-1 text-accent underline underline-offset-2"
              >
                <Plus aria-hidden="true" className="size-3.5" /> Add a block
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

type ButtonsProps = { id: string; name: string; isFirst: boolean; isLast: boolean };

/** They need nothing that changes, and a long list is drawn anew with every letter. */
const ItemButtons = memo(function ItemButtons({ id, name, isFirst, isLast }: ButtonsProps) {
  const { edit, show } = useFlowActions();
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1 border-t pt-2">
      <Button onClick={() => show(id)} aria-label={`Edit ${name}`}>
        <Pencil aria-hidden="true" /> Edit
      </Button>
      <span className="ml-auto flex flex-wrap">
        <IconButton label={`Begin the call at ${name}`} onClick={() => edit((now) => setStart(now, id), 'start')}>
          <Flag aria-hidden="true" />
        </IconButton>
        <IconButton
          label={`Move ${name} up`}
          disabled={isFirst}
          onClick={() => edit((now) => shiftBlock(now, id, -1), 'order')}
        >
          <ArrowUp aria-hidden="true" />
        </IconButton>
        <IconButton
          label={`Move ${name} down`}
          disabled={isLast}
          onClick={() => edit((now) => shiftBlock(now, id, 1), 'order')}
        >
          <ArrowDown aria-hidden="true" />
        </IconButton>
        <IconButton
          label={`Duplicate ${name}`}
          onClick={() => edit((now) => pasteBlocks(now, copyBlocks(now, new Set([id]))).flow, 'duplicate')}
        >
          <Copy aria-hidden="true" />
        </IconButton>
        <IconButton label={`Delete ${name}`} onClick={() => edit((now) => removeBlocks(now, new Set([id])), 'remove')}>
          <Trash2 aria-hidden="true" />
        </IconButton>
      </span>
    </div>
  );
});

/** The button by which a block of the list is opened. */
function itemButton(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-block="${CSS.escape(id)}"] h2 button`);
}

/** The flow builder: a conversation drawn as blocks, on a canvas or as a list, with the form of one block beside it. */
import { ReactFlowProvider } from '@xyflow/react';
import { Link, useParams } from '@tanstack/react-router';
import { use, useMemo, useState } from 'react';
import type { Flow } from '../../contract/flow.ts';
import { useDraft } from '../agents/draft.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { AddBlockDialog } from './add-block-dialog.tsx';
import { faultsByBlock } from './block-faults.ts';
import { BlockPanel } from './block-panel.tsx';
import { FlowCanvas } from './flow-canvas.tsx';
import { AroundFlowContext, FlowActionsContext, type FlowState, FlowStateContext } from './flow-context.ts';
import { FlowDocumentDialog } from './flow-document-dialog.tsx';
import { emptyFlow } from './flow-edit.ts';
import { useFlowKeys } from './flow-keys.ts';
import { FlowList } from './flow-list.tsx';
import { FlowToolbar } from './flow-toolbar.tsx';
import { GlobalSettingsDialog } from './global-settings-dialog.tsx';
import { isUnplaced } from './places.ts';
import { readFlow } from './read-flow.ts';
import { useBlockEnds } from './use-block-ends.ts';
import { useFlowEditing } from './use-flow-editing.ts';
import { useIsPhone } from './use-is-phone.ts';
import { usePlaces, withPlaces } from './use-places.ts';
import { edgesByBlock } from './ways-out.ts';

export function FlowPage() {
  const { agent } = useDraft();
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const read = useMemo(() => readFlow(agent.flow ?? emptyFlow), [agent.flow]);
  if (read.ok) {
    return (
      <ReactFlowProvider>
        <Builder agentId={agentId} flow={read.flow} />
      </ReactFlowProvider>
    );
  }
  return (
    <div className="p-4">
      <Notice tone="bad">
        This flow cannot be drawn. {read.problem} It stands in{' '}
        <Link to="/agents/$agentId" params={{ agentId }} hash="document" className="underline">
          the agent as JSON
        </Link>
        .
      </Notice>
    </div>
  );
}

function Builder({ agentId, flow: written }: { agentId: string; flow: Flow }) {
  const places = usePlaces(written);
  const flow = useMemo(() => withPlaces(written, places), [written, places]);
  const { faults: told } = useDraft();
  const { live } = use(AroundFlowContext);
  const ends = useBlockEnds(agentId);
  const isPhone = useIsPhone();
  const [chosenView, setView] = useState<'canvas' | 'list' | null>(null);
  const view = chosenView ?? (isPhone ? 'list' : 'canvas');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [wanted, setWanted] = useState<ReadonlySet<string> | null>(null);
  const [line, setLine] = useState<string | null>(null);
  const [open, setOpen] = useState<'document' | 'global' | null>(null);
  const editing = useFlowEditing({ flow, places, selected, onSelect: setWanted, line });
  const { shown, actions, keys, adding } = editing;
  const state = useMemo<FlowState>(
    () => ({
      flow,
      byId: new Map(flow.nodes.map((node) => [node.id, node])),
      edges: edgesByBlock(flow.edges),
      faults: faultsByBlock(told, flow),
      live,
      ends,
      shown,
    }),
    [flow, told, live, ends, shown],
  );
  useFlowKeys(keys);
  const index = flow.nodes.findIndex((node) => node.id === shown);
  return (
    <FlowActionsContext value={actions}>
      <FlowStateContext value={state}>
        <FlowToolbar
          view={view}
          onView={setView}
          onDocument={() => setOpen('document')}
          onGlobal={() => setOpen('global')}
          keys={keys}
        />
        <div className="flex min-h-0 grow md:overflow-hidden">
          <div className={`relative min-w-0 grow ${view === 'canvas' ? 'h-[70dvh] md:h-auto' : 'md:overflow-y-auto'}`}>
            {flow.nodes.length === 0 && <FirstBlock onAdd={() => actions.add({})} />}
            {view === 'canvas' ? (
              <FlowCanvas
                key={isUnplaced(flow.nodes) ? '' : 'placed'} // It looks at the beginning of the flow once there is one.
                selected={selected}
                wanted={wanted}
                onSelect={setSelected}
                line={line}
                onLine={setLine}
                isPhone={isPhone}
              />
            ) : (
              <FlowList />
            )}
          </div>
          {index >= 0 && <BlockPanel key={shown} node={flow.nodes[index]!} index={index} />}
        </div>
        <AddBlockDialog
          open={adding !== null}
          isFull={editing.isFull}
          onOpenChange={editing.closeAdding}
          onChoose={editing.choose}
        />
        <FlowDocumentDialog
          flow={flow}
          open={open === 'document'}
          onOpenChange={(is) => setOpen(is ? 'document' : null)}
          onTake={(taken) => actions.edit(() => taken, 'import')}
        />
        <GlobalSettingsDialog open={open === 'global'} onOpenChange={(is) => setOpen(is ? 'global' : null)} />
      </FlowStateContext>
    </FlowActionsContext>
  );
}

function FirstBlock({ onAdd }: { onAdd: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-0 z-10 grid place-items-center p-4">
      <div className="pointer-events-auto max-w-sm rounded-xl border border-dashed bg-card p-6 text-center">
        <h2 className="text-[14px] font-semibold">How does the call begin?</h2>
        <p className="mt-1 mb-4 text-muted">
          Most begin with a block that says hello and asks. Every way through the flow leads to an End Call block or a
          transfer.
        </p>
        <Button look="primary" onClick={onAdd}>
          Add the first block
        </Button>
      </div>
    </div>
  );
}

import { Copy, Flag, Trash2, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { FlowNode } from '../../contract/flow.ts';
import { faultsAt, useDraft } from '../agents/draft.tsx';
import { Faults, TextField } from '../agents/fields.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { BlockForm } from './block-form.tsx';
import { blockName } from './block-words.ts';
import { copyBlocks, pasteBlocks, removeBlocks, setStart } from './flow-edit.ts';
import { useFlowActions, useFlowState } from './flow-context.ts';
import { KindIcon } from './kind-icon.tsx';
import { nodeForms } from './node-forms.ts';
import { WaysOutFields } from './ways-out-fields.tsx';

/** The form of the block that is being edited: beside the canvas, over the whole page on a phone. */
export function BlockPanel({ node, index }: { node: FlowNode; index: number }) {
  const { flow, ends } = useFlowState();
  const { edit, show } = useFlowActions();
  const { faults } = useDraft();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('input')?.focus({ preventScroll: true });
  }, []);
  const { title, help, ...form } = nodeForms[node.kind];
  const path = `flow.nodes[${index}]`;
  const lacks = faultsAt(faults, `${path}.data`, true).filter(({ kind }) => kind === 'problem').length;
  const remove = (): void => {
    show(null);
    edit((now) => removeBlocks(now, new Set([node.id])), 'remove');
  };
  const duplicate = (): void => {
    const { flow: doubled, ids } = pasteBlocks(flow, copyBlocks(flow, new Set([node.id])));
    edit(() => doubled, 'duplicate');
    if (ids[0]) show(ids[0]);
  };
  return (
    <section
      ref={panel}
      aria-label={`Block ${blockName(node)}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) show(null);
      }}
      className="fixed inset-0 z-40 flex flex-col bg-card md:static md:z-auto md:w-[22rem] md:shrink-0 md:border-l"
    >
      <header className="flex items-start gap-2.5 border-b px-4 py-2.5">
        <KindIcon kind={node.kind} />
        <div className="min-w-0 grow">
          <h2 className="truncate text-[14px] font-semibold">{blockName(node)}</h2>
          <p className="text-[12px] text-muted">
            {title}: {help}
          </p>
        </div>
        <IconButton label="Close the block" onClick={() => show(null)}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <div className="min-h-0 grow space-y-4 overflow-y-auto px-4 py-3">
        {ends.has(node.id) && <p className="text-muted">{ends.get(node.id)!.sentence}</p>}
        <div data-path={path} className="empty:hidden">
          <Faults of={path} faults={faults} />
        </div>
        <TextField path={`${path}.title`} label="Title" max={200} placeholder={`${title} (${node.id})`} />
        <BlockForm path={`${path}.data`} form={form} />
        <WaysOutFields node={node} />
      </div>
      <footer className="flex flex-wrap items-center gap-1 border-t px-3 py-2">
        {flow.start !== node.id && (
          <IconButton label="Begin the call here" onClick={() => edit((now) => setStart(now, node.id), 'start')}>
            <Flag aria-hidden="true" />
          </IconButton>
        )}
        <IconButton label="Duplicate the block" onClick={duplicate}>
          <Copy aria-hidden="true" />
        </IconButton>
        <IconButton label="Delete the block" onClick={remove}>
          <Trash2 aria-hidden="true" />
        </IconButton>
        <span className="ml-auto flex items-center gap-2">
          {lacks > 0 && <span className="text-bad">{lacks === 1 ? '1 field to fix' : `${lacks} fields to fix`}</span>}
          <Button look="primary" disabled={lacks > 0} onClick={() => show(null)}>
            Done
          </Button>
        </span>
      </footer>
    </section>
  );
}

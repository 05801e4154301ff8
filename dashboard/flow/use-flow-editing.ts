/** What is done in the builder: the block that is open, the one that is about to be added, and what keys do. */
import { useReactFlow } from '@xyflow/react';
import { use, useEffect, useMemo, useRef, useState } from 'react';
import type { Flow } from '../../contract/flow.ts';
import type { NodeKind } from '../../contract/flow-nodes.ts';
import { useDraft } from '../agents/draft.tsx';
import { afterClosing, reachField } from '../agents/faults-dialog.tsx';
import { blockAt } from './block-faults.ts';
import { type AddAt, AroundFlowContext, type FlowActions } from './flow-context.ts';
import {
  addBlock,
  blocksMax,
  copyBlocks,
  emptyFlow,
  insertBlock,
  moveBlocks,
  pasteBlocks,
  type Piece,
  removeBlocks,
  removeEdge,
} from './flow-edit.ts';
import { readFlow } from './read-flow.ts';
import type { FlowKeys } from './flow-keys.ts';
import { type Place, placeAfter, tidyPlaces } from './places.ts';
import { type Places, withPlaces } from './use-places.ts';

type Parts = {
  flow: Flow;
  places: Places | null;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  /** The edge that is selected. */
  line: string | null;
};

/** What was copied last, so that it can be put into the flow of another agent. */
let copied: Piece | null = null;

export function useFlowEditing({ flow, places, selected, onSelect, line }: Parts) {
  const draft = useDraft();
  const canvas = useReactFlow();
  const { reach } = use(AroundFlowContext);
  const [shown, setShown] = useState<string | null>(null);
  const [adding, setAdding] = useState<AddAt | null>(null);
  const latest = useRef({ draft, flow, places, shown });
  latest.current = { draft, flow, places, shown };

  const actions = useMemo<FlowActions>(
    () => ({
      edit: (act, what) =>
        latest.current.draft.change((agent) => {
          const read = readFlow(agent.flow ?? emptyFlow);
          return read.ok ? { ...agent, flow: act(withPlaces(read.flow, latest.current.places)) } : agent;
        }, `flow ${what}`),
      show(id) {
        const { shown: before } = latest.current;
        setShown(id);
        if (id === null && before !== null) afterClosing(() => focusBlock(before));
      },
      add: setAdding,
    }),
    [],
  );
  const { edit, show } = actions;

  useEffect(() => {
    const id = reach && blockAt(reach.path, latest.current.flow);
    if (!reach || !id) return;
    setShown(id);
    afterClosing(() => reachField(reach.path));
  }, [reach]);

  const tidy = (): void => {
    const heightOf = (id: string): number | undefined => canvas.getNode(id)?.measured?.height;
    void tidyPlaces(latest.current.flow.nodes, latest.current.flow.edges, heightOf).then((tidied) => {
      edit((now) => moveBlocks(now, tidied), 'tidy');
      afterClosing(() => void canvas.fitView({ padding: 0.15, maxZoom: 1 }));
    });
  };
  const choose = (kind: NodeKind): void => {
    const where = adding ?? {};
    setAdding(null);
    const at = where.at ?? placeOf(where, flow) ?? middleOf(canvas);
    const { flow: added, id } = where.edge
      ? insertBlock(flow, where.edge, { kind, at })
      : addBlock(flow, { kind, at, after: where.after ?? null });
    edit(() => added, `add ${id}`);
    // The dialog gives the focus back first.
    afterClosing(() => show(id));
  };

  const chosen = (): ReadonlySet<string> => (selected.size > 0 ? selected : new Set(shown === null ? [] : [shown]));
  const put = (piece: Piece, what: string): void => {
    const { flow: pasted, ids } = pasteBlocks(flow, piece);
    if (ids.length === 0) return;
    edit(() => pasted, what);
    onSelect(new Set(ids));
  };
  const keys: FlowKeys = {
    undo: () => draft.undo?.(),
    redo: () => draft.redo?.(),
    add: () => setAdding(besideFocused()),
    tidy,
    copy() {
      if (chosen().size > 0) copied = copyBlocks(flow, chosen());
    },
    paste: () => copied && put(copied, 'paste'),
    duplicate: () => put(copyBlocks(flow, chosen()), 'duplicate'),
    remove() {
      if (line !== null) edit((now) => removeEdge(now, line), 'disconnect');
      else edit((now) => removeBlocks(now, chosen()), 'remove');
    },
    selectAll: () => onSelect(new Set(flow.nodes.map(({ id }) => id))),
  };
  const isFull = flow.nodes.length >= blocksMax;
  return { shown, actions, keys, adding, isFull, choose, closeAdding: () => setAdding(null) };
}

/** To the right of the block that it follows, or else of the newest one. */
function placeOf({ after, edge, beside }: AddAt, flow: Flow): Place | null {
  const from = after?.from ?? flow.edges.find(({ id }) => id === edge)?.from;
  const node = flow.nodes.find(({ id }) => id === (from ?? beside)) ?? flow.nodes.at(-1);
  return node ? placeAfter(node, flow.edges.filter((one) => one.from === from && one.id !== edge).length) : null;
}

function besideFocused(): AddAt {
  const card = document.activeElement?.closest<HTMLElement>('.react-flow__node, [data-block]');
  const beside = card?.dataset['id'] ?? card?.dataset['block'];
  return beside === undefined ? {} : { beside };
}

function middleOf({ screenToFlowPosition }: Pick<ReturnType<typeof useReactFlow>, 'screenToFlowPosition'>): Place {
  const box = document.querySelector('.react-flow')?.getBoundingClientRect();
  if (!box) return { x: 0, y: 0 };
  const { x, y } = screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
  return { x: x - 116, y: y - 66 };
}

/** Its card on the canvas, or its button in the list. */
function focusBlock(id: string): void {
  const name = CSS.escape(id);
  const block = document.querySelector<HTMLElement>(
    `.react-flow__node[data-id="${name}"], [data-block="${name}"] h2 button`,
  );
  block?.focus();
}

/** The flow as cards and lines: dragged, connected, panned and zoomed by mouse or touch, and walked by arrow keys. */
import {
  applyNodeChanges,
  Background,
  type Connection,
  type Edge,
  type NodeChange,
  Panel,
  ReactFlow,
  useReactFlow,
} from '@xyflow/react';
import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Flow } from '../../contract/flow.ts';
import { IconButton } from '../ui/button.tsx';
import { BlockCard, type CardNode } from './block-card.tsx';
import { answerHandle, cardsOf, linesOf } from './canvas-parts.ts';
import { connect, freshAnswer, moveBlocks, removeBlocks } from './flow-edit.ts';
import { useFlowActions, useFlowState } from './flow-context.ts';
import { type Direction, neighbour, type Place } from './places.ts';
import { WayLine } from './way-line.tsx';
import './flow.css';

const nodeTypes = { block: BlockCard };
const edgeTypes = { way: WayLine };
const fitting = { padding: 0.15, maxZoom: 1, duration: 0 } as const;

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

type Props = {
  selected: ReadonlySet<string>;
  /** What is to be selected from now on; what is, the canvas tells by `onSelect`. */
  wanted: ReadonlySet<string> | null;
  onSelect: (ids: ReadonlySet<string>) => void;
  /** The edge that is selected. */
  line: string | null;
  onLine: (id: string | null) => void;
  isPhone: boolean;
};

export function FlowCanvas({ selected, wanted, onSelect, line, onLine, isPhone }: Props) {
  const state = useFlowState();
  const { flow, live, shown } = state;
  const { edit, show, add } = useFlowActions();
  const { screenToFlowPosition } = useReactFlow();
  const [current, setCurrent] = useState<string | null>(null);
  const focusable = current !== null && state.byId.has(current) ? current : (flow.start ?? flow.nodes[0]?.id ?? null);
  const [cards, setCards] = useState<CardNode[]>(() => cardsOf(state, [], focusable));
  useLayoutEffect(() => setCards((before) => cardsOf(state, before, focusable)), [state, focusable]);
  const atFirst = useRef(wanted);
  useEffect(() => {
    if (wanted && wanted !== atFirst.current) setCards((before) => withSelected(before, wanted));
  }, [wanted]);
  const drawn = useRef<Edge[]>([]);
  const lines = useMemo(() => (drawn.current = linesOf(state, line, drawn.current)), [state, line]);
  useInView(shown ?? live?.block ?? null);

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      setCards((before) => applyNodeChanges(changes, before));
      const places = new Map<string, Place>();
      for (const change of changes) {
        if (change.type === 'position' && change.dragging === false && change.position)
          places.set(change.id, change.position);
      }
      if (places.size > 0) edit((now) => moveBlocks(now, places), 'move');
    },
    [edit],
  );
  const onSelectionChange = useCallback(
    ({ nodes }: { nodes: CardNode[] }) => onSelect(new Set(nodes.map(({ id }) => id))),
    [onSelect],
  );
  const onConnect = ({ source, sourceHandle, target }: Connection): void => {
    if (sourceHandle === answerHandle) {
      edit((now) => connect(now, { from: source, label: freshAnswer(now, source) }, target), 'answer');
      return show(source);
    }
    edit((now) => connect(now, { from: source, label: sourceHandle ?? 'next' }, target), 'connect');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const card = event.target as HTMLElement;
    const id = card.classList.contains('react-flow__node') ? card.dataset['id'] : undefined;
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    if (direction && !event.shiftKey) {
      event.stopPropagation(); // With Shift the block itself is moved.
      event.preventDefault();
      const next = neighbour(flow.nodes, id, direction);
      if (next === null) return;
      setCurrent(next);
      cardElement(next)?.focus();
    } else if (event.key === 'Enter') {
      event.stopPropagation();
      event.preventDefault();
      show(id);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      edit((now) => removeBlocks(now, selected.has(id) ? selected : new Set([id])), 'remove');
    }
  };
  return (
    // The keys are those of the cards inside, which are reached one by one.
    <div className="h-full" onKeyDownCapture={onKeyDown}>
      <ReactFlow<CardNode>
        nodes={cards}
        edges={lines}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onSelectionChange={onSelectionChange}
        onNodeClick={(event, { id }) => {
          setCurrent(id);
          if (!event.shiftKey && !event.ctrlKey && !event.metaKey) show(id);
        }}
        onEdgeClick={(_, { id }) => onLine(id)}
        onPaneClick={() => onLine(null)}
        onDoubleClick={(event) => {
          if (!(event.target as HTMLElement).classList.contains('react-flow__pane')) return;
          add({ at: screenToFlowPosition({ x: event.clientX, y: event.clientY }) });
        }}
        onConnect={onConnect}
        deleteKeyCode={null}
        nodesDraggable={!isPhone}
        edgesFocusable={false}
        zoomOnDoubleClick={false}
        minZoom={0.1}
        maxZoom={1.75}
        fitView
        fitViewOptions={{ ...fitting, nodes: firstLook(flow) }}
        attributionPosition="bottom-left"
        ariaLabelConfig={{
          'node.a11yDescription.default':
            'Enter opens the block, arrow keys go to the block beside it, Shift with an arrow key moves a selected one, Space selects, Delete removes.',
        }}
      >
        <Background gap={20} size={1.5} />
        <Panel position="bottom-right">
          <Zoom />
        </Panel>
      </ReactFlow>
    </div>
  );
}

function withSelected(cards: CardNode[], selected: ReadonlySet<string>): CardNode[] {
  const isSame = (card: CardNode): boolean => (card.selected ?? false) === selected.has(card.id);
  if (cards.every(isSame)) return cards;
  return cards.map((card) => (isSame(card) ? card : { ...card, selected: selected.has(card.id) }));
}

/** What is shown first: the beginning of the flow, large enough to be read. */
function firstLook({ nodes, start }: Flow): { id: string }[] {
  const first = nodes.find(({ id }) => id === start) ?? nodes[0];
  if (!first) return [];
  return nodes.filter(({ position }) => {
    const [right, down] = [position.x - first.position.x, position.y - first.position.y];
    return right > -400 && right < 1_200 && Math.abs(down) < 400;
  });
}

function Zoom() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <div className="flex rounded-lg border bg-card shadow-xs">
      <IconButton label="Zoom out" onClick={() => void zoomOut()}>
        <ZoomOut aria-hidden="true" />
      </IconButton>
      <IconButton label="Zoom in" onClick={() => void zoomIn()}>
        <ZoomIn aria-hidden="true" />
      </IconButton>
      <IconButton label="Show the whole flow" onClick={() => void fitView(fitting)}>
        <Maximize aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** A block that is opened, or that a call comes to, is not left outside of the picture: it moves as little as it must. */
function useInView(id: string | null): void {
  const { getNode, getViewport, setViewport } = useReactFlow();
  useEffect(() => {
    if (id === null) return;
    // The panel beside the canvas takes its room first.
    const frame = requestAnimationFrame(() => {
      const card = getNode(id);
      const canvas = document.querySelector('.react-flow');
      if (!card?.measured?.width || !card.measured.height || !canvas) return;
      const { x, y, zoom } = getViewport();
      const { width, height } = card.measured;
      const byX = shift(card.position.x * zoom + x, width * zoom, canvas.clientWidth);
      const byY = shift(card.position.y * zoom + y, height * zoom, canvas.clientHeight);
      if (byX !== 0 || byY !== 0) void setViewport({ x: x + byX, y: y + byY, zoom });
    });
    return () => cancelAnimationFrame(frame);
  }, [id, getNode, getViewport, setViewport]);
}

/** How far something has to move to lie within `room`, with some air around it; its beginning counts if it is larger. */
function shift(from: number, size: number, room: number): number {
  const air = 24;
  const atEnd = Math.min(0, room - air - (from + size));
  return Math.max(atEnd, air - from) === air - from && from + atEnd < air ? air - from : atEnd;
}

function cardElement(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
}

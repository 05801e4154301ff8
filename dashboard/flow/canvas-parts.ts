/** A flow as the canvas draws it: cards and lines. Cards that look as before are the same objects, and are not drawn anew. */
import type { Edge } from '@xyflow/react';
import type { CardData, CardNode } from './block-card.tsx';
import { blockName, blockSummary } from './block-words.ts';
import type { FlowState } from './flow-context.ts';
import { nodeForms } from './node-forms.ts';
import { labelOf, waysOut } from './ways-out.ts';

/** From here a line makes a new answer; no label is longer than 200 characters. */
export const answerHandle = `${'·'.repeat(201)}`;

/** `before`: what was drawn last; selections and measures stay. `current`: the one card that the Tab key comes to. */
export function cardsOf(state: FlowState, before: readonly CardNode[], current: string | null): CardNode[] {
  const known = new Map(before.map((card) => [card.id, card]));
  return state.flow.nodes.map((node) => {
    const was = known.get(node.id);
    const data = cardData(state, node);
    const { ends } = data;
    const tabIndex = node.id === current ? 0 : -1;
    const { x, y } = was?.dragging ? was.position : node.position;
    const looksTheSame = was !== undefined && isSameBlock(was.data.node, node) && was.data.look === data.look;
    if (looksTheSame && was.position.x === x && was.position.y === y && was.domAttributes?.tabIndex === tabIndex) {
      return was;
    }
    return {
      ...was,
      id: node.id,
      type: 'block' as const,
      position: { x, y },
      data: looksTheSame ? was.data : data,
      ariaLabel: [blockName(node), nodeForms[node.kind].title, blockSummary(node), ...(ends ? [ends.share] : [])].join(
        '. ',
      ),
      domAttributes: { tabIndex },
    };
  });
}

/** But for its place, which is no part of how it looks. */
function isSameBlock(a: CardData['node'], b: CardData['node']): boolean {
  return a === b || (a.kind === b.kind && a.title === b.title && a.data === b.data);
}

function cardData({ flow, edges, faults, live, ends, shown }: FlowState, node: CardData['node']): CardData {
  const ways = waysOut(node, edges.get(node.id) ?? []);
  const told = faults.get(node.id) ?? [];
  const isStart = flow.start === node.id;
  const isShown = shown === node.id;
  const here = live?.block === node.id ? live : null;
  const ended = ends.get(node.id);
  const look = JSON.stringify([
    ways.map(({ label, title, needed, edge }) => [label, title, needed, edge?.id]),
    told.map(({ kind, message }) => [kind, message]),
    isStart,
    isShown,
    here,
    ended,
  ]);
  return { node, ways, faults: told, isStart, isShown, live: here, ends: ended, look };
}

/** Those that lead from a block that is there to one that is there. `before`: what was drawn last. */
export function linesOf({ flow, byId }: FlowState, selected: string | null, before: readonly Edge[] = []): Edge[] {
  const known = new Map(before.map((line) => [line.id, line]));
  return flow.edges
    .filter((edge) => byId.has(edge.from) && byId.has(edge.to))
    .map((edge) => {
      const was = known.get(edge.id);
      const line = {
        id: edge.id,
        type: 'way',
        source: edge.from,
        target: edge.to,
        sourceHandle: labelOf(edge),
        selected: edge.id === selected,
        focusable: false, // By keyboard they stand in the forms of their blocks.
      };
      return was && isSameLine(was, line) ? was : line;
    });
}

function isSameLine(a: Edge, b: Edge): boolean {
  const { source, target, sourceHandle, selected } = b;
  return a.source === source && a.target === target && a.sourceHandle === sourceHandle && a.selected === selected;
}

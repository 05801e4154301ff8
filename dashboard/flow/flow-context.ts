/** What the parts of the flow builder share. */
import { createContext, use } from 'react';
import type { Flow, FlowEdge, FlowNode } from '../../contract/flow.ts';
import type { PlacedFault } from '../agents/draft.tsx';
import type { BlockEnds } from './block-ends.ts';
import type { Way } from './flow-edit.ts';
import type { LiveBlock } from './live-block.ts';
import type { Place } from './places.ts';

/** What changes; who reads it is drawn anew with every change of the flow. */
export type FlowState = {
  flow: Flow;
  byId: ReadonlyMap<string, FlowNode>;
  /** By the block that they begin at. */
  edges: ReadonlyMap<string, readonly FlowEdge[]>;
  faults: ReadonlyMap<string, readonly PlacedFault[]>;
  live: LiveBlock | null;
  ends: ReadonlyMap<string, BlockEnds>;
  /** The block that is being edited. */
  shown: string | null;
};

/** Where a block that is added belongs: at a way out, into an edge, at a place of the canvas, or next to a block. */
export type AddAt = { after?: Way; edge?: string; at?: Place; beside?: string };

/** The same as long as the builder is there. */
export type FlowActions = {
  /** `what`: changes by the same word that follow each other closely are undone together. */
  edit(act: (flow: Flow) => Flow, what: string): void;
  /** Opens the form of a block and goes there, or closes it and goes back to the block. */
  show(id: string | null): void;
  /** Asks which kind of block. */
  add(where: AddAt): void;
};

export const FlowStateContext = createContext<FlowState | null>(null);
export const FlowActionsContext = createContext<FlowActions | null>(null);

export function useFlowState(): FlowState {
  const state = use(FlowStateContext);
  if (!state) throw new Error('a part of the flow builder stands outside of it');
  return state;
}

export function useFlowActions(): FlowActions {
  const actions = use(FlowActionsContext);
  if (!actions) throw new Error('a part of the flow builder stands outside of it');
  return actions;
}

/** What the page around the builder tells it: where a test call is, and which place of the document to go to. */
export type AroundFlow = { live: LiveBlock | null; reach: { path: string } | null };

export const AroundFlowContext = createContext<AroundFlow>({ live: null, reach: null });

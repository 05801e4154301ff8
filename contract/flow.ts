/** The flow document: its shape. What its graph must be is `checkFlow`'s. Source: design contract.md section 2. */
import * as z from 'zod';
import { id, list, number, strict, text, whole } from './fields.ts';
import { type NodeKind, nodeKinds } from './flow-nodes.ts';
import { valueOf } from './places.ts';
import type { Problem } from './problems.ts';
import { refuseRepeats } from './refuse.ts';

/** Of the documents that are written here. Those of every version up to it are read. */
const flowVersion = 1;

const coordinate = number(-1_000_000, 1_000_000).default(0);

function node<Kind extends NodeKind>(kind: Kind) {
  return strict({
    id,
    kind: z.literal(kind),
    title: text(200).default(''),
    position: strict({ x: coordinate, y: coordinate }).prefault({}),
    data: nodeKinds[kind].data as (typeof nodeKinds)[Kind]['data'],
  });
}

/** One block of a flow. */
const flowNode = z.discriminatedUnion(
  'kind',
  [node('utterance'), node('slot_collection'), node('condition'), node('action'), node('transfer'), node('end_call')],
  { error: `Give an object whose kind is one of: ${Object.keys(nodeKinds).join(', ')}.` },
);

/** A way from block to block; `order` is the place among its sisters. An absent label means `next`. */
const flowEdge = strict({
  id,
  from: id,
  to: id,
  label: text(200, 1).optional(),
  order: whole(0, 10_000).default(0),
});

/** A flow: at most 500 blocks and 2,000 edges. `start` may be null where only one block has no edge that leads to it. */
export const flow = strict({
  version: z.literal(flowVersion, { error: `Give ${flowVersion}, the version of this document.` }).default(flowVersion),
  start: id.nullable().default(null),
  nodes: list(flowNode, 500).superRefine((value, ctx) => refuseRepeats(ctx, value, 'id', (entry) => entry.id)),
  edges: list(flowEdge, 2_000)
    .superRefine((value, ctx) => refuseRepeats(ctx, value, 'id', (entry) => entry.id))
    .default([]),
});

export type Flow = z.output<typeof flow>;
export type FlowInput = z.input<typeof flow>;
export type FlowNode = z.output<typeof flowNode>;
export type FlowEdge = z.output<typeof flowEdge>;

/** Why a flow was written for a later Ringoff and is not read here, or null. Nothing else can be said of such a one. */
export function laterVersion(document: unknown, path = 'version'): Problem | null {
  const version = valueOf(document, 'version');
  if (typeof version !== 'number' || version <= flowVersion) return null;
  return {
    path,
    problem: `is ${version}: a later Ringoff wrote this flow, and this one reads versions up to ${flowVersion}`,
    hint: 'Update Ringoff, or draw the flow again here.',
  };
}

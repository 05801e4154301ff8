/** The kinds of block in a flow. Source: design contract.md section 2. */
import { action } from './nodes/action.ts';
import { condition } from './nodes/condition.ts';
import { endCall } from './nodes/end-call.ts';
import type { NodeDefinition } from './nodes/node.ts';
import { slotCollection } from './nodes/slot-collection.ts';
import { transfer } from './nodes/transfer.ts';
import { utterance } from './nodes/utterance.ts';

/** What each kind is called, holds, leads to, and is edited by. Behaviour stands in `engine/flow/`. */
export const nodeKinds = {
  utterance,
  slot_collection: slotCollection,
  condition,
  action,
  transfer,
  end_call: endCall,
} as const satisfies Record<string, NodeDefinition>;

export type NodeKind = keyof typeof nodeKinds;

export function isNodeKind(kind: unknown): kind is NodeKind {
  return typeof kind === 'string' && Object.hasOwn(nodeKinds, kind);
}

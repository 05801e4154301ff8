/** Which block a fault of the document is about. */
import type { Flow } from '../../contract/flow.ts';
import type { PlacedFault } from '../agents/draft.tsx';

/** By the ids of blocks; a fault of an edge is one of the block that it begins at. */
export function faultsByBlock(faults: readonly PlacedFault[], flow: Flow): ReadonlyMap<string, PlacedFault[]> {
  const found = new Map<string, PlacedFault[]>();
  for (const fault of faults) {
    const id = blockAt(fault.path, flow);
    if (id !== null) found.set(id, [...(found.get(id) ?? []), fault]);
  }
  return found;
}

/** The id of the block that a place in an agent belongs to. */
export function blockAt(path: string, flow: Flow): string | null {
  const [, list, index] = /^flow\.(nodes|edges)\[(\d+)\]/.exec(path) ?? [];
  if (list === 'nodes') return flow.nodes[Number(index)]?.id ?? null;
  return list === 'edges' ? (flow.edges[Number(index)]?.from ?? null) : null;
}

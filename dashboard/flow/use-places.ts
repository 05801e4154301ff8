import { useEffect, useState } from 'react';
import type { Flow } from '../../contract/flow.ts';
import { moveBlocks } from './flow-edit.ts';
import { isUnplaced, type Place, tidyPlaces } from './places.ts';

export type Places = ReadonlyMap<string, Place>;

/** Places for a flow that was written without; they come into the document with the first change, not by looking at it. */
export function usePlaces(flow: Flow): Places | null {
  const [places, setPlaces] = useState<Places | null>(null);
  const unplaced = isUnplaced(flow.nodes);
  const { nodes, edges } = flow;
  useEffect(() => {
    if (!unplaced) return;
    let gone = false;
    void tidyPlaces(nodes, edges).then((found) => !gone && setPlaces(found));
    return () => {
      gone = true;
    };
  }, [unplaced, nodes, edges]);
  return unplaced ? places : null;
}

/** The same flow where it has places of its own. */
export function withPlaces(flow: Flow, places: Places | null): Flow {
  return places && isUnplaced(flow.nodes) ? moveBlocks(flow, places) : flow;
}

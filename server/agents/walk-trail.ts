/** Where a walk has been, followed by its orders. */
import type { WalkEffect } from '../../engine/flow/effects.ts';
import type { EndCallBlock } from '../../engine/flow/plan.ts';

/** The latest blocks of a walk that are kept for the record. */
const pathMax = 200;

export type WalkTrail = {
  /** The blocks in their order. */
  readonly path: readonly string[];
  /** The End Call block that the walk came to last. */
  readonly endBlock: EndCallBlock | null;
  follow(effect: WalkEffect): void;
};

export function newWalkTrail(): WalkTrail {
  const path: string[] = [];
  let endBlock: EndCallBlock | null = null;
  return {
    path,
    get endBlock() {
      return endBlock;
    },
    follow(effect) {
      if (effect.type === 'end_by_block') endBlock = effect.block;
      if (effect.type !== 'enter_block') return;
      path.push(effect.block);
      if (path.length > pathMax) path.shift();
    },
  };
}

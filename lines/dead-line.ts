/** The line of a call that never came up: it reports at once that the leg is down. */
import type { Line } from './line.ts';

export function deadLine(cause: string): Line {
  return {
    kind: 'dead',
    bestProof: 'far_end_confirmed',
    start: (onEvent) => onEvent({ type: 'leg.ended', by: 'system', cause, failed: true, proof: 'far_end_confirmed' }),
    send: () => {},
    close: () => {},
  };
}

/**
 * Pieces of sound in the order of their places. Telnyx promises none ("Stream call media over WebSocket"); what is
 * missing is waited for as long as a few later pieces take, and then left out.
 */
const heldMax = 4;

/** `take` gets each piece once and in order. A piece without a place is taken as it comes. */
export function inOrder<Piece>(take: (piece: Piece) => void): (place: number | null, piece: Piece) => void {
  const held = new Map<number, Piece>();
  let next: number | null = null;

  function drain(from: number): void {
    next = from;
    for (let piece = held.get(next); piece !== undefined; piece = held.get(next)) {
      held.delete(next);
      next++;
      take(piece);
    }
  }

  return (place, piece) => {
    if (place === null) return take(piece);
    if (next !== null && place < next) return;
    held.set(place, piece);
    if (next === null || place === next) drain(place);
    else if (held.size > heldMax) drain(Math.min(...held.keys()));
  };
}

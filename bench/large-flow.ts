/** The largest flow that a document may hold, for `bench flow`. */
export const blocksMax = 500;

/** A chain with a branch and a loop back at every second block, and names and expressions of its own. */
export function largeFlow() {
  const nodes: object[] = [];
  const edges: object[] = [];
  for (let index = 0; index < blocksMax - 1; index++) {
    const id = `b${index}`;
    const next = index === blocksMax - 2 ? 'end' : `b${index + 1}`;
    if (index % 2 === 0) {
      nodes.push({ id, kind: 'slot_collection', data: { slots: [{ name: `s${index}`, prompt: 'Which?' }] } });
      edges.push({ id: `f${index}`, from: id, to: next, label: 'filled' });
      edges.push({ id: `g${index}`, from: id, to: 'end', label: 'gave_up' });
    } else {
      const expression = `s${index - 1} == "${index}" && from != ""`;
      nodes.push({ id, kind: 'condition', data: { branches: [{ label: 'again', expression }] } });
      edges.push({ id: `a${index}`, from: id, to: `b${index - 1}`, label: 'again' });
      edges.push({ id: `e${index}`, from: id, to: next, label: 'else' });
    }
  }
  nodes.push({ id: 'end', kind: 'end_call', data: {} });
  return { start: 'b0', nodes, edges };
}

import type { Flow, FlowNode } from '../../contract/flow.ts';

/** The way out of a branch goes with it: an edge is named anew when its branch is, and goes when its branch goes. */
export function followBranches(before: Flow | null, after: Flow | null): Flow | null {
  if (!before || !after || before.nodes === after.nodes || !Array.isArray(after.edges)) return after;
  let { edges } = after;
  for (const [index, node] of after.nodes.entries()) {
    const was = before.nodes[index];
    if (!was || was === node || was.id !== node.id) continue;
    const [old, now] = [branchesOf(was), branchesOf(node)];
    if (old.length === now.length && isSorted(old, now)) continue; // Put into another order: each keeps its way.
    const renamed = new Map(old.length === now.length ? old.map((label, place) => [label, now[place]!]) : []);
    const gone = new Set(old.filter((label) => !now.includes(label) && !renamed.has(label)));
    edges = edges
      .filter((edge) => edge.from !== node.id || !gone.has(edge.label ?? 'next'))
      .map((edge) => {
        const label = edge.from === node.id ? renamed.get(edge.label ?? 'next') : undefined;
        return label === undefined || label === edge.label ? edge : { ...edge, label };
      });
  }
  return edges === after.edges ? after : { ...after, edges };
}

function isSorted(old: readonly string[], now: readonly string[]): boolean {
  return old.toSorted().join('\n') === now.toSorted().join('\n');
}

function branchesOf(node: FlowNode): string[] {
  if (node.kind !== 'condition') return [];
  const branches: unknown = node.data?.branches;
  return Array.isArray(branches)
    ? branches.map((branch: { label?: unknown } | null) => String(branch?.label ?? ''))
    : [];
}

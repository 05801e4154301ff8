/** Blocks in which a call can get lost. Source: design contract.md section 1, "lint". */
import type { Flow } from './flow.ts';
import type { Warning } from './warning.ts';

/** Blocks from which no way leads to an end: an End Call block or a transfer. Told by the edges alone. */
export function lintFlow(flow: Flow | null): Warning[] {
  if (flow === null) return [];
  const ways = new Map<string, string[]>();
  for (const edge of flow.edges) ways.set(edge.to, [...(ways.get(edge.to) ?? []), edge.from]);
  const ends = flow.nodes.filter((node) => node.kind === 'end_call' || node.kind === 'transfer').map((node) => node.id);
  const reaching = new Set(ends);
  for (const id of reaching) for (const from of ways.get(id) ?? []) reaching.add(from);
  return flow.nodes.flatMap((node, index) => {
    if (reaching.has(node.id)) return [];
    return {
      path: `flow.nodes[${index}]`,
      code: 'no_path_to_end' as const,
      message: `${JSON.stringify(node.title || node.id)} has no way to an end`,
      hint: 'Lead it to an End Call block or a transfer.',
    };
  });
}

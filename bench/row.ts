/** One line of a benchmark's result. `peer` names what the same input was measured with in the same run, `ratio` is ours over the peer's. */
export type Row = { name: string; value: number; unit: string; peer?: string; ratio?: number };

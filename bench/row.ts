/** One line of a benchmark's result. `peer`: what else the same run measured with the same input; `ratio`: ours over it. */
export type Row = { name: string; value: number; unit: string; peer?: string; ratio?: number };

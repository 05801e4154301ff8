/** What can be wrong with the graph of a flow. Source: design contract.md section 2. */

/** Every kind of fault there is. An error keeps a flow from running, a warning does not. */
export const flowFaultSeverity = {
  no_start: 'error',
  several_starts: 'error',
  edge_from_nowhere: 'error',
  edge_to_nowhere: 'error',
  edge_out_of_end: 'error',
  missing_edge: 'error',
  unknown_edge_label: 'error',
  repeated_edge_label: 'error',
  no_path_to_end: 'error',
  loop_without_caller: 'error',
  unknown_tool: 'error',
  unknown_transfer: 'error',
  unreachable: 'warning',
  edge_never_taken: 'warning',
  no_input_ignored: 'warning',
  used_before_set: 'warning',
  event_never_told: 'warning',
  warm_as_blind: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type FlowFaultCode = keyof typeof flowFaultSeverity;

export const flowFaultCodes = Object.keys(flowFaultSeverity) as readonly FlowFaultCode[];

/** Where (`nodes[3].data.text`, and the ids), what is wrong, and what would be right. */
export type FlowFault = {
  code: FlowFaultCode;
  path: string;
  node: string | null;
  edge: string | null;
  problem: string;
  hint: string;
};

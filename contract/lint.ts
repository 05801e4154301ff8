/** What is allowed but probably not meant. Source: design contract.md section 1, "lint". */
import type { Agent } from './agent.ts';
import { lintClocks } from './lint-clocks.ts';
import { lintFarewells } from './lint-farewells.ts';
import { lintFlow } from './lint-flow.ts';
import { lintPrompt } from './lint-prompt.ts';
import { lintReasons } from './lint-reasons.ts';
import type { Warning } from './warning.ts';

/** All warnings of an agent, in the order of its editor: prompt, flow, reasons, farewells, clocks. Nothing is refused for them. */
export function lintAgent(agent: Agent): Warning[] {
  return [
    ...lintPrompt(agent),
    ...lintFlow(agent),
    ...lintReasons(agent.ending.reasons),
    ...lintFarewells(agent),
    ...lintClocks(agent.ending),
  ];
}

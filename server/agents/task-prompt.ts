/** What the model is told in a block of a flow, beside the agent's own prompt. Source: design contract.md section 2. */
import type { Agent } from '../../contract/agent.ts';
import type { BlockTask } from './brain.ts';

/** Added to what is asked of the goodbye of a terminal block, where the command only names the reason. */
export const reasonInGoodbye =
  'If a reason for ending has come true, say the goodbye all the same, and after it, on a line of its own: end_call <the reason>';

/** The agent has end-call reasons that the command may give. */
export function namesReasons({ ending }: Agent): boolean {
  return ending.enabled && ending.reasons.length > 0;
}

export function taskPrompt(agent: Agent, { instruction, answers }: BlockTask): string {
  const lines = ['# This part of the conversation'];
  if (instruction !== null) lines.push(instruction);
  if (answers.length > 0) {
    const listed = answers.map((answer) => JSON.stringify(answer)).join(', ');
    lines.push(`Find out which of these the caller answers, and read none of them out: ${listed}.`);
  }
  if (namesReasons(agent)) {
    lines.push('A reason for ending may also be given as a command, on a line of its own: end_call <the reason>');
  }
  return lines.length === 1 ? '' : lines.join('\n');
}

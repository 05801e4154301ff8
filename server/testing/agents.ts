/** Small agents for tests, on the offline model. */
import type { AgentInput } from '../../contract/agent.ts';

type Script = NonNullable<Extract<AgentInput['model'], { provider: 'offline' }>['script']>;
export type Rule = Script[number];
export type EndingInput = NonNullable<AgentInput['ending']>;

/** An agent that greets with "Hello." and follows these rules. */
export function agentThat(script: readonly Rule[], ending: EndingInput = {}): Partial<AgentInput> {
  return {
    greeting: { mode: 'static', message: 'Hello.' },
    model: { provider: 'offline', script: [...script] },
    ending,
  };
}

/** The call of an end action. */
export function endCall(args: Record<string, string> = {}, name = 'end_call') {
  return { name, arguments: args };
}

/** Says goodbye and calls the end tool when the caller says "bye"; to anything else it says "I see." */
export const politeRules: readonly Rule[] = [
  { when: ['bye'], say: 'Goodbye now!', tools: [endCall()] },
  { when: 'anything', say: 'I see.' },
];

/** Words long enough to be spoken over. */
export const longGoodbye = 'Thank you for calling us today. Have a nice day, goodbye!';

/** Says the long goodbye and calls the end tool when the caller says "bye". */
export const longRules: readonly Rule[] = [
  { when: ['bye'], say: longGoodbye, tools: [endCall()] },
  { when: 'anything', say: 'I see.' },
];

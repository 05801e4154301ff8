import type { AgentInput } from '../../contract/agent.ts';

export type AgentKind = NonNullable<AgentInput['kind']>;

/** A first agent that talks and ends without a key; a model of your own takes the script's place later. */
export function newAgent(name: string, kind: AgentKind): AgentInput {
  if (kind === 'flow') {
    return {
      name,
      kind,
      greeting: { mode: 'none' },
      model: { provider: 'offline', script: [{ when: 'farewell', say: 'Thank you for calling. Goodbye!' }] },
      flow: { nodes: [] },
    };
  }
  return {
    name,
    prompt:
      `You answer the telephone for ${name}. Be short and friendly. When the caller says goodbye, or confirms that ` +
      'nothing else is needed, call end_call.',
    greeting: { mode: 'static', message: `Hello, this is ${name}. How can I help you?` },
    model: {
      provider: 'offline',
      script: [
        { when: ['bye', 'goodbye', 'that is all', 'nothing else'], say: 'Goodbye!', tools: [{ name: 'end_call' }] },
        { when: 'anything', say: 'I see. Is there anything else?' },
      ],
    },
  };
}

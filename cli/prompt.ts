/** `ringoff prompt`: what an agent's model is told. */
import { messageValues } from '../contract/call-values.ts';
import { fillAgent } from '../server/agents/fill-agent.ts';
import { systemPrompt, toolSpecs } from '../server/agents/prompt-brain.ts';
import { agentNamed } from './stored-agent.ts';

export async function promptCommand(name: string): Promise<void> {
  const { agent, id } = await agentNamed(name);
  const values = messageValues({
    callId: `call_example_of_${id}`,
    from: '',
    to: '',
    direction: 'inbound',
    at: new Date(),
    timeZone: agent.time_zone,
    language: agent.language,
    variables: agent.variables,
  });
  const filled = fillAgent(agent, values);
  console.log(systemPrompt(filled));
  console.log(`\n# Tools\n${JSON.stringify(toolSpecs(filled, 'outbound'), null, 2)}`);
}

/** `ringoff prompt`: what an agent's model is told. */
import { messageValues } from '../contract/call-values.ts';
import { fillAgent } from '../server/agents/fill-agent.ts';
import { systemPrompt, toolSpecs } from '../server/agents/prompt-brain.ts';
import { findAgent, type FoundAgent } from './agents.ts';
import { findServer } from './find-server.ts';
import { openConfiguredStore } from './open-store.ts';
import { serverClient } from './server-client.ts';

export async function promptCommand(name: string): Promise<void> {
  const { agent, id } = await find(name);
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

/** A file is only read here, not saved. */
async function find(name: string): Promise<FoundAgent> {
  if (name.endsWith('.json')) return findAgent(name, null);
  const address = findServer({});
  if (address) return serverClient(address).agent(name);
  const store = await openConfiguredStore();
  try {
    return await findAgent(name, store);
  } finally {
    await store.close();
  }
}

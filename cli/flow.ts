/** `ringoff flow export` and `import`: moves a drawn conversation between agents and files. */
import { writeFileSync } from 'node:fs';
import { BadConfig } from '../contract/errors.ts';
import { checkFlowDocument, isFlowAlone } from '../contract/flow-document.ts';
import { readAgent, readJson } from './agents.ts';
import { flowCheckCommand, sized } from './flow-check.ts';
import { agentNamed, changeAgent } from './stored-agent.ts';

/** The flow of an agent as a document of its own, to a file or to standard output. */
export async function flowExportCommand(name: string, path: string | undefined): Promise<void> {
  const { agent } = await agentNamed(name);
  if (agent.flow === null) throw new BadConfig(`${name}: this agent has no flow; its kind is ${agent.kind}`);
  const text = `${JSON.stringify(agent.flow, null, 2)}\n`;
  if (path === undefined) return void process.stdout.write(text);
  writeFileSync(path, text);
  console.log(`${path}: ${sized(checkFlowDocument(agent.flow))}`);
}

/**
 * Puts a flow into an agent, as its next version. One that is only half drawn is saved, as in the builder, and its faults
 * are told, with exit code 1.
 */
export async function flowImportCommand(name: string, path: string): Promise<void> {
  const document = readJson(path);
  const flow = isFlowAlone(document) ? document : (document as { flow?: unknown } | null)?.flow;
  if (flow === undefined || flow === null) throw new BadConfig(`${path}: there is no flow in it`);
  if (name.endsWith('.json')) throw new BadConfig(`${name}: give the id of an agent that is stored`);
  const version = await changeAgent(name, ({ agent }) => {
    const next = { ...agent, kind: 'flow', flow };
    readAgent(next, path);
    return next;
  });
  console.log(`${name} has this flow from version ${version} on.`);
  flowCheckCommand(path, {});
}

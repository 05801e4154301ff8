/** `ringoff flow`: checks a drawn conversation, and moves it between agents and files. */
import { writeFileSync } from 'node:fs';
import { BadConfig } from '../contract/errors.ts';
import { type CheckedFlow, checkFlowDocument, type FlowFinding, isFlowAlone } from '../contract/flow-document.ts';
import { readAgent, readJson } from './agents.ts';
import { paint } from './paint.ts';
import { agentNamed, changeAgent } from './stored-agent.ts';

/** Exit code 1 when the flow cannot run. */
export function flowCheckCommand(path: string, options: { json?: boolean }): void {
  const checked = checkFlowDocument(readJson(path));
  const errors = checked.findings.filter((finding) => finding.severity === 'error').length;
  if (errors > 0) process.exitCode = 1;
  if (options.json) {
    const { blocks, edges, findings, needs } = checked;
    const warnings = findings.length - errors;
    console.log(JSON.stringify({ valid: errors === 0, errors, warnings, blocks, edges, findings, needs }));
  } else print(path, checked, errors);
}

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

function print(path: string, checked: CheckedFlow, errors: number): void {
  for (const finding of checked.findings) console.log(inWords(finding));
  if (checked.needs.length > 0) console.log(`Its agent must have the variables: ${checked.needs.join(', ')}.`);
  const warnings = checked.findings.length - errors;
  const found = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  console.log(`${path}: ${sized(checked)}; ${errors > 0 ? paint.red(found) : paint.green(found)}.`);
}

function inWords({ severity, node, edge, path, problem, hint }: FlowFinding): string {
  const mark = severity === 'error' ? paint.red('error  ') : paint.bold('warning');
  const where = [node === null ? '' : `block ${node}`, edge === null ? '' : `edge ${edge}`].filter(
    (part) => part !== '',
  );
  const place = where.length === 0 ? path || 'the document' : `${where.join(', ')} (${path})`;
  return `${mark} ${place} ${problem}.\n        ${paint.dim(hint)}`;
}

function sized({ blocks, edges }: CheckedFlow): string {
  return `${counted(blocks, 'block')}, ${counted(edges, 'edge')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

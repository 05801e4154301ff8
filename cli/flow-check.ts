/** `ringoff flow check`: every fault of a drawn conversation. */
import { type CheckedFlow, checkFlowDocument, type FlowFinding } from '../contract/flow-document.ts';
import { readJson } from './agents.ts';
import { paint } from './paint.ts';

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

/** How large a flow is, in words. */
export function sized({ blocks, edges }: CheckedFlow): string {
  return `${counted(blocks, 'block')}, ${counted(edges, 'edge')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Runs an agent's tools: one HTTP request each, bounded in time and size. Source: design contract.md section 1. */
import type { Agent } from '../contract/agent.ts';
import { Terminal } from '../contract/errors.ts';
import type { ToolCall } from '../providers/models/model.ts';

export type ToolOutcome = { failed: boolean; result: string };
export type ToolRunner = { run(call: ToolCall, onDone: (outcome: ToolOutcome) => void): void };

type Tool = Agent['tools'][number];

const answerBytesMax = 64 * 1024;

/** `values` fill `{{variables}}` in the address, headers and body, beside the call's own arguments. */
export function httpToolRunner(agent: Agent, values: Readonly<Record<string, string>>): ToolRunner {
  return {
    run(call, onDone) {
      const tool = agent.tools.find((t) => t.name === call.name);
      if (!tool) return onDone({ failed: true, result: `There is no tool named "${call.name}".` });
      void request(tool, { ...values, ...argumentTexts(call) }, call).then(onDone, (error: unknown) =>
        onDone({ failed: true, result: `The tool failed: ${reasonOf(error)}.` }),
      );
    },
  };
}

async function request(tool: Tool, values: Record<string, string>, call: ToolCall): Promise<ToolOutcome> {
  const { http } = tool;
  const url = addressOf(http.url, values);
  const headers = Object.fromEntries(
    Object.entries(http.headers).map(([name, value]) => [name, fill(value, values, oneLine)]),
  );
  const takesBody = http.method !== 'GET' && http.method !== 'DELETE';
  const response = await fetch(url, {
    method: http.method,
    headers: takesBody ? { 'content-type': 'application/json', ...headers } : headers,
    body: takesBody ? bodyOf(http.body, values, call) : undefined,
    redirect: 'error',
    signal: AbortSignal.timeout(http.timeout_seconds * 1000),
  });
  const text = await readBounded(response);
  if (!response.ok) return { failed: true, result: `The tool answered ${response.status}: ${text.slice(0, 500)}` };
  return { failed: false, result: text === '' ? 'Done.' : text };
}

/** Throws when a value would lead out of its place in the path: no escape keeps ".." from doing so. */
function addressOf(template: string, values: Record<string, string>): string {
  const url = fill(template, values, encodeURIComponent);
  const dots = (address: string): number => address.split(/[?#]/)[0]!.match(/\/\.{1,2}(?=\/|$)/g)?.length ?? 0;
  if (dots(url) === dots(template)) return url;
  throw new Terminal('an argument does not fit into the address');
}

/** The configured body with its variables filled in; without one, the call's arguments. */
function bodyOf(body: unknown, values: Record<string, string>, call: ToolCall): string {
  if (body === undefined || body === null) return JSON.stringify(call.arguments);
  return JSON.stringify(body, (_key, value: unknown) =>
    typeof value === 'string' ? fill(value, values, (text) => text) : value,
  );
}

function fill(template: string, values: Record<string, string>, escape: (text: string) => string): string {
  return template.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_whole, name: string) => escape(values[name] ?? ''));
}

function argumentTexts(call: ToolCall): Record<string, string> {
  return Object.fromEntries(
    Object.entries(call.arguments).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, ' ');
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    text += decoder.decode(chunk, { stream: true });
    if (bytes > answerBytesMax) break;
  }
  return text.slice(0, answerBytesMax);
}

/** What went wrong, without the address: it may hold a caller's data. */
function reasonOf(error: unknown): string {
  if (error instanceof Terminal) return error.message;
  if (error instanceof Error && error.name === 'TimeoutError') return 'it did not answer in time';
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined)?.code : undefined;
  return cause ? `it could not be reached (${cause})` : 'it could not be reached';
}

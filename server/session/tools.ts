/** Runs an agent's tools: one HTTP request each, bounded in time and size. Source: design contract.md section 1. */
import type { Agent } from '../../contract/agent.ts';
import type { ToolCall } from '../../providers/models/model.ts';
import type { Send } from '../../providers/web/request.ts';
import { filledRequest } from './http-request.ts';

export type ToolOutcome = { failed: boolean; result: string };
export type ToolRunner = { run(call: ToolCall, onDone: (outcome: ToolOutcome) => void): void };

type Tool = Agent['tools'][number];
type Env = Readonly<Record<string, string | undefined>>;

/** `values` fill `{{variables}}` in the address, headers and body, beside the call's own arguments; asked at each call. */
export function httpToolRunner(
  agent: Agent,
  values: () => Readonly<Record<string, string>>,
  env: Env,
  send: Send,
): ToolRunner {
  return {
    run(call, onDone) {
      const tool = agent.tools.find((t) => t.name === call.name);
      if (!tool) return onDone({ failed: true, result: `There is no tool named "${call.name}".` });
      void request(tool, { ...values(), ...argumentTexts(call) }, call, env, send).then(onDone, (error: unknown) =>
        onDone({ failed: true, result: `The tool failed: ${(error as Error).message}.` }),
      );
    },
  };
}

async function request(
  { http }: Tool,
  values: Record<string, string>,
  call: ToolCall,
  env: Env,
  send: Send,
): Promise<ToolOutcome> {
  const { status, text } = await send(filledRequest(http, values, env, call.arguments), http.timeout_seconds * 1000);
  if (status < 200 || status > 299) {
    return { failed: true, result: `The tool answered ${status}: ${text.slice(0, 500)}` };
  }
  return { failed: false, result: text === '' ? 'Done.' : text };
}

function argumentTexts(call: ToolCall): Record<string, string> {
  return Object.fromEntries(
    Object.entries(call.arguments).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

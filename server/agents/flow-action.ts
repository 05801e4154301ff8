/** What an action block of a flow does: one request, whose answer gives variables. Source: design contract.md section 2. */
import { getProperty } from 'dot-prop';
import { Terminal } from '../../contract/errors.ts';
import type { FlowNode } from '../../contract/flow.ts';
import { fillVariables, type VariableValue } from '../../contract/variables.ts';
import type { FlowValue } from '../../engine/flow/events.ts';
import type { Send } from '../../providers/web/request.ts';
import { filledRequest } from '../session/http-request.ts';

type ActionData = Extract<FlowNode, { kind: 'action' }>['data'];
export type HttpAction = Extract<ActionData, { mode: 'http' }>;
export type SetAction = Extract<ActionData, { mode: 'set' }>;

export type ActionOutcome = { values: Record<string, FlowValue> } | { failed: string };

/** `failed` holds no address and no words of anybody. */
export type ActionRunner = {
  run(
    block: string,
    action: HttpAction,
    values: Readonly<Record<string, VariableValue>>,
    onDone: (outcome: ActionOutcome) => void,
  ): void;
};

export function httpActionRunner(env: Readonly<Record<string, string | undefined>>, send: Send): ActionRunner {
  return {
    run(_block, action, values, onDone) {
      void perform(action, values, env, send).then(onDone, (error: unknown) =>
        onDone({ failed: (error as Error).message }),
      );
    },
  };
}

async function perform(
  { http, save }: HttpAction,
  values: Readonly<Record<string, VariableValue>>,
  env: Readonly<Record<string, string | undefined>>,
  send: Send,
): Promise<ActionOutcome> {
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
  const { status, text } = await send(filledRequest(http, texts, env, null), http.timeout_seconds * 1000);
  if (status < 200 || status > 299) return { failed: `it answered ${status}` };
  return { values: save.length === 0 ? {} : valuesIn(read(text), save) };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Terminal('its answer is not JSON, so that nothing can be saved from it', { cause });
  }
}

/** A place that the answer does not have empties the variable: an older value would be taken for the answer's. */
export function valuesIn(answer: unknown, save: HttpAction['save']): Record<string, FlowValue> {
  return Object.fromEntries(
    save.map(({ variable, path }) => {
      const found: unknown = typeof answer === 'object' && answer !== null ? getProperty(answer, path) : undefined;
      return [variable, valueOf(found)];
    }),
  );
}

const textCharactersMax = 10_000;
const entriesMax = 1_000;

function valueOf(found: unknown): FlowValue {
  if (typeof found === 'string') return found.slice(0, textCharactersMax);
  if (typeof found === 'boolean' || (typeof found === 'number' && Number.isFinite(found))) return found;
  if (Array.isArray(found) && found.every((entry) => typeof entry !== 'object')) {
    return found.slice(0, entriesMax).map((entry) => String(entry).slice(0, textCharactersMax));
  }
  return typeof found === 'object' && found !== null ? JSON.stringify(found).slice(0, textCharactersMax) : '';
}

/** `{{name}}` alone keeps the kind of its value; in a longer text it becomes part of it. */
export function setValues(
  { set }: SetAction,
  values: Readonly<Record<string, VariableValue>>,
): Record<string, FlowValue> {
  return Object.fromEntries(
    set.map(({ variable, value }) => {
      const alone = /^\{\{\s*([\w-]+)\s*\}\}$/.exec(value)?.[1];
      const kept = alone !== undefined && Object.hasOwn(values, alone) ? values[alone] : undefined;
      return [variable, kept ?? fillVariables(value, values).text.slice(0, textCharactersMax)];
    }),
  );
}

function textOf(value: VariableValue): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

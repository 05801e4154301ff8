/** The script of a scenario as a model of LiveKit's. Asked for words after its `end_call`, it says a farewell as ours does. */
import { APIConnectionError, APITimeoutError, llm } from '@livekit/agents';
import type { Clock } from '../providers/clock.ts';
import type { Message, Model, ModelRequest } from '../providers/models/model.ts';
import { offlineModel } from '../providers/models/offline.ts';
import type { Rule } from '../server/testing/agents.ts';

type ChatOrder = Parameters<llm.LLM['chat']>[0];

/** What its sessions use where nothing else is set. */
const usual = { maxRetry: 3, retryIntervalMs: 2_000, timeoutMs: 10_000 };

export function liveKitModel(script: readonly Rule[], clock: Clock): llm.LLM {
  return new ScriptModel(offlineModel(script, clock), clock);
}

class ScriptModel extends llm.LLM {
  readonly #model: Model;
  readonly #clock: Clock;

  constructor(model: Model, clock: Clock) {
    super();
    this.#model = model;
    this.#clock = clock;
  }

  label(): string {
    return 'bench';
  }

  chat({ chatCtx, toolCtx, connOptions = usual }: ChatOrder): llm.LLMStream {
    return new ScriptReply(this, this.#model, this.#clock, { chatCtx, connOptions, ...(toolCtx && { toolCtx }) });
  }
}

class ScriptReply extends llm.LLMStream {
  readonly #model: Model;
  readonly #clock: Clock;

  constructor(owner: llm.LLM, model: Model, clock: Clock, order: ConstructorParameters<typeof llm.LLMStream>[1]) {
    super(owner, order);
    this.#model = model;
    this.#clock = clock;
  }

  /** As plugins do: an error when no first word comes in time. */
  protected run(): Promise<void> {
    return new Promise((resolve, reject) => {
      const overdue = this.#clock.after(this.connOptions.timeoutMs, () => {
        stop();
        reject(new APITimeoutError({ message: 'the model said nothing' }));
      });
      const put = (delta: Omit<llm.ChoiceDelta, 'role'>): void => {
        overdue();
        this.queue.put({ id: 'bench', delta: { role: 'assistant', ...delta } });
      };
      const stop = this.#model.stream(requestOf(this.chatCtx), {
        text: (content) => put({ content }),
        toolCall: ({ id, name, arguments: given }) =>
          put({ toolCalls: [llm.FunctionCall.create({ callId: id, name, args: JSON.stringify(given) })] }),
        done: () => {
          overdue();
          resolve();
        },
        failed: (error) => {
          overdue();
          reject(new APIConnectionError({ message: error.message }));
        },
      });
      this.abortController.signal.addEventListener('abort', () => {
        overdue();
        stop();
        resolve();
      });
    });
  }
}

function requestOf({ items }: llm.ChatContext): ModelRequest {
  const messages = items.flatMap((item): Message[] => {
    if (item.type === 'function_call_output') {
      return [{ role: 'tool', callId: item.callId, name: item.name, result: item.output }];
    }
    if (item.type !== 'message') return [];
    const text = item.textContent ?? '';
    if (item.role === 'user') return [{ role: 'caller', text }];
    return item.role === 'assistant' ? [{ role: 'agent', text, toolCalls: [] }] : [];
  });
  const unanswered = messages.slice(messages.findLastIndex(({ role }) => role === 'caller') + 1);
  const ended = unanswered.some((message) => message.role === 'tool' && message.name === 'end_call');
  return { system: '', messages, tools: [], purpose: ended ? 'farewell' : 'reply' };
}

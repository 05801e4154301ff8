/**
 * Any vendor that the AI SDK speaks to, as a model of ours. A vendor's file picks the wire format; this one makes the
 * request, hands the stream over and tells errors by what to do. Source: the SDK's streamText and `stream` parts.
 */
import { AISDKError, jsonSchema, streamText, tool } from 'ai';
import type { JSONSchema7, LanguageModel, ToolSet } from 'ai';
import { type BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import { modelError } from './model-error.ts';
import { callNoteHint, toPrompt } from './prompt.ts';
import type { Message, Model, ModelRequest, ReplySink, ToolCall, ToolSpec } from './model.ts';

/** What a vendor's file needs to know; `keyName` is the variable that the key came from, for messages. */
export type VendorSettings = {
  name: string;
  apiKey: string;
  keyName?: string;
  baseUrl?: string;
  temperature?: number;
  fetch?: typeof globalThis.fetch;
};

// The SDK warns at every request ("temperature is not supported by this model"); once is enough.
const warned = new Set<string>();
globalThis.AI_SDK_LOG_WARNINGS ??= ({ warnings, model }) => {
  for (const warning of warnings) {
    const text = `${model}: ${JSON.stringify(warning)}`;
    if (!warned.has(text)) process.emitWarning(text, 'ModelWarning');
    warned.add(text);
  }
};

type ModelError = Retryable | Terminal | BadConfig;
type ProviderOptions = Parameters<typeof streamText>[0]['providerOptions'];

/**
 * A model that makes one HTTP request a reply and never retries. Text is handed over as it comes; tool calls when the
 * service has finished the reply, so that one cut in the middle calls nothing and may be asked for again; none when
 * the request offers none. Whatever goes wrong comes as `failed`, nothing is thrown; no message holds the key, the
 * prompt or anybody's words.
 */
export function aiSdkModel(settings: {
  id: string;
  languageModel: Exclude<LanguageModel, string>;
  temperature?: number;
  keyName?: string;
  providerOptions?: ProviderOptions;
}): Model {
  return {
    id: settings.id,
    stream(request, sink) {
      const abort = new AbortController();
      void readReply(settings, request, sink, abort.signal).then((error) => {
        if (abort.signal.aborted) return;
        if (!error) return sink.done();
        abort.abort(); // After an error in mid-stream the service may still be generating.
        sink.failed(error);
      });
      return () => abort.abort();
    },
  };
}

/** Reads one reply to its end. The answer is what went wrong, or null. */
async function readReply(
  settings: Parameters<typeof aiSdkModel>[0],
  request: ModelRequest,
  sink: ReplySink,
  signal: AbortSignal,
): Promise<ModelError | null> {
  const about = { id: settings.id, keyName: settings.keyName };
  try {
    const calls: ToolCall[] = [];
    for await (const part of startReply(settings, request, signal).stream) {
      if (signal.aborted) return null;
      if (part.type === 'text-delta' && part.text !== '') sink.text(part.text);
      else if (part.type === 'tool-call')
        calls.push({ id: part.toolCallId, name: part.toolName, arguments: toArguments(part.input) });
      else if (part.type === 'error') return isUnaskedCall(part.error) ? null : modelError(part.error, about);
      else if (part.type === 'finish') {
        const error = endingError(part.finishReason, settings.id);
        if (!error) handOver(calls, sink, signal);
        return error;
      }
    }
    return new Retryable(`${settings.id}: the reply broke off.`);
  } catch (error) {
    return modelError(error, about);
  }
}

function startReply(settings: Parameters<typeof aiSdkModel>[0], request: ModelRequest, signal: AbortSignal) {
  const offered = request.tools.length > 0;
  return streamText({
    model: settings.languageModel,
    instructions: [request.system, callNoteHint].filter((text) => text.trim() !== '').join('\n\n'),
    messages: toPrompt(request.messages),
    // Anthropic refuses a conversation with tool calls in it and no tools: "must define tools".
    tools: toTools(offered ? request.tools : formerTools(request.messages)),
    toolChoice: offered ? undefined : 'none',
    temperature: settings.temperature,
    providerOptions: settings.providerOptions,
    abortSignal: signal,
    maxRetries: 0,
    onError: () => {}, // The default prints the error, prompt included.
  });
}

/** Tools without `execute`: the SDK reports their calls and asks no second time. */
function toTools(specs: readonly ToolSpec[]): ToolSet | undefined {
  if (specs.length === 0) return undefined;
  const entries = specs.map(({ name, description, parameters }) => {
    // OpenAI refuses a schema without a type, and a form left empty saves {}.
    const schema: JSONSchema7 = { type: 'object', properties: {}, ...parameters };
    return [name, tool({ description, inputSchema: jsonSchema(schema) })] as const;
  });
  return Object.fromEntries(entries);
}

function formerTools(messages: readonly Message[]): ToolSpec[] {
  const names = messages.flatMap((message) =>
    message.role === 'agent' ? message.toolCalls.map(({ name }) => name) : [],
  );
  return [...new Set(names)].map((name) => ({ name, description: 'Not available now.', parameters: {} }));
}

/** A model that calls a tool though none is offered: the SDK says so when the words are over, and they are good. */
function isUnaskedCall(error: unknown): boolean {
  return AISDKError.isInstance(error) && error.name === 'AI_ToolChoiceViolationError';
}

function handOver(calls: readonly ToolCall[], sink: ReplySink, signal: AbortSignal) {
  for (const call of calls) if (!signal.aborted) sink.toolCall(call);
}

/** What is no JSON object is kept as text under `_raw`: the brain can show it to the model and ask again. */
function toArguments(input: unknown): Record<string, unknown> {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  return { _raw: typeof input === 'string' ? input : JSON.stringify(input ?? '') };
}

function endingError(finishReason: string, id: string): ModelError | null {
  if (finishReason === 'content-filter') return new Terminal(`${id}: the service refused to answer this conversation.`);
  if (finishReason === 'interrupted') return new Retryable(`${id}: the reply broke off.`);
  if (finishReason === 'error') return new Retryable(`${id}: the service failed within the reply.`);
  return null;
}

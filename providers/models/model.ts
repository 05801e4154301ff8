/** What a language model is to Ringoff: one request in, a stream of text and tool calls out. One vendor a file. */
import type { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';

export type ToolCall = { id: string; name: string; arguments: Record<string, unknown> };

/** The conversation as the model sees it. A `note` is from us, not from the caller; agent text is what was heard. */
export type Message =
  | { role: 'caller'; text: string }
  | { role: 'agent'; text: string; toolCalls: readonly ToolCall[] }
  | { role: 'tool'; callId: string; name: string; result: string }
  | { role: 'note'; text: string };

/** `parameters` is a JSON schema of type object. */
export type ToolSpec = { name: string; description: string; parameters: Record<string, unknown> };

export type ModelRequest = {
  system: string;
  messages: readonly Message[];
  tools: readonly ToolSpec[];
  /** What the reply is for: offline models follow a script by it, others need not care. */
  purpose: 'greeting' | 'reply' | 'farewell';
};

/** Receives one reply. Exactly one of `done` and `failed` comes, last; nothing comes after the cancel. */
export type ReplySink = {
  text(piece: string): void;
  toolCall(call: ToolCall): void;
  done(): void;
  failed(error: Retryable | Terminal | BadConfig): void;
};

export type Model = {
  /** `provider/name`, for logs and records. */
  readonly id: string;
  /** One request, without retries of its own. The answer cancels it: the service stops generating. */
  stream(request: ModelRequest, sink: ReplySink): () => void;
};

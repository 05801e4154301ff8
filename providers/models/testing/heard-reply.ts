/** Asks a model once and writes down what its sink gets, for tests. */
import type { BadConfig, Retryable, Terminal } from '../../../contract/errors.ts';
import type { Model, ModelRequest, ToolCall } from '../model.ts';

export type HeardReply = {
  text: string;
  pieces: string[];
  calls: ToolCall[];
  /** `done` or `failed`, as often as it came. */
  endings: ('done' | 'failed')[];
  error: Retryable | Terminal | BadConfig | null;
  /** Callbacks in their order: `text`, `tool:NAME`, `done`, `failed`. */
  order: string[];
  cancel(): void;
  /** Resolves at the first piece of text, and at the ending. */
  started: Promise<void>;
  ended: Promise<void>;
};

export function hearReply(model: Model, request: ModelRequest): HeardReply {
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const heard: HeardReply = {
    text: '',
    pieces: [],
    calls: [],
    endings: [],
    error: null,
    order: [],
    cancel: () => {},
    started: started.promise,
    ended: ended.promise,
  };
  const end = (how: 'done' | 'failed') => {
    heard.endings.push(how);
    heard.order.push(how);
    ended.resolve();
  };
  heard.cancel = model.stream(request, {
    text(piece) {
      heard.text += piece;
      heard.pieces.push(piece);
      if (heard.order.at(-1) !== 'text') heard.order.push('text');
      started.resolve();
    },
    toolCall(call) {
      heard.calls.push(call);
      heard.order.push(`tool:${call.name}`);
    },
    done: () => end('done'),
    failed(error) {
      heard.error = error;
      end('failed');
    },
  });
  return heard;
}

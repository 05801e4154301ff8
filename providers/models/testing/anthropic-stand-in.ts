/** Anthropic's messages as a stand-in. Source: docs.anthropic.com/en/api/messages-streaming and /errors. */
import { startStandIn, tokensOf, wireArguments } from './stand-in.ts';
import type { Reply, StandIn } from './stand-in.ts';
import type { Piece } from './scenario.ts';

type Typed = { type: string; [field: string]: unknown };

export function startAnthropicStandIn(): Promise<StandIn> {
  return startStandIn({ path: '/v1/messages', isBad, frames, ending, refusal });
}

type Body = { tools?: unknown[]; messages: { role: string; content: { type: string }[] }[] };

/** The first message is a user's, and tools stay defined as long as the conversation has calls of them. */
function isBad(body: unknown): boolean {
  const { tools = [], messages } = body as Body;
  const called = messages.some(({ content }) => content.some(({ type }) => type === 'tool_use'));
  return messages[0]?.role !== 'user' || (called && tools.length === 0);
}

function frames(reply: Reply): string[] {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'stand-in', content: [] };
  const usage = { input_tokens: 5, output_tokens: 1 };
  return [
    frame({ type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null, usage } }),
    frame({ type: 'ping' }),
    ...reply.pieces.flatMap(blockFrames),
  ];
}

function blockFrames(piece: Piece, index: number): string[] {
  const content_block =
    'text' in piece
      ? { type: 'text', text: '' }
      : { type: 'tool_use', id: `toolu_${index}`, name: piece.tool.name, input: {} };
  const deltas =
    'text' in piece
      ? tokensOf(piece.text, 4).map((text) => ({ type: 'text_delta', text }))
      : tokensOf(wireArguments(piece.tool.arguments), 7).map((part) => ({
          type: 'input_json_delta',
          partial_json: part,
        }));
  return [
    frame({ type: 'content_block_start', index, content_block }),
    ...deltas.map((delta) => frame({ type: 'content_block_delta', index, delta })),
    frame({ type: 'content_block_stop', index }),
  ];
}

function ending(reply: Reply, how: 'stop' | 'refused' | 'overloaded'): string[] {
  if (how === 'overloaded') return [frame(refusal(529, 'Overloaded'))];
  const tools = reply.pieces.some((piece) => 'tool' in piece);
  const stop_reason = how === 'refused' ? 'refusal' : tools ? 'tool_use' : 'end_turn';
  const delta = { stop_reason, stop_sequence: null };
  return [frame({ type: 'message_delta', delta, usage: { output_tokens: 9 } }), frame({ type: 'message_stop' })];
}

function frame(data: Typed): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

const types: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function refusal(status: number, quoted: string): Typed {
  return { type: 'error', error: { type: types[status] ?? 'api_error', message: quoted }, request_id: 'req_1' };
}

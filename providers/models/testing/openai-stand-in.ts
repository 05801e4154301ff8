/** OpenAI's chat completions as a stand-in. Source: platform.openai.com/docs/api-reference/chat-streaming. */
import { startStandIn, tokensOf, wireArguments } from './stand-in.ts';
import type { Reply, StandIn } from './stand-in.ts';

export function startOpenAiStandIn(): Promise<StandIn> {
  return startStandIn({ path: '/v1/chat/completions', frames, ending, refusal });
}

function frames(reply: Reply): string[] {
  let toolIndex = -1;
  const deltas = reply.pieces.flatMap<object>((piece) => {
    if ('text' in piece) return tokensOf(piece.text, 4).map((content) => ({ content }));
    toolIndex += 1;
    return toolDeltas(piece.tool, toolIndex);
  });
  return [{ role: 'assistant', content: '' }, ...deltas].map((delta) =>
    chunk([{ index: 0, delta, finish_reason: null }]),
  );
}

function toolDeltas(tool: { name: string; arguments: object | string }, index: number): object[] {
  const start = { index, id: `call_${index}`, type: 'function', function: { name: tool.name, arguments: '' } };
  const fragments = tokensOf(wireArguments(tool.arguments), 7).map((text) => ({
    index,
    function: { arguments: text },
  }));
  return [start, ...fragments].map((call) => ({ tool_calls: [call] }));
}

function ending(reply: Reply, how: 'stop' | 'refused' | 'overloaded'): string[] {
  if (how === 'overloaded')
    return [frame({ error: { message: 'The engine is overloaded', type: 'server_error', param: null, code: null } })];
  const tools = reply.pieces.some((piece) => 'tool' in piece);
  const finish_reason = how === 'refused' ? 'content_filter' : tools ? 'tool_calls' : 'stop';
  const usage = { prompt_tokens: 5, completion_tokens: 9, total_tokens: 14 };
  return [chunk([{ index: 0, delta: {}, finish_reason }]), chunk([], usage), 'data: [DONE]\n\n'];
}

function chunk(choices: object[], usage: object | null = null): string {
  return frame({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'stand-in', choices, usage });
}

function frame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

const codes: Record<number, { type: string; code: string | null }> = {
  400: { type: 'invalid_request_error', code: null },
  401: { type: 'invalid_request_error', code: 'invalid_api_key' },
  403: { type: 'invalid_request_error', code: 'unsupported_country_region_territory' },
  404: { type: 'invalid_request_error', code: 'model_not_found' },
  429: { type: 'requests', code: 'rate_limit_exceeded' },
};

function refusal(status: number, quoted: string): object {
  return {
    error: { message: `Refused: ${quoted}`, param: null, ...(codes[status] ?? { type: 'server_error', code: null }) },
  };
}

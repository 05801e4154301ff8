/** The vendors whose adapters the tests drive, each with the stand-in of its wire format. */
import { anthropicModel } from '../anthropic.ts';
import type { Model, ModelRequest } from '../model.ts';
import { openAiCompatibleModel } from '../openai-compatible.ts';
import { openAiModel } from '../openai.ts';
import { startAnthropicStandIn } from './anthropic-stand-in.ts';
import { startOpenAiStandIn } from './openai-stand-in.ts';
import type { StandIn } from './stand-in.ts';

export const apiKey = 'sk-Secret1234567890';
export const callerWords = 'My pin is bluebird';
export const systemPrompt = 'You are Bo of Acme Dental.';

export const vendors: { vendor: string; start(): Promise<StandIn>; modelAt(baseUrl: string): Model }[] = [
  {
    vendor: 'openai',
    start: startOpenAiStandIn,
    modelAt: (baseUrl) => openAiModel({ name: 'gpt-4o-mini', apiKey, keyName: 'OPENAI_API_KEY', baseUrl }),
  },
  {
    vendor: 'anthropic',
    start: startAnthropicStandIn,
    modelAt: (baseUrl) => anthropicModel({ name: 'claude-haiku-4-5', apiKey, keyName: 'ANTHROPIC_API_KEY', baseUrl }),
  },
  {
    vendor: 'openai_compatible',
    start: startOpenAiStandIn,
    modelAt: (baseUrl) => openAiCompatibleModel({ name: 'llama', apiKey, keyName: 'LLAMA_API_KEY', baseUrl }),
  },
];

export const request: ModelRequest = {
  system: systemPrompt,
  messages: [{ role: 'caller', text: callerWords }],
  tools: [
    {
      name: 'end_call',
      description: 'Ends the call.',
      parameters: { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] },
    },
    { name: 'book_slot', description: 'Books a slot.', parameters: {} },
  ],
  purpose: 'reply',
};

/** Servers that speak OpenAI's chat completions: vLLM, Ollama, LiteLLM, Groq, OpenRouter and others. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { aiSdkModel } from './ai-sdk.ts';
import type { VendorSettings } from './ai-sdk.ts';
import type { Model } from './model.ts';

/** `baseUrl` is the address up to `/v1`; without `apiKey` no key is sent, as local servers need none. */
export function openAiCompatibleModel({
  name,
  apiKey,
  keyName,
  baseUrl,
  temperature,
  fetch,
}: Omit<VendorSettings, 'apiKey' | 'baseUrl'> & { apiKey?: string | undefined; baseUrl: string }): Model {
  const server = createOpenAICompatible({ name: 'openai_compatible', apiKey, baseURL: baseUrl, fetch });
  return aiSdkModel({ id: `openai_compatible/${name}`, languageModel: server(name), temperature, keyName });
}

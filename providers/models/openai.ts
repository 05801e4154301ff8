/** OpenAI's models. */
import { createOpenAI } from '@ai-sdk/openai';
import { aiSdkModel } from './ai-sdk.ts';
import type { VendorSettings } from './ai-sdk.ts';
import type { Model } from './model.ts';

/**
 * Speaks chat completions, not the responses API: proxies and compatible servers behind a `base_url` know it, one
 * stand-in proves both, and our own history stays the only one. Source: platform.openai.com/docs/api-reference/chat.
 */
export function openAiModel({ name, apiKey, keyName, baseUrl, temperature, fetch }: VendorSettings): Model {
  // A given address keeps the SDK from reading OPENAI_BASE_URL behind our back.
  const openai = createOpenAI({ apiKey, baseURL: baseUrl ?? 'https://api.openai.com/v1', fetch });
  return aiSdkModel({ id: `openai/${name}`, languageModel: openai.chat(name), temperature, keyName });
}

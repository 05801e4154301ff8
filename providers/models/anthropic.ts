/** Anthropic's models. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { aiSdkModel } from './ai-sdk.ts';
import type { VendorSettings } from './ai-sdk.ts';
import type { Model } from './model.ts';

/** Speaks the messages API. Source: docs.anthropic.com/en/api/messages-streaming. */
export function anthropicModel({ name, apiKey, keyName, baseUrl, temperature, fetch }: VendorSettings): Model {
  // A given address keeps the SDK from reading ANTHROPIC_BASE_URL behind our back.
  const anthropic = createAnthropic({ apiKey, baseURL: baseUrl ?? 'https://api.anthropic.com/v1', fetch });
  // With tool streaming, the SDK's default, Anthropic does not check the JSON of arguments, and we never read it early.
  const providerOptions = { anthropic: { toolStreaming: false } };
  return aiSdkModel({ id: `anthropic/${name}`, languageModel: anthropic(name), temperature, keyName, providerOptions });
}

/** Which language model answers. Source: design contract.md section 1. */
import * as z from 'zod';
import { formed, number, strict, text, webAddress } from './fields.ts';
import { script } from './script.ts';

/** The models that exist. `offline` follows a script and needs no key and no network. */
const modelProviders = ['offline', 'openai', 'anthropic', 'openai_compatible'] as const;

/** The environment variable that holds a key: its name, never the key itself. */
export const keyName = formed(
  /^[A-Z][A-Z0-9_]{0,99}$/,
  'Give the NAME of an environment variable, like OPENAI_API_KEY; never the key itself.',
);

const modelName = text(200, 1);

const offline = strict({
  provider: z.literal('offline'),
  name: modelName.default('offline'),
  script: script.optional(),
});

const openai = strict({
  provider: z.literal('openai'),
  name: modelName,
  temperature: number(0, 2).optional(),
  api_key_env: keyName.default('OPENAI_API_KEY'),
});

const anthropic = strict({
  provider: z.literal('anthropic'),
  name: modelName,
  temperature: number(0, 1).optional(),
  api_key_env: keyName.default('ANTHROPIC_API_KEY'),
});

/** Any service that speaks OpenAI's protocol. Many a local one wants no key: `api_key_env` is null then. */
const openaiCompatible = strict({
  provider: z.literal('openai_compatible'),
  name: modelName,
  base_url: webAddress,
  temperature: number(0, 2).optional(),
  api_key_env: keyName.nullable().default(null),
});

/** The `model` object of an agent. */
export const model = z.discriminatedUnion('provider', [offline, openai, anthropic, openaiCompatible], {
  error: `Give an object whose provider is one of: ${modelProviders.join(', ')}.`,
});

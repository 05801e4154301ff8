/** Who hears and who speaks for an agent. Source: design contract.md section 1, lines.md. */
import { keyName } from './model.ts';
import { list, number, oneOf, strict, text } from './fields.ts';

/** `offline` needs no key: a toy ear of a few words. On a relay line the carrier hears and speaks instead. */
const listenProviders = ['offline', 'deepgram', 'openai'] as const;
const speakProviders = ['offline', 'elevenlabs', 'cartesia', 'openai', 'deepgram'] as const;

const listen = strict({
  provider: oneOf(listenProviders).default('offline'),
  model: text(200, 1).optional(),
  api_key_env: keyName.optional(),
  /** What callers are likely to say: the offline ear knows nothing else. */
  expected: list(text(200, 1), 200).default([]),
});

const speak = strict({
  provider: oneOf(speakProviders).default('offline'),
  voice: text(200).default(''),
  model: text(200, 1).optional(),
  speed: number(0.5, 2).optional(),
  api_key_env: keyName.optional(),
});

/** The `speech` object of an agent. An absent `api_key_env` means the vendor's usual name. */
export const speech = strict({ listen: listen.prefault({}), speak: speak.prefault({}) });

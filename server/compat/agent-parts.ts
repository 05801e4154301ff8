/** Parts of agents that several vendors set in the same way. */
import type { Agent } from '../../contract/agent.ts';
import type { callEvents, WebhookFormat } from '../../contract/webhook-words.ts';
import { withTimeout } from './adopt.ts';
import type { JsonDocument } from './json-document.ts';

type Ending = Agent['ending'];

/** Where only an instruction for the model is given, and fixed words are needed. */
export const askAgain = 'Are you still there?';

export function withEnding(agent: Agent, change: Partial<Ending>): Agent {
  return { ...agent, ending: { ...agent.ending, ...change } };
}

export function withSilence(agent: Agent, seconds: number | null | undefined): Agent {
  return seconds === undefined ? agent : withEnding(agent, { silence: withTimeout(agent.ending.silence, seconds) });
}

/** Seconds; null for none. */
export function withCap(agent: Agent, seconds: number | null | undefined): Agent {
  return seconds === undefined ? agent : withEnding(agent, { max_duration: { ...agent.ending.max_duration, seconds } });
}

/** The one webhook that the vendor's own setting names, in its own format; null for none. Others are left alone. */
export function withWebhook(
  agent: Agent,
  format: WebhookFormat,
  url: string | null | undefined,
  event: (typeof callEvents)[number] = 'call.ended',
): Agent {
  if (url === undefined) return agent;
  const others = agent.after_call.webhooks.filter((each) => each.format !== format);
  const own = { url: url ?? '', events: [event], format, include_transcript: true };
  return { ...agent, after_call: { ...agent.after_call, webhooks: url === null ? others : [...others, own] } };
}

export function webhookOf(agent: Agent, format: WebhookFormat): string | null {
  return agent.after_call.webhooks.find((each) => each.format === format)?.url ?? null;
}

export function withRecording(agent: Agent, enabled: boolean | undefined): Agent {
  return enabled === undefined ? agent : { ...agent, recording: { ...agent.recording, enabled } };
}

/** The greeting in fixed words; null or none at all: the model's own. */
export function withGreeting(agent: Agent, words: string | null | undefined): Agent {
  if (words === undefined) return agent;
  const greeting = words ? { mode: 'static' as const, message: words } : { mode: 'prompt' as const, message: '' };
  return { ...agent, greeting };
}

export function greetingOf({ greeting }: Agent): string | null {
  return greeting.mode === 'static' ? greeting.message : null;
}

/** A language as the vendor writes it, where it is one that can be spoken. */
export function withLanguage(agent: Agent, language: string | null | undefined): Agent {
  return typeof language === 'string' && languageForm.test(language) ? { ...agent, language } : agent;
}

const languageForm = /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,4}$/;

export function isLanguage(language: unknown): boolean {
  return typeof language === 'string' && languageForm.test(language);
}

/** Of what the agent has, that which the document does not say already: null, false and an empty text are the same as no field. */
export function unlessKept(kept: JsonDocument, now: JsonDocument): JsonDocument {
  return Object.fromEntries(Object.entries(now).filter(([field, value]) => (value || null) !== (kept[field] || null)));
}

/** A model by the name that its maker gave it; null for a name of the vendor's own. */
export function modelNamed(name: string): Agent['model'] | null {
  if (/^(gpt-|chatgpt-|o\d)/.test(name)) return { provider: 'openai', name, api_key_env: 'OPENAI_API_KEY' };
  if (name.startsWith('claude-')) return { provider: 'anthropic', name, api_key_env: 'ANTHROPIC_API_KEY' };
  return null;
}

export function isModelName(name: unknown): name is string {
  return typeof name === 'string' && modelNamed(name) !== null;
}

export function withModel(agent: Agent, name: unknown): Agent {
  const model = typeof name === 'string' ? modelNamed(name) : null;
  return model === null ? agent : { ...agent, model };
}

/** A check-in must come before the silence timeout. */
export function withCheckIns(agent: Agent, wanted: { seconds: number; message: string }[]): Agent {
  const { silence } = agent.ending;
  const limit = silence.timeout_seconds ?? Infinity;
  const inTime = wanted.filter(({ seconds }) => seconds >= 1 && seconds < limit);
  const sorted = inTime.toSorted((a, b) => a.seconds - b.seconds);
  const distinct = sorted.filter(({ seconds }, index) => seconds !== sorted[index - 1]?.seconds).slice(0, 10);
  const checkIns = distinct.map(({ seconds, message }) => ({ after_seconds: seconds, message }));
  return withEnding(agent, { silence: { ...silence, check_ins: checkIns } });
}

/** A name that a model can call something by. */
export function toolName(name: string | undefined, fallback: string): string {
  const clean = (name ?? '').replaceAll(/\W/g, '_').slice(0, 64);
  return /^[A-Za-z_]/.test(clean) ? clean : fallback;
}

/** Synthflow's assistants. Source: Synthflow "End-Call Reasons", API. */
import type * as z from 'zod';
import type { Agent } from '../../contract/agent.ts';
import { flag, list, message, oneOf, promptMax, text, webAddress } from '../../contract/fields.ts';
import { endTool } from './adopt.ts';
import {
  greetingOf,
  isLanguage,
  isModelName,
  unlessKept,
  webhookOf,
  withEnding,
  withGreeting,
  withLanguage,
  withModel,
  withRecording,
  withWebhook,
} from './agent-parts.ts';
import { type Door, partly, partOf, reading } from './door.ts';
import { isObject, type JsonDocument } from './json-document.ts';

type Reason = Agent['ending']['reasons'][number];

/** The vendor's page lost the names of some fields of a reason, so each likely one is read; the first that is there counts. */
const reasonFields = ['reason', 'condition', 'name'] as const;
const modeFields = ['closing_message_mode', 'closing_message_type', 'mode'] as const;
const closingModes = ['static', 'prompt', 'none'] as const;

const condition = text(200, 1);
const mode = oneOf(closingModes).nullable();
const reasonV2 = partly({
  reason: condition.optional(),
  condition: condition.optional(),
  name: condition.optional(),
  closing_message: message.nullable().optional(),
  closing_message_mode: mode.optional(),
  closing_message_type: mode.optional(),
  mode: mode.optional(),
}).superRefine((value, ctx) => {
  if (reasonFields.some((field) => value[field] !== undefined)) return;
  ctx.addIssue({
    code: 'custom',
    path: ['reason'],
    params: { problem: 'is missing' },
    message: 'Give the condition that ends the call, 1 to 200 characters.',
  });
});

const assistant = partly({
  prompt: text(promptMax).optional(),
  greeting_message: message.nullable().optional(),
  language: text(64).nullable().optional(),
  end_call_reasons: list(condition, 50).nullable().optional(),
  end_call_reasons_v2: list(reasonV2, 50).nullable().optional(),
});

const fields = partly({
  name: text(200, 1).optional(),
  external_webhook_url: webAddress.nullable().optional(),
  is_recording: flag.optional(),
  agent: assistant.optional(),
});

export const synthflow: Door = {
  vendor: 'synthflow',
  title: 'Synthflow',
  modelField: 'agent.llm',
  fields,
  defaults: { tag: false, endTool: false },
  read: reading(
    fields,
    (document) => document.name,
    (agent, { agent: asked = {}, name: called = agent.name, external_webhook_url: url, is_recording: records }) => {
      const { prompt = agent.prompt, language } = asked;
      const named = withModel({ ...withLanguage(agent, language), name: called, prompt }, asked['llm']);
      const greeted = withGreeting(withRecording(named, records), asked.greeting_message);
      const reasons = reasonsOf(asked);
      const reasoned = reasons === null ? greeted : withEnding(greeted, { reasons });
      return withWebhook(withEndTool(reasoned), 'synthflow', url);
    },
  ),
  tell: (agent, kept) => ({
    name: agent.name,
    ...unlessKept(kept, {
      external_webhook_url: webhookOf(agent, 'synthflow'),
      is_recording: agent.recording.enabled,
    }),
    agent: {
      prompt: agent.prompt,
      ...unlessKept(partOf(kept, 'agent'), { greeting_message: greetingOf(agent) }),
      ...toldReasons(agent, partOf(kept, 'agent')),
    },
  }),
  fieldOf,
  warnings: (document) => [...ignoredAtTop(document), ...bothForms(document)],
  refusal: (error) => ({ status: 'error', error }),
  effects: [
    { field: 'name', as: 'name' },
    { field: 'external_webhook_url', as: 'after_call.webhooks, format synthflow' },
    { field: 'agent.prompt', as: 'prompt; #end_call in it offers the end tool with any reason' },
    { field: 'agent.greeting_message', as: 'greeting.message' },
    { field: 'is_recording', as: 'recording.enabled' },
    { field: 'agent.language', as: 'language', when: (document) => isLanguage(partOf(document, 'agent')['language']) },
    { field: 'agent.llm', as: 'model', when: (document) => isModelName(partOf(document, 'agent')['llm']) },
    {
      field: 'agent.end_call_reasons',
      as: 'ending.reasons',
      when: (document) => !partOf(document, 'agent')['end_call_reasons_v2'],
    },
    { field: 'agent.end_call_reasons_v2', as: 'ending.reasons, each with its closing' },
  ],
};

/** V2 wins where both are given, an empty one too. Null: neither is given. */
function reasonsOf(asked: z.output<typeof assistant>): Reason[] | null {
  const { end_call_reasons_v2: v2, end_call_reasons: legacy } = asked;
  if (v2) return v2.map(ourReason);
  if (legacy) return legacy.map((reason) => bare(reason, 'none', ''));
  return v2 === null || legacy === null ? [] : null;
}

function ourReason(entry: z.output<typeof reasonV2>): Reason {
  const reason = reasonFields.map((field) => entry[field]).find((value) => value !== undefined) ?? '';
  const closing = modeFields.map((field) => entry[field]).find((value) => value != null) ?? 'none';
  return bare(reason, closing, entry.closing_message ?? '');
}

function bare(reason: string, closingMode: Reason['closing']['mode'], words: string): Reason {
  return { reason, closing: { mode: closingMode, message: words }, outcome_tags: [], final: false };
}

/** The tool is there for reasons, or when the prompt asks for it. Actions that somebody configured natively stay. */
function withEndTool(agent: Agent): Agent {
  const { actions, reasons } = agent.ending;
  const wanted = reasons.length > 0 || agent.prompt.includes('#end_call');
  const own = actions.filter((action) => JSON.stringify(action) !== JSON.stringify(endTool));
  if (own.length > 0) return agent;
  return withEnding(agent, { actions: wanted ? [endTool] : [] });
}

/** As they were put in, as long as they still say what the agent has; else as it has them. */
function toldReasons(agent: Agent, kept: JsonDocument): JsonDocument {
  const before = assistant.safeParse(kept);
  const meant = (before.success && reasonsOf(before.data)) || [];
  const plain = (reasons: readonly Reason[]): string =>
    JSON.stringify(reasons.map(({ reason, closing }) => [reason, closing.mode, closing.message]));
  if (plain(meant) === plain(agent.ending.reasons)) return {};
  const v2 = agent.ending.reasons.map(({ reason, closing }) => ({
    reason,
    closing_message: closing.message,
    closing_message_mode: closing.mode,
  }));
  return { end_call_reasons_v2: v2 };
}

function fieldOf(place: string, document: JsonDocument): string {
  const asked = partOf(document, 'agent');
  const entries = asked['end_call_reasons_v2'];
  const [, index, rest] = /^ending\.reasons\[(\d+)\]\.(.*)$/.exec(place) ?? [];
  if (index !== undefined) {
    if (!Array.isArray(entries)) return `agent.end_call_reasons[${index}]`;
    const entry: unknown = entries[Number(index)];
    const named = reasonFields.find((field) => isObject(entry) && entry[field] !== undefined) ?? 'reason';
    const field = rest === 'closing.message' ? 'closing_message' : rest === 'reason' ? named : rest;
    return `agent.end_call_reasons_v2[${index}].${field}`;
  }
  if (place === 'prompt') return 'agent.prompt';
  if (place === 'greeting.message') return 'agent.greeting_message';
  return /^after_call\.webhooks\[\d+\]\.url$/.test(place) ? 'external_webhook_url' : place;
}

function ignoredAtTop(document: JsonDocument): string[] {
  return ['end_call_reasons', 'end_call_reasons_v2']
    .filter((field) => field in document)
    .map((field) => `${field} at the top level is ignored. Put it into agent: agent.${field}.`);
}

function bothForms(document: JsonDocument): string[] {
  const { end_call_reasons: legacy, end_call_reasons_v2: v2 } = partOf(document, 'agent');
  if (legacy === undefined) return [];
  if (v2 !== undefined) return ['agent.end_call_reasons is ignored: agent.end_call_reasons_v2 takes its place.'];
  return ['agent.end_call_reasons is deprecated. Use agent.end_call_reasons_v2.'];
}

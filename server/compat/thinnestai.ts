/** thinnestAI's agents. Source: thinnestAI "End Call", Configuration. */
import type * as z from 'zod';
import type { Agent } from '../../contract/agent.ts';
import type { ApiError } from '../../contract/api.ts';
import { flag, message, promptMax, secondsOrNull, text, webAddress } from '../../contract/fields.ts';
import {
  isModelName,
  webhookOf,
  withCap,
  withEnding,
  withModel,
  withRecording,
  withSilence,
  withWebhook,
} from './agent-parts.ts';
import { type Door, partly, reading } from './door.ts';
import { at } from './json-document.ts';

/** The page tells no ranges: these are Ringoff's. */
const endCall = partly({
  enabled: flag.optional(),
  farewell_message: message.optional(),
  silence_timeout_seconds: secondsOrNull(5, 3600).optional(),
  max_duration_seconds: secondsOrNull(10, 86_400).optional(),
  post_call_webhook: webAddress.nullable().optional(),
});

const fields = partly({
  name: text(200, 1).optional(),
  system_prompt: text(promptMax).optional(),
  recordingConfig: partly({ enabled: flag.optional() }).optional(),
  voice_tools: partly({ end_call: endCall.optional() }).optional(),
});

const places: readonly [RegExp, string][] = [
  [/^prompt$/, 'system_prompt'],
  [/^ending\.farewell\.message$/, 'voice_tools.end_call.farewell_message'],
  [/^ending\.silence\.(timeout|no_words)_seconds$/, 'voice_tools.end_call.silence_timeout_seconds'],
  [/^ending\.max_duration\.seconds$/, 'voice_tools.end_call.max_duration_seconds'],
  [/^after_call\.webhooks\[\d+\]\.url$/, 'voice_tools.end_call.post_call_webhook'],
];

export const thinnestai: Door = {
  vendor: 'thinnestai',
  title: 'thinnestAI',
  modelField: 'model',
  fields,
  defaults: { silenceSeconds: 30, capSeconds: null, tag: false, endTool: true, farewell: 'static' },
  read: reading(
    fields,
    (document) => document.name,
    (agent, document) => {
      const { name: called = agent.name, system_prompt: prompt = agent.prompt } = document;
      const named = withModel({ ...agent, name: called, prompt }, document['model']);
      const recorded = withRecording(named, document.recordingConfig?.enabled);
      return withEndCall(recorded, document.voice_tools?.end_call ?? {});
    },
  ),
  tell: (agent, kept) => ({
    name: agent.name,
    system_prompt: agent.prompt,
    ...(agent.recording.enabled !== (at(kept, 'recordingConfig.enabled') ?? false) && {
      recordingConfig: { enabled: agent.recording.enabled },
    }),
    voice_tools: {
      end_call: {
        enabled: agent.ending.enabled,
        farewell_message: agent.ending.farewell.message,
        silence_timeout_seconds: agent.ending.silence.timeout_seconds,
        max_duration_seconds: agent.ending.max_duration.seconds,
        post_call_webhook: webhookOf(agent, 'thinnestai'),
      },
    },
  }),
  fieldOf: (place) => places.find(([pattern]) => pattern.test(place))?.[1] ?? place,
  warnings: () => [],
  refusal: (error, status) => ({ detail: inOneSentence(error), status, error }),
  effects: [
    { field: 'name', as: 'name' },
    { field: 'system_prompt', as: 'prompt' },
    { field: 'model', as: 'model', when: (document) => isModelName(document['model']) },
    { field: 'recordingConfig.enabled', as: 'recording.enabled' },
    { field: 'voice_tools.end_call.enabled', as: 'ending.enabled' },
    {
      field: 'voice_tools.end_call.farewell_message',
      as: 'ending.farewell',
      change:
        'it is spoken unless the agent has said goodbye in its own words already: there is never a second goodbye',
    },
    { field: 'voice_tools.end_call.silence_timeout_seconds', as: 'ending.silence.timeout_seconds' },
    { field: 'voice_tools.end_call.max_duration_seconds', as: 'ending.max_duration.seconds' },
    { field: 'voice_tools.end_call.post_call_webhook', as: 'after_call.webhooks, format thinnestai' },
  ],
};

function withEndCall(agent: Agent, asked: z.output<typeof endCall>): Agent {
  const { enabled = agent.ending.enabled, farewell_message: words } = asked;
  const farewell = words === undefined ? agent.ending.farewell : { mode: 'static' as const, message: words };
  const ended = withEnding(agent, { enabled, farewell });
  const clocked = withCap(withSilence(ended, asked.silence_timeout_seconds), asked.max_duration_seconds);
  return withWebhook(clocked, 'thinnestai', asked.post_call_webhook);
}

/** The vendor tells an error in words alone. */
function inOneSentence({ message: told, hint }: ApiError['error']): string {
  return hint === undefined ? told : `${told} ${hint}`;
}

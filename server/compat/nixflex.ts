/** Nixflex's agents. Source: Nixflex "[END_CALL]", Configuration; "Create agent"; "Errors". */
import type { Agent } from '../../contract/agent.ts';
import type { ApiError } from '../../contract/api.ts';
import { dialable, flag, message, promptMax, seconds, text, webAddress } from '../../contract/fields.ts';
import {
  greetingOf,
  isLanguage,
  isModelName,
  unlessKept,
  webhookOf,
  withCap,
  withEnding,
  withGreeting,
  withLanguage,
  withModel,
  withRecording,
  withSilence,
  withWebhook,
} from './agent-parts.ts';
import { type Door, partly, reading } from './door.ts';
import type { JsonDocument } from './json-document.ts';

const fields = partly({
  name: text(200, 1).optional(),
  system_prompt: text(promptMax).optional(),
  welcome_message: message.nullable().optional(),
  language: text(64).nullable().optional(),
  silence_hangup_seconds: seconds(5, 45).optional(),
  max_call_duration_seconds: seconds(60, 1800).optional(),
  voicemail_message: message.nullable().optional(),
  transfer_number: dialable.nullable().optional(),
  record_call: flag.optional(),
  webhook_url: webAddress.nullable().optional(),
});

const places: readonly [RegExp, string][] = [
  [/^name$/, 'name'],
  [/^prompt$/, 'system_prompt'],
  [/^greeting\.message$/, 'welcome_message'],
  [/^ending\.silence\.(timeout|no_words)_seconds$/, 'silence_hangup_seconds'],
  [/^ending\.max_duration\.seconds$/, 'max_call_duration_seconds'],
  [/^ending\.voicemail\.message$/, 'voicemail_message'],
  [/^transfers\[\d+\]\.to$/, 'transfer_number'],
  [/^after_call\.webhooks\[\d+\]\.url$/, 'webhook_url'],
];

export const nixflex: Door = {
  vendor: 'nixflex',
  title: 'Nixflex',
  modelField: 'llm_model',
  fields,
  defaults: { silenceSeconds: 10, capSeconds: 300, tag: true, endTool: false, smsTag: true, records: true },
  read: reading(
    fields,
    (document) => document.name,
    (agent, document) => {
      const { name = agent.name, system_prompt: prompt = agent.prompt } = document;
      const named = withModel({ ...agent, name, prompt }, document['llm_model'] ?? document['model']);
      const spoken = withLanguage(withGreeting(named, document.welcome_message), document.language);
      const clocked = withCap(withSilence(spoken, document.silence_hangup_seconds), document.max_call_duration_seconds);
      const sent = withTransfer(withVoicemail(clocked, document.voicemail_message), document.transfer_number);
      // The vendor tells of a call once its analysis is in.
      const told = withWebhook(sent, 'nixflex', document.webhook_url, 'call.analyzed');
      return withRecording(told, document.record_call);
    },
  ),
  tell: (agent, kept) => ({
    name: agent.name,
    system_prompt: agent.prompt,
    silence_hangup_seconds: agent.ending.silence.timeout_seconds,
    max_call_duration_seconds: agent.ending.max_duration.seconds,
    record_call: agent.recording.enabled,
    ...unlessKept(kept, {
      welcome_message: greetingOf(agent),
      voicemail_message: agent.ending.voicemail.message,
      transfer_number: agent.transfers.find(({ name }) => name === transferName)?.to ?? null,
      webhook_url: webhookOf(agent, 'nixflex'),
    }),
  }),
  fieldOf: (place) => places.find(([pattern]) => pattern.test(place))?.[1] ?? place,
  warnings: (document, agent, isNew) => (isNew ? recorded(document, agent) : []),
  refusal: (error, status) => ({ error: { ...error, ...refusalOf(error, status) } }),
  effects: [
    { field: 'name', as: 'name' },
    { field: 'system_prompt', as: 'prompt' },
    { field: 'welcome_message', as: 'greeting.message' },
    { field: 'language', as: 'language', when: ({ language }) => isLanguage(language) },
    { field: 'llm_model', as: 'model', when: (document) => isModelName(document['llm_model']) },
    {
      field: 'model',
      as: 'model',
      when: (document) => document['llm_model'] === undefined && isModelName(document['model']),
    },
    { field: 'silence_hangup_seconds', as: 'ending.silence.timeout_seconds' },
    { field: 'max_call_duration_seconds', as: 'ending.max_duration.seconds' },
    { field: 'voicemail_message', as: 'ending.voicemail' },
    { field: 'transfer_number', as: 'transfers, "transfer_number"' },
    { field: 'record_call', as: 'recording.enabled' },
    { field: 'webhook_url', as: 'after_call.webhooks, format nixflex' },
  ],
};

/** The entry of `transfers` that the vendor's one number stands in. */
const transferName = 'transfer_number';

function withTransfer(agent: Agent, to: string | null | undefined): Agent {
  if (to === undefined) return agent;
  const others = agent.transfers.filter(({ name }) => name !== transferName);
  return { ...agent, transfers: to === null ? others : [...others, { name: transferName, to }] };
}

/** Without a message the engine hangs up on a machine at once. */
function withVoicemail(agent: Agent, words: string | null | undefined): Agent {
  if (words === undefined) return agent;
  const action = words ? ('leave_message' as const) : ('hang_up' as const);
  return withEnding(agent, { voicemail: { ...agent.ending.voicemail, action, message: words ?? '' } });
}

function recorded(document: JsonDocument, { recording }: Agent): string[] {
  if (document['record_call'] !== undefined || !recording.enabled) return [];
  return [
    'record_call is true by default: calls whose sound passes through this server are recorded and kept ' +
      `${recording.retention_days} days. Give record_call false, or words for the caller in recording.consent: PUT /v1/agents/{id}.`,
  ];
}

const types: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found',
  409: 'conflict',
  429: 'rate_limit_error',
};

/** `type` is for routing, `code` for programs, `details` name the field and what is expected there. */
function refusalOf({ code, path, hint, details }: ApiError['error'], status: number) {
  const type = types[status] ?? (status >= 500 ? 'server_error' : 'invalid_request');
  const told = path === undefined ? {} : { field: path, expected: hint, ...(details && { problems: details }) };
  return {
    type,
    code: status === 401 ? 'invalid_api_key' : code === 'bad_field' ? 'invalid_request' : code,
    details: told,
  };
}

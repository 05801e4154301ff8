/** Vapi's assistants, for the import. Source: Vapi, "Assistants", "Hang Up tool", "Call timeout settings", "Assistant hooks". */
import { type Agent, type AgentInput, defaultAgent } from '../../contract/agent.ts';
import { dialable } from '../../contract/fields.ts';
import { adopt } from './adopt.ts';
import { toolName, withCap, withEnding, withSilence } from './agent-parts.ts';
import type { ReportNotes } from './import-report.ts';
import { entriesAt, type JsonDocument, numberAt, textAt } from './json-document.ts';
import { endingHooks, withVapiHooks } from './vapi-hooks.ts';

/** What the vendor takes where nothing is set. */
const silenceDefault = 30;
const capDefault = 600;

const onceOnly =
  'it is spoken unless the agent has said goodbye in its own words already: there is never a second goodbye';

export function fromVapi(document: JsonDocument, notes: ReportNotes): AgentInput {
  const name = textAt(document, 'name') || 'Vapi agent';
  notes.taken('name', 'name');
  const defaults = { silenceSeconds: silenceDefault, capSeconds: capDefault, tag: false, endTool: false };
  const base = adopt(defaultAgent(name.slice(0, 200)), defaults);
  const spoken = withGreeting(withPrompt(base, document, notes), document, notes);
  const clocked = withClocks(spoken, document, notes);
  const ending = withPhrases(withTools(clocked, document, notes), document, notes);
  return withVapiHooks(withVoicemail(ending, document, notes), document, notes) as AgentInput;
}

function withPrompt(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const system = entriesAt(document, 'model.messages').filter(({ entry }) => entry['role'] === 'system');
  for (const { field } of system) {
    notes.taken(`${field}.content`, 'prompt');
    notes.taken(`${field}.role`, 'prompt');
  }
  const prompt = system.map(({ entry }) => String(entry['content'] ?? '')).join('\n\n');
  const model = modelOf(document, notes);
  return { ...agent, prompt, ...(model && { model }) };
}

function modelOf(document: JsonDocument, notes: ReportNotes): Agent['model'] | null {
  const name = textAt(document, 'model.model');
  const provider = textAt(document, 'model.provider');
  if (name === undefined || name === '' || (provider !== 'openai' && provider !== 'anthropic')) return null;
  const temperature = numberAt(document, 'model.temperature');
  notes.taken('model.provider', 'model.provider');
  notes.changed('model.model', 'model.name', `it is asked with your own key, ${keys[provider]}`);
  notes.taken('model.temperature', 'model.temperature');
  return { provider, name, api_key_env: keys[provider], ...(temperature !== undefined && { temperature }) };
}

const keys = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;

function withGreeting(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const words = textAt(document, 'firstMessage') ?? '';
  notes.taken('firstMessageMode', 'greeting.mode');
  switch (textAt(document, 'firstMessageMode')) {
    case 'assistant-waits-for-user':
      return { ...agent, greeting: { mode: 'none', message: '' } };
    case 'assistant-speaks-first-with-model-generated-message':
      return { ...agent, greeting: { mode: 'prompt', message: '' } };
    default:
      notes.taken('firstMessage', 'greeting.message');
      return { ...agent, greeting: { mode: words === '' ? 'none' : 'static', message: words } };
  }
}

function withClocks(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const silence = numberAt(document, 'silenceTimeoutSeconds');
  const cap = numberAt(document, 'maxDurationSeconds');
  // A hook that ends the call sooner takes their effect away.
  const hooks = endingHooks(document);
  if (hooks.silence >= (silence ?? silenceDefault))
    notes.taken('silenceTimeoutSeconds', 'ending.silence.timeout_seconds');
  if (hooks.elapsed >= (cap ?? capDefault)) {
    notes.taken('maxDurationSeconds', 'ending.max_duration.seconds');
    notes.assumed('maxDurationSeconds', `ending.max_duration.seconds: ${capDefault}`);
  }
  return withCap(withSilence(agent, silence), cap);
}

/** The end tool and the transfers. Other tools are asked in Vapi's own words, which their servers would miss here. */
function withTools(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const tools = entriesAt(document, 'model.tools');
  const endTool = tools.find(({ entry }) => entry['type'] === 'endCall');
  const flag = document['endCallFunctionEnabled'] === true;
  notes.taken('endCallFunctionEnabled', 'ending.actions');
  const action = endTool
    ? endAction(endTool.entry, endTool.field, notes)
    : { name: 'endCall', description: 'Call this when the conversation is over.' };
  const actions = endTool || flag ? [{ ...action, skip_goodbye: false, goodbye_prompt: '', outcome_tags: [] }] : [];
  const told = withFarewell(withEnding(agent, { actions }), document, endTool?.field, notes);
  const transfers = tools.flatMap(({ entry, field }) =>
    entry['type'] === 'transferCall' ? numbersOf(entry, field, notes) : [],
  );
  return { ...told, transfers };
}

function endAction(tool: JsonDocument, field: string, notes: ReportNotes) {
  const description = textAt(tool, 'function.description') ?? 'Call this when the conversation is over.';
  notes.taken(`${field}.type`, 'ending.actions');
  notes.taken(`${field}.function.name`, 'ending.actions[0].name');
  notes.taken(`${field}.function.description`, 'ending.actions[0].description');
  return { name: toolName(textAt(tool, 'function.name'), 'endCall'), description: description.slice(0, 1_000) };
}

/** The tool's own words beat the assistant's. Without any, Vapi hangs up behind the model's words. */
function withFarewell(agent: Agent, document: JsonDocument, toolField: string | undefined, notes: ReportNotes): Agent {
  const messages = toolField === undefined ? [] : entriesAt(document, `${toolField}.messages`);
  const ofTool = messages.find(
    ({ entry }) => entry['type'] === 'request-start' && typeof entry['content'] === 'string',
  );
  const words = ofTool ? String(ofTool.entry['content']) : textAt(document, 'endCallMessage');
  if (ofTool) {
    notes.changed(`${ofTool.field}.content`, 'ending.farewell.message', onceOnly);
    notes.taken(`${ofTool.field}.type`, 'ending.farewell');
  } else notes.changed('endCallMessage', 'ending.farewell.message', onceOnly);
  if (words) return withEnding(agent, { farewell: { mode: 'static', message: words } });
  if (toolField !== undefined) {
    const why = 'where the model says no goodbye of its own, it is asked for one; there the line would just be dropped';
    notes.changed(`${toolField}.type`, 'ending.actions', why);
  }
  return agent;
}

function numbersOf(tool: JsonDocument, field: string, notes: ReportNotes): Agent['transfers'] {
  return entriesAt(tool, 'destinations').flatMap(({ entry, field: place }) => {
    const number = textAt(entry, 'number');
    if (number === undefined || !dialable.safeParse(number).success) return [];
    notes.taken(`${field}.type`, 'transfers');
    for (const each of ['type', 'number', 'description']) notes.taken(`${field}.${place}.${each}`, 'transfers');
    return [{ name: (textAt(entry, 'description') || number).slice(0, 100), to: number }];
  });
}

function withPhrases(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const { endCallPhrases } = document;
  const phrases = Array.isArray(endCallPhrases)
    ? endCallPhrases.filter((each) => typeof each === 'string' && /\w/.test(each))
    : [];
  const why = 'whole words count, not parts of words; case and punctuation do not';
  notes.changed('endCallPhrases', 'ending.phrases', why);
  return withEnding(agent, { phrases: phrases as string[] });
}

function withVoicemail(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const { voicemailDetection: detection } = document;
  const message = textAt(document, 'voicemailMessage') ?? '';
  const unset = detection === undefined || detection === null;
  notes.taken('voicemailMessage', 'ending.voicemail.message');
  if (unset || detection === 'off') notes.taken('voicemailDetection', 'ending.voicemail.action');
  else notes.changed('voicemailDetection', 'ending.voicemail.action', 'the carrier or the model detects machines');
  const detected = message === '' ? 'hang_up' : 'leave_message';
  const action = detection === 'off' || (unset && message === '') ? 'ignore' : detected;
  return withEnding(agent, { voicemail: { action, message, outcome_tags: [] } });
}

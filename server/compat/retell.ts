/**
 * Retell's agents, for the import: an agent as its dashboard exports it, with the parts of its response engine beside it
 * (`retellLlmData` or `conversationFlow`). Source: Retell, "Create Voice Agent", "Create Retell LLM", "End Call".
 */
import { type Agent, type AgentInput, defaultAgent } from '../../contract/agent.ts';
import { dialable } from '../../contract/fields.ts';
import { adopt } from './adopt.ts';
import { askAgain, modelNamed, toolName, withCap, withCheckIns, withEnding, withSilence } from './agent-parts.ts';
import type { ReportNotes } from './import-report.ts';
import { at, entriesAt, isObject, type JsonDocument, numberAt, textAt } from './json-document.ts';
import { retellFlowPlace, withRetellFlow } from './retell-flow.ts';

/** What the vendor takes where nothing is set. */
const silenceMsDefault = 600_000;
const capMsDefault = 3_600_000;
const reminderMsDefault = 10_000;
const remindersDefault = 1;

export function fromRetell(document: JsonDocument, notes: ReportNotes): AgentInput {
  const name = textAt(document, 'agent_name') || 'Retell agent';
  notes.taken('agent_name', 'name');
  const defaults = {
    silenceSeconds: silenceMsDefault / 1000,
    capSeconds: capMsDefault / 1000,
    tag: false,
    endTool: false,
  };
  const base = adopt(defaultAgent(name.slice(0, 200)), defaults);
  const spoken = withLanguage(base, document, notes);
  const engine =
    ['retellLlmData', 'retell_llm', 'response_engine'].find(
      (field) => at(document, `${field}.general_prompt`) !== undefined,
    ) ?? retellFlowPlace(document);
  const minded = withEngine(spoken, document, engine ?? '', notes);
  const clocked = withReminders(withClocks(minded, document, notes), document, notes);
  const told = withFindings(withVoicemail(clocked, document, notes), document, notes);
  return withRetellFlow(told as AgentInput, document, notes);
}

function withLanguage(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const language = textAt(document, 'language');
  if (language === undefined || !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)) return agent;
  notes.taken('language', 'language');
  return { ...agent, language };
}

/** `engine`: where the response engine stands in the document; empty for its top. */
function withEngine(agent: Agent, document: JsonDocument, engine: string, notes: ReportNotes): Agent {
  const place = (field: string): string => (engine === '' ? field : `${engine}.${field}`);
  const prompt = textAt(document, place('general_prompt')) ?? '';
  notes.taken(place('general_prompt'), 'prompt');
  const named = ['model', 'model_choice.model'].find((field) => at(document, place(field)) !== undefined) ?? 'model';
  const model = modelNamed(textAt(document, place(named)) ?? '');
  if (model)
    notes.changed(
      place(named),
      'model',
      'it is asked with your own key; see that the name is the one its maker gave it',
    );
  const minded = { ...agent, prompt, ...(model && { model }) };
  // A flow begins with its first node, whatever stands beside it.
  const greeted = retellFlowPlace(document) === null ? withGreeting(minded, document, place, notes) : minded;
  const tooled = withTools(greeted, document, place('general_tools'), notes);
  return withDynamicVariables(tooled, document, place('default_dynamic_variables'), notes);
}

function withGreeting(
  agent: Agent,
  document: JsonDocument,
  place: (field: string) => string,
  notes: ReportNotes,
): Agent {
  const words = textAt(document, place('begin_message')) ?? '';
  notes.taken(place('start_speaker'), 'greeting.mode');
  if (textAt(document, place('start_speaker')) === 'user') return { ...agent, greeting: { mode: 'none', message: '' } };
  notes.taken(place('begin_message'), 'greeting.message');
  return { ...agent, greeting: { mode: words === '' ? 'prompt' : 'static', message: words } };
}

/** End tools and transfers. Tools of one's own are asked in Retell's words, which their servers would miss here. */
function withTools(agent: Agent, document: JsonDocument, list: string, notes: ReportNotes): Agent {
  let changed = agent;
  const actions: Agent['ending']['actions'] = [];
  const transfers: Agent['transfers'] = [];
  for (const { entry, field } of entriesAt(document, list)) {
    if (entry['type'] === 'end_call') {
      actions.push(endAction(entry, field, notes));
      changed = withSpokenEnd(changed, entry, field, notes);
    } else if (entry['type'] === 'transfer_call') transfers.push(...transferOf(entry, field, notes));
  }
  return { ...withEnding(changed, { actions }), transfers };
}

function endAction(tool: JsonDocument, field: string, notes: ReportNotes): Agent['ending']['actions'][number] {
  const name = toolName(textAt(tool, 'name'), 'end_call');
  for (const part of ['type', 'name', 'description']) notes.taken(`${field}.${part}`, 'ending.actions');
  const speaks = tool['speak_during_execution'] === true && tool['execution_message_type'] !== 'static_text';
  const prompt = speaks ? (textAt(tool, 'execution_message_description') ?? '') : '';
  if (speaks) {
    notes.taken(`${field}.execution_message_type`, 'ending.actions, goodbye_prompt');
    notes.taken(`${field}.execution_message_description`, 'ending.actions, goodbye_prompt');
    notes.taken(`${field}.speak_during_execution`, 'ending.actions, goodbye_prompt');
  }
  const description = (textAt(tool, 'description') ?? '').slice(0, 1_000);
  return { name, description, skip_goodbye: false, goodbye_prompt: prompt.slice(0, 1_000), outcome_tags: [] };
}

function withSpokenEnd(agent: Agent, tool: JsonDocument, field: string, notes: ReportNotes): Agent {
  if (tool['speak_during_execution'] !== true) {
    const why = 'where the model says no goodbye of its own, it is asked for one; there the line would just be dropped';
    notes.changed(`${field}.speak_during_execution`, 'ending.farewell', why);
    return agent;
  }
  const words = textAt(tool, 'execution_message_description');
  if (tool['execution_message_type'] !== 'static_text' || !words) return agent;
  const why =
    'it is spoken unless the agent has said goodbye in its own words already, and at silence and the time limit as well';
  notes.changed(`${field}.execution_message_description`, 'ending.farewell.message', why);
  notes.taken(`${field}.execution_message_type`, 'ending.farewell.mode');
  notes.taken(`${field}.speak_during_execution`, 'ending.farewell');
  return withEnding(agent, { farewell: { mode: 'static', message: words } });
}

function transferOf(tool: JsonDocument, field: string, notes: ReportNotes): Agent['transfers'] {
  const where = textAt(tool, 'transfer_destination.number') === undefined ? 'number' : 'transfer_destination.number';
  const number = textAt(tool, where);
  if (number === undefined || !dialable.safeParse(number).success) return [];
  for (const part of ['type', 'name', where, 'transfer_destination.type']) notes.taken(`${field}.${part}`, 'transfers');
  return [{ name: (textAt(tool, 'name') || number).slice(0, 100), to: number }];
}

function withDynamicVariables(agent: Agent, document: JsonDocument, field: string, notes: ReportNotes): Agent {
  const values = at(document, field);
  if (!isObject(values)) return agent;
  const named = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && /^[A-Za-z_]\w{0,63}$/.test(entry[0]),
  );
  for (const [name] of named) notes.taken(`${field}.${name}`, `variables.${name}`);
  return { ...agent, variables: Object.fromEntries(named) };
}

function withClocks(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const silenceMs = numberAt(document, 'end_call_after_silence_ms') ?? silenceMsDefault;
  const capMs = numberAt(document, 'max_call_duration_ms') ?? capMsDefault;
  notes.taken('max_call_duration_ms', 'ending.max_duration.seconds');
  notes.assumed('max_call_duration_ms', `ending.max_duration.seconds: ${capMsDefault / 1000}`);
  notes.assumed('end_call_after_silence_ms', `ending.silence.timeout_seconds: ${silenceMsDefault / 1000}`);
  const why = 'the farewell is spoken first';
  notes.changed('end_call_after_silence_ms', 'ending.silence.timeout_seconds', why);
  return withCap(withSilence(agent, silenceMs / 1000), capMs / 1000);
}

function withReminders(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const eachMs = numberAt(document, 'reminder_trigger_ms') ?? reminderMsDefault;
  const times = Math.min(numberAt(document, 'reminder_max_count') ?? remindersDefault, 10);
  const wanted = Array.from({ length: times }, (_, index) => ({
    seconds: (eachMs / 1000) * (index + 1),
    message: askAgain,
  }));
  const why = `the words are "${askAgain}", not the model's, and they come only before the silence timeout`;
  for (const field of ['reminder_trigger_ms', 'reminder_max_count']) {
    notes.changed(field, 'ending.silence.check_ins', why);
    notes.assumed(field, 'ending.silence.check_ins: one after 10 seconds');
  }
  return withCheckIns(agent, wanted);
}

function withVoicemail(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const older = document['enable_voicemail_detection'] === true;
  const message = textAt(document, 'voicemail_option.action.text') ?? textAt(document, 'voicemail_message') ?? '';
  const kind =
    textAt(document, 'voicemail_option.action.type') ?? (older ? (message ? 'static_text' : 'hangup') : 'none');
  const ours = { none: 'ignore', static_text: 'leave_message' } as const;
  const action = kind === 'none' || (kind === 'static_text' && message) ? ours[kind] : 'hang_up';
  for (const field of ['voicemail_option.action.text', 'voicemail_message']) {
    if (action === 'leave_message') notes.taken(field, 'ending.voicemail.message');
  }
  const why = 'only fixed words can be left on a machine: it hangs up instead';
  if (action === 'hang_up' && kind !== 'hangup')
    notes.changed('voicemail_option.action.type', 'ending.voicemail.action', why);
  else notes.taken('voicemail_option.action.type', 'ending.voicemail.action');
  notes.taken('enable_voicemail_detection', 'ending.voicemail.action');
  const words = action === 'leave_message' ? message : '';
  return withEnding(agent, { voicemail: { action, message: words, outcome_tags: [] } });
}

/** What is to be read out of the conversation. */
function withFindings(agent: Agent, document: JsonDocument, notes: ReportNotes): Agent {
  const types = { string: 'string', enum: 'string', number: 'number', boolean: 'boolean' } as const;
  const extract = entriesAt(document, 'post_call_analysis_data').flatMap(({ entry, field }) => {
    const name = textAt(entry, 'name') ?? '';
    const type = types[entry['type'] as keyof typeof types];
    if (type === undefined || !/^[A-Za-z_]\w{0,63}$/.test(name)) return [];
    for (const part of ['type', 'name', 'description']) notes.taken(`${field}.${part}`, 'after_call.extract');
    return [{ name, type, description: (textAt(entry, 'description') ?? '').slice(0, 1_000) }];
  });
  return { ...agent, after_call: { ...agent.after_call, extract: extract.slice(0, 50) } };
}

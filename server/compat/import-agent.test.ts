/** Imports of whole agents: what they become, that they run, and that the report of each is true. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Agent } from '../../contract/agent.ts';
import { type Vendor, vendors } from '../../contract/compat.ts';
import type { Rule } from '../testing/agents.ts';
import { play } from '../testing/play.ts';
import { type Done, imported as done, importFolder as folder, importSample as read } from '../testing/imported.ts';
import { importAgent } from './import-agent.ts';
import { isObject, type JsonDocument } from './json-document.ts';

const vendorOf = (file: string): Vendor => vendors.find((vendor) => file.startsWith(vendor))!;

/** The agent follows these rules and greets with "Hello." */
function scripted({ agent }: Done, ...rules: Rule[]): Agent {
  const model = { provider: 'offline', name: 'offline', script: rules } as unknown as Agent['model'];
  return { ...agent, model, greeting: { mode: 'static', message: 'Hello.' } };
}

describe('vapi', () => {
  const imported = done('vapi', read('vapi.json'));

  test('becomes this', () => {
    expect(imported.agent).toMatchObject({
      name: 'Harbour Dental',
      greeting: { mode: 'static', message: 'Hi {{customer_name}}, this is Harbour Dental. How can I help?' },
      variables: { customer_name: '' },
      model: { provider: 'openai', name: 'gpt-4o', temperature: 0.3 },
      transfers: [{ name: 'Reception', to: '+15550100' }],
      ending: {
        tag: false,
        actions: [{ name: 'endCall', description: 'Ends the call once the caller needs nothing else.' }],
        farewell: { mode: 'static', message: 'Thanks for calling Harbour Dental. Goodbye!' },
        phrases: ['have a lovely day'],
        silence: {
          timeout_seconds: 40,
          check_ins: [
            { after_seconds: 10, message: 'Are you still with me?' },
            { after_seconds: 20, message: 'Are you still with me?' },
          ],
        },
        max_duration: {
          seconds: 900,
          wrap_up: [{ before_end_seconds: 60, instruction: 'Say this: We have one minute left.' }],
        },
        voicemail: { action: 'leave_message', message: 'Please call Harbour Dental back.' },
        guard: { enabled: false },
        rescue: { mode: 'off' },
      },
      compat: { vendor: 'vapi', document: read('vapi.json') },
    });
    expect(imported.report.kept).toEqual([
      'model.tools[1].destinations[0].message',
      'voice',
      'endCallMessage',
      'hooks[2]',
      'server',
    ]);
  });

  test('runs: the end tool by its name, with its words', async () => {
    const agent = scripted(imported, { when: ['bye'], tools: [{ name: 'endCall' }] });
    const { story } = await play(agent, 'caller: okay bye');
    expect(story.slice(2, 4)).toEqual([
      'agent: Thanks for calling Harbour Dental. Goodbye!',
      'end: agent_ended by tool, dropped by agent',
    ]);
  });

  test('runs: a phrase, silence with check-ins, the cap, a voicemail', async () => {
    const agent = scripted(imported, { when: ['bye'], say: 'Have a lovely day!' }, { when: 'anything', say: 'I see.' });
    expect((await play(agent, 'caller: okay bye')).record.trigger).toBe('phrase');
    const silent = await play(agent, 'caller: hi');
    expect(silent.record).toMatchObject({ ended_reason: 'silence_timeout', clocks: { quiet_seconds: 40 } });
    expect(silent.story.filter((line) => line === 'agent: Are you still with me?')).toHaveLength(2);
    const voicemail = await play(agent, 'outbound\n[at 1s] voicemail');
    expect(voicemail.record.farewell.text).toBe('Please call Harbour Dental back.');
  });

  test.each([
    [
      {},
      {
        greeting: { mode: 'none' },
        ending: { actions: [], max_duration: { seconds: 600 }, voicemail: { action: 'ignore' } },
      },
    ],
    [{ firstMessageMode: 'assistant-waits-for-user', firstMessage: 'Hi' }, { greeting: { mode: 'none' } }],
    [{ firstMessageMode: 'assistant-speaks-first-with-model-generated-message' }, { greeting: { mode: 'prompt' } }],
    [
      { endCallFunctionEnabled: true, endCallMessage: 'Bye now.' },
      { ending: { actions: [{ name: 'endCall' }], farewell: { mode: 'static', message: 'Bye now.' } } },
    ],
    [{ voicemailDetection: { provider: 'twilio' } }, { ending: { voicemail: { action: 'hang_up' } } }],
    [{ voicemailDetection: 'off', voicemailMessage: 'Call us.' }, { ending: { voicemail: { action: 'ignore' } } }],
    [
      hook('customer.speech.timeout', { timeoutSeconds: 20 }, { type: 'tool', tool: { type: 'endCall' } }),
      { ending: { silence: { timeout_seconds: 20 } } },
    ],
    [
      hook('call.timeElapsed', { seconds: 120 }, { type: 'tool', tool: { type: 'endCall' } }),
      { ending: { max_duration: { seconds: 120 } } },
    ],
    [
      hook('customer.speech.timeout', { timeoutSeconds: 12 }, { type: 'say', prompt: 'Nudge them.' }),
      {
        ending: {
          silence: { check_ins: [{ after_seconds: 12, message: 'Are you still there?' }, { after_seconds: 24 }] },
        },
      },
    ],
  ])('%j', (document, expected) => {
    expect(done('vapi', document).agent).toMatchObject(expected);
  });
});

function hook(on: string, options: object, action: object): JsonDocument {
  return { hooks: [{ on, options, do: [action] }] };
}

describe('retell', () => {
  const imported = done('retell', read('retell.json'));

  test('becomes this', () => {
    expect(imported).toMatchObject({
      id: 'agent_harbour_dental',
      agent: {
        name: 'Harbour Dental',
        language: 'en-US',
        greeting: { mode: 'static', message: 'Hi {{customer_name}}, this is Harbour Dental.' },
        variables: { customer_name: 'there' },
        model: { provider: 'openai', name: 'gpt-4o' },
        transfers: [{ name: 'reception', to: '+15550100' }],
        ending: {
          actions: [{ name: 'end_call', goodbye_prompt: 'Wish them healthy teeth.' }],
          silence: { timeout_seconds: 30, check_ins: [{ after_seconds: 8 }, { after_seconds: 16 }] },
          max_duration: { seconds: 900 },
          voicemail: { action: 'leave_message', message: 'Please call Harbour Dental back.' },
          guard: { enabled: false },
        },
        after_call: {
          extract: [
            { name: 'callback_number', type: 'string' },
            { name: 'mood', type: 'string' },
          ],
        },
      },
    });
  });

  test('runs: the end tool with a goodbye by its instruction, reminders, silence', async () => {
    const rules: Rule[] = [
      { when: 'farewell', say: 'Healthy teeth to you. Goodbye!' },
      { when: ['bye'], tools: [{ name: 'end_call' }] },
    ];
    const ended = await play(scripted(imported, ...rules), 'caller: okay bye');
    expect(ended.story).toContain('farewell: "Healthy teeth to you. Goodbye!" confirmed, instruction, goodbyes: 1');
    expect(ended.asked.at(-1)!.system).toContain('Follow this instruction: Wish them healthy teeth.');
    const silent = await play(scripted(imported), '');
    expect(silent.story.filter((line) => line === 'agent: Are you still there?')).toHaveLength(2);
    expect(silent.record).toMatchObject({ ended_reason: 'silence_timeout', clocks: { quiet_seconds: 30 } });
  });

  test.each([
    [
      {},
      {
        ending: {
          actions: [],
          silence: { timeout_seconds: 600, check_ins: [{ after_seconds: 10 }] },
          max_duration: { seconds: 3600 },
          voicemail: { action: 'ignore' },
        },
      },
    ],
    [{ reminder_max_count: 0 }, { ending: { silence: { check_ins: [] } } }],
    [{ voicemail_option: { action: { type: 'hangup' } } }, { ending: { voicemail: { action: 'hang_up' } } }],
    [
      { voicemail_option: { action: { type: 'prompt', text: 'Be nice.' } } },
      { ending: { voicemail: { action: 'hang_up', message: '' } } },
    ],
    [
      { enable_voicemail_detection: true, voicemail_message: 'Call us.' },
      { ending: { voicemail: { action: 'leave_message', message: 'Call us.' } } },
    ],
    [{ retellLlmData: { general_prompt: 'Hi', start_speaker: 'user' } }, { greeting: { mode: 'none' } }],
    [
      tool({
        speak_during_execution: true,
        execution_message_type: 'static_text',
        execution_message_description: 'Bye!',
      }),
      { ending: { farewell: { mode: 'static', message: 'Bye!' } } },
    ],
    [
      tool({ name: 'hang up-now' }),
      { ending: { actions: [{ name: 'hang_up_now' }], farewell: { mode: 'generated' } } },
    ],
  ])('%j', (document, expected) => {
    expect(done('retell', document).agent).toMatchObject(expected);
  });

  test('a length that cannot be one is refused', () => {
    const refused = importAgent('retell', { max_call_duration_ms: 5_000 });
    expect(refused).toMatchObject({ ok: false, problems: [{ path: 'ending.max_duration.seconds' }] });
  });
});

function tool(fields: object): JsonDocument {
  return { general_prompt: 'Be kind.', general_tools: [{ type: 'end_call', name: 'end_call', ...fields }] };
}

test("synthflow: an assistant in the wrapping of the vendor's API", () => {
  const assistant = read('synthflow.json');
  const wrapped = { status: 'ok', response: { assistants: [{ ...assistant, model_id: 'm1' }] } };
  expect(done('synthflow', wrapped)).toMatchObject({ id: 'm1', agent: { name: 'Acme line' } });
});

test('an old list beside a new one is reported as without effect', () => {
  const { report } = done('synthflow', { agent: { end_call_reasons: ['A'], end_call_reasons_v2: [{ reason: 'B' }] } });
  expect(report.kept).toEqual(['agent.end_call_reasons']);
});

test.each(vendors)('%s: a document full of wrong types is refused or read, and breaks nothing', (vendor) => {
  for (const wrong of [null, 7, 'x', [], [null, 7, [[]]], {}, { a: [{}] }, true]) {
    for (const file of readdirSync(folder).filter((name) => vendorOf(name) === vendor)) {
      const document = read(file);
      for (const field of fieldsOf(document))
        expect(outcome(vendor, changedAt(document, field, wrong))).toMatch(/^(ok|refused)$/);
    }
  }
});

function outcome(vendor: Vendor, document: JsonDocument): string {
  try {
    return importAgent(vendor, document).ok ? 'ok' : 'refused';
  } catch (error) {
    return (error as Error).name === 'BadConfig' ? 'refused' : String(error);
  }
}

describe.each(readdirSync(folder))('the report of %s is true', (file) => {
  const vendor = vendorOf(file);
  const document = read(file);
  const { report, agent } = done(vendor, document);
  const plain = (each: Agent): string => JSON.stringify({ ...each, compat: null });

  test('without a field that is kept only, the agent is the same', () => {
    const differ = report.kept.filter(
      (field) => plain(done(vendor, changedAt(document, field, null)).agent) !== plain(agent),
    );
    expect(differ).toEqual([]);
  });

  /** Words that only say what the field beside them is, and values that are the same as without the field. */
  const idle =
    /(role|\.type|firstMessageMode|start_speaker|firstMessage|speak_during_execution|enabled|execution_message_type|voicemailDetection|edges?(\[\d+\])?\.id|display_position|silence_timeout_seconds|^(agent_|model_)?id)$/;

  test('without a field that is taken, or with another value, the agent is another one', () => {
    const fields = [...report.taken, ...report.changed].map(({ field }) => field);
    const real = fields.filter((field) => !/[ {]/.test(field) && !idle.test(field));
    const same = real.filter(
      (field) => !differs(changedAt(document, field)) && !differs(changedAt(document, field, 'other')),
    );
    expect(real.length).toBeGreaterThan(2);
    expect(same).toEqual([]);
  });

  /** A document that cannot be read without the field depends on it as well. */
  function differs(changed: JsonDocument): boolean {
    const imported = importAgent(vendor, changed);
    return !imported.ok || plain(imported.agent) !== plain(agent);
  }
});

/** Every place in a document, its parts included. */
function fieldsOf(value: unknown, field = ''): string[] {
  const inside = Array.isArray(value)
    ? value.map((entry, index): [string, unknown] => [`${field}[${index}]`, entry])
    : isObject(value)
      ? Object.entries(value).map(([name, entry]): [string, unknown] => [
          field === '' ? name : `${field}.${name}`,
          entry,
        ])
      : [];
  return inside.flatMap(([name, entry]) => [name, ...fieldsOf(entry, name)]);
}

/** The document with another value at this place, or with none. */
function changedAt(document: JsonDocument, field: string, value?: unknown): JsonDocument {
  const copy = structuredClone(document) as Record<string, unknown>;
  const keys = field.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const last = keys.pop()!;
  const around = keys.reduce<Record<string, unknown>>((inner, key) => inner[key] as Record<string, unknown>, copy);
  if (value === undefined) delete around[last];
  else around[last] = value;
  return copy;
}

/** Agents as the documentation of Vapi and Retell has them: imported into a running server, called, and the report held against both. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AgentInput } from '../contract/agent.ts';
import type { Vendor } from '../contract/compat.ts';
import { openStore, type Store } from '../server/store/store.ts';
import { type TestServer, testServer } from '../server/testing/server.ts';
import { importCommand } from './import.ts';

let store: Store;
let server: TestServer;
beforeAll(async () => {
  store = await openStore({ memory: true });
  server = await testServer(store);
});
afterAll(async () => {
  await server.close();
  await store.close();
});

/** What the command prints, section by section. */
async function imports(vendor: Vendor, file: string, id: string): Promise<Record<string, string[]>> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  await importCommand(vendor, `examples/imports/${file}`, { id, server: server.url, key: server.key });
  const text = printed.mock.calls.map(([line]) => String(line ?? '')).join('\n');
  printed.mockRestore();
  expect(text).toContain(`saved as "${id}", version 1`);
  const sections = text.split(/\n(?=\S[^\n]*:\n {2})/).map((section) => section.trimStart().split('\n'));
  return Object.fromEntries(
    sections.map(([title = '', ...lines]) => [
      title.replace(/:$/, ''),
      lines.flatMap((line) => /^ {2}(\S.*)/.exec(line)?.[1] ?? []),
    ]),
  );
}

type Script = NonNullable<Extract<AgentInput['model'], { provider: 'offline' }>['script']>;
type Run = {
  vendor: Vendor;
  file: string;
  /** In place of the vendor's model, which asks for a key. */
  script: Script;
  says: string;
  ends: object;
  kept: string[];
  changed: string[];
};

const byeCalls = (name: string, say = ''): Script => [
  { when: ['bye'], say, tools: [{ name, arguments: {} }] },
  { when: 'farewell', say: 'Healthy teeth to you. Goodbye!' },
];
const byTool = { ended_reason: 'agent_ended', trigger: 'tool' };

const runs: Run[] = [
  {
    vendor: 'vapi',
    file: 'vapi.json',
    script: byeCalls('endCall'),
    says: 'okay bye',
    ends: { ...byTool, action: 'endCall', farewell: { text: 'Thanks for calling Harbour Dental. Goodbye!' } },
    kept: ['id', 'model.tools[1].destinations[0].message', 'voice', 'endCallMessage', 'hooks[2]', 'server'],
    changed: [
      'model.model',
      'model.tools[0].messages[0].content',
      'endCallPhrases',
      'voicemailDetection',
      'hooks[0]',
      'hooks[1]',
      '{{customer_name}}',
    ],
  },
  {
    vendor: 'vapi',
    file: 'vapi-hang-up.json',
    script: byeCalls('endCall'),
    says: 'nothing else, bye',
    ends: {
      ...byTool,
      action: 'endCall',
      farewell: { text: 'Thank you for your call. Goodbye!', source: 'configured' },
    },
    kept: ['model.tools[0].messages[0].blocking', 'voice', 'transcriber'],
    changed: ['model.model', 'model.tools[0].messages[0].content'],
  },
  {
    vendor: 'vapi',
    file: 'vapi-silence.json',
    script: byeCalls('endCall'),
    says: 'bye',
    ends: { ...byTool, farewell: { text: 'The morning shift will call you. Goodbye!' } },
    kept: ['silenceTimeoutSeconds', 'hooks[4]'],
    changed: ['model.model', 'endCallMessage', 'hooks[0]', 'hooks[1]', 'hooks[2]', 'hooks[3]'],
  },
  {
    vendor: 'retell',
    file: 'retell.json',
    script: byeCalls('end_call'),
    says: 'okay bye',
    ends: { ...byTool, farewell: { text: 'Healthy teeth to you. Goodbye!', source: 'instruction' } },
    kept: [
      'agent_id',
      'voice_id',
      'response_engine',
      'post_call_analysis_data[1].choices',
      'webhook_url',
      'retellLlmData.llm_id',
      'retellLlmData.general_tools[1].description',
      'retellLlmData.general_tools[1].transfer_option',
    ],
    changed: ['retellLlmData.model', 'end_call_after_silence_ms', 'reminder_trigger_ms', 'reminder_max_count'],
  },
  {
    vendor: 'retell',
    file: 'retell-receptionist.json',
    script: byeCalls('end_call'),
    says: 'bye',
    ends: { ...byTool, farewell: { text: 'We will call you in the morning. Goodbye!', source: 'configured' } },
    kept: ['agent_id', 'voice_id', 'response_engine', 'retell_llm.general_tools[1]'],
    changed: [
      'retell_llm.model',
      'retell_llm.general_tools[0].execution_message_description',
      'end_call_after_silence_ms',
      'reminder_max_count',
    ],
  },
  {
    vendor: 'retell',
    file: 'retell-conversation-flow.json',
    script: [{ when: 'anything', say: 'I see.' }],
    says: 'what a nice day',
    ends: { trigger: 'flow_block', flow: { end_block: 'sorry' }, farewell: { text: 'Then another time. Goodbye!' } },
    kept: [
      'conversation_flow_id',
      'start_speaker',
      'model_choice.type',
      'nodes[0].else_edge.transition_condition.prompt',
      'nodes[1].else_edge.transition_condition.prompt',
      'nodes[2].skip_response_edge.transition_condition.prompt',
      'nodes[3].always_edge.transition_condition.prompt',
      'knowledge_base_ids',
    ],
    changed: ['model_choice.model'],
  },
  {
    vendor: 'retell',
    file: 'retell-flow.json',
    script: [{ when: 'farewell', say: 'Thank you for your answer. Goodbye!' }],
    says: 'I was very happy',
    ends: { trigger: 'flow_block', farewell: { text: 'Thank you for your answer. Goodbye!', source: 'instruction' } },
    kept: ['agent_id', 'response_engine', 'conversationFlow.nodes[1].edge.transition_condition.prompt'],
    changed: [],
  },
];

describe.each(runs)('$file', ({ vendor, file, script, says, ends, kept, changed }) => {
  const id = file.replace('.json', '');
  let report: Record<string, string[]>;
  beforeAll(async () => {
    report = await imports(vendor, file, id);
  });

  test('the report tells each field that is kept without effect, and each that means something else', () => {
    expect(report['Kept without effect'] ?? []).toEqual(kept);
    expect((report['Taken with another meaning'] ?? []).map((line) => line.split(' → ')[0])).toEqual(changed);
    expect(report['Taken']!.length).toBeGreaterThan(3);
  });

  test('the agent is on the server, whole, with its document beside it', async () => {
    const { agent } = await server.api.agents.get({ id });
    expect(agent).toMatchObject({ id, compat: { vendor }, ending: { guard: { enabled: false } } });
  });

  test('it answers a call, and ends it', async () => {
    const { agent } = await server.api.agents.get({ id });
    const model = { provider: 'offline', script };
    // A flow begins with its own first words.
    const greeting = agent.kind === 'flow' ? agent.greeting : { mode: 'static', message: 'Hello.' };
    await server.api.agents.put({ params: { id }, body: { ...agent, model, greeting } as never });
    const call = await server.call({ agentId: id });
    call.caller.says(says);
    expect(await call.session.done).toMatchObject(ends);
  });
});

/** The page of Phonely's End Call block, in flows that run. docs/seeds.md tells where each sentence stands. */
import { describe, expect, test } from 'vitest';
import { type AgentInput, parseAgent } from '../../../contract/agent.ts';
import { callEndedPayload } from '../../../contract/webhook.ts';
import { agentThat, endCall, politeRules, type Rule } from '../../testing/agents.ts';
import { play } from '../../testing/play.ts';

type Node = NonNullable<AgentInput['flow']>['nodes'][number];
type Edge = NonNullable<NonNullable<AgentInput['flow']>['edges']>[number];
type BlockData = Extract<Node, { kind: 'end_call' }>['data'];

const instruction =
  'Say a goodbye that fits what was talked about, to be spoken just before the call ends. After it the caller says no more.';
const fixed = (text: string) => ({ mode: 'fixed' as const, text });
const ask: Node = { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'Anything else?' } };

function flowOf(nodes: Node[], edges: Omit<Edge, 'id'>[], rules: readonly Rule[] = []): Partial<AgentInput> {
  const drawn = edges.map((edge, order) => ({ ...edge, id: `e${order}`, order }));
  return {
    kind: 'flow',
    greeting: { mode: 'none' },
    model: { provider: 'offline', script: [...rules] },
    flow: { start: nodes[0]!.id, nodes, edges: drawn },
  };
}

/** One question, and then the block, whatever the caller answers. */
function block(data: BlockData, rules: readonly Rule[] = []): Partial<AgentInput> {
  return flowOf([ask, { id: 'end', kind: 'end_call', data }], [{ from: 'ask', to: 'end' }], rules);
}

function dataOf(agent: Partial<AgentInput>): unknown {
  const parsed = parseAgent({ name: 'Flow', ...agent });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ path, problem }) => `${path} ${problem}`).join('\n'));
  return parsed.agent.flow?.nodes[1]?.data;
}

/** A member number is asked for; only 4711 is on the list. */
const verification = flowOf(
  [
    {
      id: 'who',
      kind: 'slot_collection',
      data: { slots: [{ name: 'member', type: 'number', prompt: 'What is your number?', attempts: 2 }] },
    },
    {
      id: 'known',
      kind: 'condition',
      data: { branches: [{ label: 'known', expression: 'double(member) == 4711.0' }] },
    },
    { id: 'served', kind: 'end_call', data: { message: fixed('All done. Goodbye.'), outcome_tags: ['completed'] } },
    {
      id: 'unverified',
      kind: 'end_call',
      data: { message: fixed('I could not verify you. Goodbye.'), outcome_tags: ['failed_verification'] },
    },
  ],
  [
    { from: 'who', to: 'known', label: 'filled' },
    { from: 'who', to: 'unverified', label: 'gave_up' },
    { from: 'known', to: 'served', label: 'known' },
    { from: 'known', to: 'unverified', label: 'else' },
  ],
);

describe('000_a4551610487e9c63', () => {
  test('a call ends with spoken last words', async () => {
    const { record } = await play(block({ message: fixed('Goodbye now!') }), 'caller: no');
    expect(record.transcript.at(-1)).toMatchObject({ role: 'agent', text: 'Goodbye now!', cut: false });
    expect(record.farewell).toMatchObject({ heard: 'confirmed', heard_share: 1 });
  });

  test('reaching the block ends the call', async () => {
    const { record, story } = await play(block({ message: fixed('Goodbye now!') }), 'caller: no');
    expect(record).toMatchObject({ ended_reason: 'agent_ended', trigger: 'flow_block', ended_by: 'agent' });
    expect(record.flow).toMatchObject({ block: 'end', end_block: 'end', path: ['ask', 'end'] });
    expect(story).toContain('end: agent_ended by flow_block, dropped by agent');
  });

  test('the goodbye is written from the conversation', async () => {
    const rules: Rule[] = [{ when: 'farewell', say: 'Thanks for booking Tuesday. Goodbye!' }];
    const agent = block({ message: { mode: 'promptable', text: instruction } }, rules);
    const { story, asked } = await play(agent, 'caller: Tuesday is fine');
    expect(story).toContain('agent: Thanks for booking Tuesday. Goodbye!');
    expect(asked.at(-1)!.system).toContain(`Follow this instruction: ${instruction}`);
    expect(JSON.stringify(asked.at(-1)!.messages)).toContain('Tuesday is fine');
  });

  test.each([
    instruction,
    'Thank them by "name", if they gave one.\nThen wish them well.',
    'Say: see you at {{clinic}}!',
  ])('the prompt written in the block is what the model gets: %j', async (text) => {
    const agent = { ...block({ message: { mode: 'promptable', text } }), variables: { clinic: 'Acme Dental' } };
    const { asked, record } = await play(agent, 'caller: no');
    const filled = text.replace('{{clinic}}', 'Acme Dental');
    expect(asked.map(({ purpose }) => purpose)).toEqual(['farewell']);
    expect(asked[0]!.system.split('\nFollow this instruction: ')[1]).toMatch(filled);
    expect(record.farewell.source).toBe('instruction');
  });

  test('the model is asked for a natural and polite goodbye', async () => {
    const { asked } = await play(block({ message: { mode: 'promptable', text: 'Thank them.' } }), 'caller: no');
    expect(asked.at(-1)!.system).toContain('Say only the goodbye, naturally and politely');
  });

  test('a message is promptable or fixed: of two modes one is chosen', () => {
    const modeOf = (mode: string) => dataOf(block({ message: { mode: mode as 'fixed', text: 'Goodbye.' } }));
    for (const mode of ['promptable', 'fixed']) expect(modeOf(mode)).toMatchObject({ message: { mode } });
    expect(() => modeOf('improvised')).toThrow('flow.nodes[1].data.message.mode');
  });

  test('the model is told that the caller says nothing after the goodbye', async () => {
    const { asked } = await play(block({ message: { mode: 'promptable', text: instruction } }), 'caller: no');
    expect(asked.at(-1)!).toMatchObject({ purpose: 'farewell', tools: [] });
    expect(asked.at(-1)!.system).toContain('The caller will not answer.');
  });

  test('fixed words are spoken as they were written', async () => {
    const words = 'Thank you for calling. Have a great day!';
    const { story, record, asked } = await play(block({ message: fixed(words) }), 'caller: no');
    expect(story).toContain(`agent: ${words}`);
    expect(record.farewell).toMatchObject({ source: 'own_words', heard: 'confirmed' });
    expect(asked).toEqual([]);
  });

  test('nothing is heard after the goodbye', async () => {
    const { log } = await play(block({ message: fixed('Goodbye now! Have a great day.') }), 'caller: no');
    const events = log.flatMap((entry) => ('event' in entry ? [entry] : []));
    const hangUp = events.find(({ effects }) => effects.some(({ type }) => type === 'hang_up'))!;
    const last = events.findLast(({ event }) => event.type === 'playback.finished')!;
    expect(last.at).toBeLessThanOrEqual(hangUp.at);
  });

  test('several tags tell what came of one call, and leave with the webhook', async () => {
    const tags = ['completed', 'lead_collected', 'support_ticket_closed'];
    const { record } = await play(block({ message: fixed('Goodbye.'), outcome_tags: tags }), 'caller: no');
    expect(callEndedPayload(record).outcome_tags).toEqual(tags);
  });

  test('a prompt agent tags what came of its calls as well', async () => {
    const actions = [{ name: 'end_call', outcome_tags: ['completed'] }];
    const { record } = await play(agentThat(politeRules, { actions }), 'caller: okay bye');
    expect(callEndedPayload(record).outcome_tags).toEqual(['completed']);
  });

  test('a caller who gives no answer is tagged no_response', async () => {
    const once: Node = { ...ask, data: { mode: 'verbatim', text: 'Hello?', no_input_seconds: 6 } } as Node;
    const gone: Node = {
      id: 'gone',
      kind: 'end_call',
      data: { message: fixed('I hear nothing. Goodbye.'), outcome_tags: ['no_response'] },
    };
    const end: Node = { id: 'end', kind: 'end_call', data: { message: fixed('Goodbye.') } };
    const edges = [
      { from: 'ask', to: 'end' },
      { from: 'ask', to: 'gone', label: 'no_input' },
    ];
    const { record } = await play(flowOf([once, end, gone], edges), '');
    expect(record).toMatchObject({ outcome_tags: ['no_response'], flow: { end_block: 'gone' } });
    expect(record.farewell.text).toBe('I hear nothing. Goodbye.');
  });

  const fallbackWords = 'I could not understand you. Goodbye.';
  const fallback: Node = {
    id: 'fallback',
    kind: 'end_call',
    data: { message: fixed(fallbackWords), outcome_tags: ['no_valid_input'] },
  };
  const served: Node = { id: 'end', kind: 'end_call', data: { message: fixed('Goodbye.') } };
  const when: Node = {
    id: 'when',
    kind: 'slot_collection',
    data: { slots: [{ name: 'day', type: 'date', prompt: 'Which day?', attempts: 2 }] },
  };
  test.each([
    [
      'a date that is none',
      flowOf(
        [when, served, fallback],
        [
          { from: 'when', to: 'end', label: 'filled' },
          { from: 'when', to: 'fallback', label: 'gave_up' },
        ],
      ),
      'caller: on the 31st of February\ncaller: the 45th of May',
    ],
    [
      'an answer to another question',
      flowOf(
        [ask, served, fallback],
        [
          { from: 'ask', to: 'end', label: 'no' },
          { from: 'ask', to: 'fallback', label: 'no_match' },
        ],
      ),
      'caller: purple elephants',
    ],
  ])('a caller whose answers are not valid comes to the fallback, which ends the call: %s', async (...path) => {
    const [, agent, script] = path;
    const { record } = await play(agent, script);
    expect(record).toMatchObject({ trigger: 'flow_block', outcome_tags: ['no_valid_input'] });
    expect(record).toMatchObject({ flow: { end_block: 'fallback' }, farewell: { text: fallbackWords } });
  });

  test.each([
    [70, 'not_eligible'],
    [30, 'eligible'],
  ])('eligibility decides which block ends the call: a caller of %i is %s', async (age, tag) => {
    const years: Node = {
      id: 'age',
      kind: 'slot_collection',
      data: { slots: [{ name: 'age', type: 'number', prompt: 'How old are you?' }] },
    };
    const decides: Node = {
      id: 'decides',
      kind: 'condition',
      data: { branches: [{ label: 'eligible', expression: 'double(age) < 65.0' }] },
    };
    const end = (id: string): Node => ({ id, kind: 'end_call', data: { message: fixed('Bye.'), outcome_tags: [id] } });
    const edges = [
      { from: 'age', to: 'decides', label: 'filled' },
      { from: 'age', to: 'not_eligible', label: 'gave_up' },
      { from: 'decides', to: 'eligible', label: 'eligible' },
      { from: 'decides', to: 'not_eligible', label: 'else' },
    ];
    const agent = flowOf([years, decides, end('eligible'), end('not_eligible')], edges);
    const { record } = await play(agent, `caller: I am ${age}`);
    expect(record).toMatchObject({ trigger: 'flow_block', outcome_tags: [tag], flow: { end_block: tag } });
  });

  test('a machine that answers is tagged voicemail', async () => {
    const voicemail = { outcome_tags: ['voicemail'] };
    const agent = { ...block({ message: fixed('Goodbye.') }), ending: { voicemail } };
    const { story } = await play(agent, 'outbound\n[at 1s] voicemail');
    expect(story.slice(-1)).toEqual(['tags: voicemail']);
  });

  test.each([
    ['is on no list', 'caller: my number is 1111'],
    ['is never given', 'caller: hm\ncaller: well\ncaller: what'],
  ])('somebody whose number %s is tagged, and told so', async (_, script) => {
    const { record } = await play(verification, script);
    expect(record).toMatchObject({ outcome_tags: ['failed_verification'], flow: { end_block: 'unverified' } });
    expect(record.farewell.text).toBe('I could not verify you. Goodbye.');
  });

  test('a condition decides which block ends the call', async () => {
    const { record } = await play(verification, 'caller: my number is 4711');
    expect(record).toMatchObject({ outcome_tags: ['completed'], farewell: { text: 'All done. Goodbye.' } });
    expect(record.flow!.path).toEqual(['who', 'known', 'served']);
  });

  test('a reason tags a check that fails in a prompt agent', async () => {
    const closing = { mode: 'static' as const, message: 'I could not verify you. Goodbye.' };
    const reasons = [{ reason: 'Not verified', closing, outcome_tags: ['failed_verification'] }];
    const rules: Rule[] = [{ when: ['code'], tools: [endCall({ reason: 'Not verified' })] }];
    const { story } = await play(agentThat(rules, { reasons }), 'caller: my code is 1111');
    expect(story).toEqual(
      expect.arrayContaining(['agent: I could not verify you. Goodbye.', 'tags: failed_verification']),
    );
  });

  test('a personal goodbye fills in what is known of the call', async () => {
    const agent = { ...block({ message: fixed('Goodbye from {{clinic}}.') }), variables: { clinic: 'Acme Dental' } };
    expect((await play(agent, 'caller: no')).story).toContain('agent: Goodbye from Acme Dental.');
  });

  test('what the block orders for after the call stands in the record of a call that it ended', async () => {
    const data: BlockData = {
      message: fixed('Goodbye.'),
      sms: { enabled: true, mode: 'prompt', message: 'In the tone of the call.' },
      summary: { enabled: true, instruction: 'Short.' },
      webhooks: [{ url: 'https://crm.example/hook' }],
      log: [{ kind: 'jsonl' }],
    };
    const { record } = await play(block(data), 'caller: no');
    const { message: _, ...followUps } = data;
    expect(record.flow!.follow_ups).toMatchObject(followUps);
    const gone = await play(block(data), 'caller: no\nhang up');
    expect(gone.record.flow!.follow_ups).toMatchObject(followUps);
    const before = await play(block(data), '[at 1s] hang up');
    expect(before.record.flow!.follow_ups).toBeNull();
  });

  test('a block keeps its message, tags, SMS, summary, webhooks and log', () => {
    const data = {
      message: { mode: 'promptable' as const, text: instruction },
      outcome_tags: ['completed'],
      sms: { enabled: true, mode: 'prompt' as const, message: 'In the tone of the call.' },
      summary: { enabled: true, instruction: 'Short.' },
      webhooks: [{ url: 'https://crm.example/hook' }],
      log: [{ kind: 'jsonl' as const }],
    };
    expect(dataOf(block(data))).toMatchObject(data);
  });

  test.each<[string, BlockData, BlockData]>([
    ['message.text', { message: fixed('') }, { message: fixed('Goodbye.') }],
    [
      'sms.message',
      { sms: { enabled: true, mode: 'static' } },
      { sms: { enabled: true, mode: 'static', message: 'Hi.' } },
    ],
    ['webhooks[0].url', { webhooks: [{ url: '' }] }, { webhooks: [{ url: 'https://crm.example' }] }],
  ])('a block that lacks what it needs cannot be saved: %s', (field, lacking, whole) => {
    expect(() => dataOf(block(lacking))).toThrow(`flow.nodes[1].data.${field}`);
    expect(dataOf(block(whole))).toMatchObject(whole);
  });

  test('nothing else is required: a block with no setting can be saved, and ends calls', async () => {
    expect(dataOf(block({}))).toMatchObject({ message: { mode: 'promptable', text: '' }, outcome_tags: [] });
    const { record } = await play(block({}), 'caller: no');
    expect(record).toMatchObject({ trigger: 'flow_block', farewell: { source: 'main_prompt', heard: 'confirmed' } });
  });
});

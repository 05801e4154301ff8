/** The page of Phonely's End Call block: what of it holds for every agent. docs/seeds.md tells where each sentence stands. */
import { describe, expect, test } from 'vitest';
import { parseAgent } from '../../../contract/agent.ts';
import { callEndedPayload } from '../../../contract/webhook.ts';
import { agentThat, endCall, politeRules, type Rule } from '../../testing/agents.ts';
import { play } from '../../testing/play.ts';

const instruction = 'Generate an appropriate goodbye message based on the conversation context.';

/** An agent of one End Call block. */
function block(data: object): unknown {
  const nodes = [
    { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'Anything else?' } },
    { id: 'end', kind: 'end_call', data },
  ];
  return { name: 'Flow', kind: 'flow', flow: { nodes, edges: [{ id: 'e1', from: 'ask', to: 'end' }] } };
}

function dataOf(document: unknown): unknown {
  const parsed = parseAgent(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ path, problem }) => `${path} ${problem}`).join('\n'));
  return parsed.agent.flow?.nodes[1]?.data;
}

describe('000_a4551610487e9c63', () => {
  test('a call ends with spoken last words', async () => {
    const { record } = await play(agentThat(politeRules), 'caller: okay bye');
    expect(record.transcript.at(-1)).toMatchObject({ role: 'agent', text: 'Goodbye now!', cut: false });
    expect(record.farewell).toMatchObject({ heard: 'confirmed', heard_share: 1 });
  });

  test('the goodbye is written from the conversation', async () => {
    const rules: Rule[] = [
      { when: 'farewell', say: 'Thanks for booking Tuesday. Goodbye!' },
      { when: ['tuesday'], tools: [endCall()] },
    ];
    const ending = { actions: [{ name: 'end_call', goodbye_prompt: instruction }] };
    const { story, asked } = await play(agentThat(rules, ending), 'caller: Tuesday is fine');
    expect(story).toContain('agent: Thanks for booking Tuesday. Goodbye!');
    expect(asked.at(-1)!.system).toContain(instruction);
    expect(JSON.stringify(asked.at(-1)!.messages)).toContain('Tuesday is fine');
  });

  test('the model is told that the caller says nothing after the goodbye', async () => {
    const rules: Rule[] = [{ when: ['bye'], tools: [endCall()] }];
    const { asked } = await play(agentThat(rules), 'caller: okay bye');
    expect(asked.at(-1)!).toMatchObject({ purpose: 'farewell', tools: [] });
    expect(asked.at(-1)!.system).toContain('The caller will not answer.');
  });

  test('fixed words are spoken as they were written', async () => {
    const rules: Rule[] = [{ when: ['bye'], tools: [endCall()] }];
    const farewell = { mode: 'static' as const, message: 'Thank you for calling. Have a great day!' };
    const { story, asked } = await play(agentThat(rules, { farewell }), 'caller: okay bye');
    expect(story).toContain('agent: Thank you for calling. Have a great day!');
    expect(asked).toHaveLength(1);
  });

  test('nothing is heard after the goodbye', async () => {
    const rules: Rule[] = [{ when: ['bye'], say: 'Goodbye now! And one more thing to add.', tools: [endCall()] }];
    const { log } = await play(agentThat(rules), 'caller: okay bye');
    const events = log.flatMap((entry) => ('event' in entry ? [entry] : []));
    const hangUp = events.find(({ effects }) => effects.some(({ type }) => type === 'hang_up'))!;
    const last = events.findLast(({ event }) => event.type === 'playback.finished')!;
    expect(last.at).toBeLessThanOrEqual(hangUp.at);
  });

  test('tags tell what came of the call, and leave with the webhook', async () => {
    const actions = [{ name: 'end_call', outcome_tags: ['completed', 'lead_collected'] }];
    const { record } = await play(agentThat(politeRules, { actions }), 'caller: okay bye');
    expect(callEndedPayload(record).outcome_tags).toEqual(['completed', 'lead_collected']);
  });

  test('a caller who gives no answer is tagged no_response', async () => {
    const silence = { timeout_seconds: 10, outcome_tags: ['no_response'] };
    const { story } = await play(agentThat(politeRules, { silence }), '');
    expect(story.slice(-1)).toEqual(['tags: no_response']);
    expect(story).toContain('end: silence_timeout by silence, dropped by system');
  });

  test('a machine that answers is tagged voicemail', async () => {
    const voicemail = { outcome_tags: ['voicemail'] };
    const { story } = await play(agentThat(politeRules, { voicemail }), 'outbound\n[at 1s] voicemail');
    expect(story.slice(-1)).toEqual(['tags: voicemail']);
  });

  test('somebody who fails a check is tagged, and told so', async () => {
    const closing = { mode: 'static' as const, message: 'I could not verify you. Goodbye.' };
    const reasons = [{ reason: 'Not verified', closing, outcome_tags: ['failed_verification'] }];
    const rules: Rule[] = [{ when: ['code'], tools: [endCall({ reason: 'Not verified' })] }];
    const { story } = await play(agentThat(rules, { reasons }), 'caller: my code is 1111');
    expect(story).toEqual(
      expect.arrayContaining(['agent: I could not verify you. Goodbye.', 'tags: failed_verification']),
    );
  });

  test('a personal goodbye fills in what is known of the call', async () => {
    const rules: Rule[] = [{ when: ['bye'], tools: [endCall()] }];
    const farewell = { mode: 'static' as const, message: 'Goodbye from {{clinic}}.' };
    const agent = { ...agentThat(rules, { farewell }), variables: { clinic: 'Acme Dental' } };
    expect((await play(agent, 'caller: okay bye')).story).toContain('agent: Goodbye from Acme Dental.');
  });

  test('a block keeps its message, tags, SMS, summary, webhooks and log', () => {
    const data = {
      message: { mode: 'promptable', text: instruction },
      outcome_tags: ['completed'],
      sms: { enabled: true, mode: 'prompt', message: 'In the tone of the call.' },
      summary: { enabled: true, instruction: 'Short.' },
      webhooks: [{ url: 'https://crm.example/hook' }],
      log: [{ kind: 'jsonl' }],
    };
    expect(dataOf(block(data))).toMatchObject(data);
  });

  test('a block of fixed words without words cannot be saved', () => {
    expect(() => dataOf(block({ message: { mode: 'fixed', text: '' } }))).toThrow(
      'flow.nodes[1].data.message.text is empty',
    );
    expect(
      dataOf(block({ message: { mode: 'fixed', text: 'Thank you for calling. Have a great day!' } })),
    ).toMatchObject({
      message: { mode: 'fixed' },
    });
  });
});

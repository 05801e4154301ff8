/** The page of Regal's End Call action. docs/seeds.md tells where each sentence stands. */
import { describe, expect, test } from 'vitest';
import type { AgentInput } from '../../../contract/agent.ts';
import { parseAgent } from '../../../contract/agent.ts';
import { lintAgent } from '../../../contract/lint.ts';
import { agentThat, endCall, type Rule } from '../../testing/agents.ts';
import { play, readAgent } from '../../testing/play.ts';

const description =
  'Invoke this action when the contact confirms they are not interested, says "goodbye," or indicates the conversation is complete.';
const byTool = 'end: agent_ended by tool, dropped by agent';

/** An agent with this End Call action, whose model calls it when the contact says "not interested". */
function agentWith(action: object, say = '', prompt = ''): Partial<AgentInput> {
  const name = 'name' in action ? String(action.name) : 'end_call';
  const rules: Rule[] = [
    { when: 'farewell', say: 'All the best. Goodbye!' },
    { when: ['not interested'], say, tools: [endCall({}, name)] },
    { when: 'anything', say: 'I see.' },
  ];
  return { ...agentThat(rules, { actions: [{ name: 'end_call', ...action }] }), prompt };
}

const said = 'caller: I am not interested';

describe('001_71bda64763bff0cd', () => {
  test('the agent itself ends the call, at the moment it chooses', async () => {
    const { record, story } = await play(agentWith({}), `caller: tell me more\n${said}`);
    expect(story).toContain(byTool);
    expect(record.transcript.map(({ text }) => text)).toEqual([
      'Hello.',
      'tell me more',
      'I see.',
      'I am not interested',
      'All the best. Goodbye!',
    ]);
  });

  test('the action goes by the name that it was given', async () => {
    const { asked, record } = await play(agentWith({ name: 'hang_up_politely' }), said);
    expect(asked[0]!.tools.map(({ name }) => name)).toEqual(['hang_up_politely']);
    expect(record).toMatchObject({ action: 'hang_up_politely', trigger: 'tool' });
  });

  test('the name is an identifier, and unique', () => {
    const parsed = (actions: object[]) => parseAgent({ name: 'X', ending: { actions } });
    expect(parsed([{ name: 'end call' }])).toMatchObject({ ok: false, problems: [{ path: 'ending.actions[0].name' }] });
    expect(parsed([{ name: 'bye' }, { name: 'bye' }])).toMatchObject({
      ok: false,
      problems: [{ path: 'ending.actions[1].name' }],
    });
  });

  test('the description tells the model when to use the action', async () => {
    const { asked } = await play(agentWith({ description }), said);
    expect(asked[0]!.tools[0]!.description).toContain(description);
    expect(asked[0]!.system).toContain(description);
  });

  test.each(['I am not interested', 'goodbye', 'that is all, we are done'])(
    'the example description: "%s"',
    async (words) => {
      const rules: Rule[] = [{ when: ['not interested', 'goodbye', 'done'], say: 'Goodbye!', tools: [endCall()] }];
      const { story } = await play(
        agentThat(rules, { actions: [{ name: 'end_call', description }] }),
        `caller: ${words}`,
      );
      expect(story).toContain(byTool);
    },
  );

  test('skip goodbye: nothing is said, the line is dropped', async () => {
    const { story } = await play(agentWith({ skip_goodbye: true }), said);
    expect(story).toEqual([
      'agent: Hello.',
      'caller: I am not interested',
      byTool,
      'farewell: none skipped, skipped, goodbyes: 0',
    ]);
  });

  test('skip goodbye with a goodbye prompt beside it: nothing is said', async () => {
    const both = { skip_goodbye: true, goodbye_prompt: 'Wish them a nice day.' };
    const { story, asked } = await play(agentWith(both), said);
    expect(story.at(-1)).toBe('farewell: none skipped, skipped, goodbyes: 0');
    expect(asked.map(({ purpose }) => purpose)).toEqual(['reply']);
    expect(JSON.stringify(asked)).not.toContain('Wish them a nice day.');
  });

  test('skip goodbye: an answering machine gets no message', async () => {
    const rules: Rule[] = [{ when: ['tone'], tools: [endCall()] }];
    const agent = agentThat(rules, { actions: [{ name: 'end_call', skip_goodbye: true }] });
    const { record } = await play(agent, 'outbound\ncaller: please leave a message after the tone');
    expect(record.transcript.map(({ role }) => role)).toEqual(['agent', 'caller']);
    expect(record).toMatchObject({ trigger: 'tool', farewell: { text: '', heard: 'skipped' } });
  });

  test('skip goodbye: quicker than any goodbye', async () => {
    const quick = await play(agentWith({ skip_goodbye: true }), said);
    const graceful = await play(agentWith({}), said);
    expect(quick.record.duration_seconds).toBeLessThan(graceful.record.duration_seconds - 1);
  });

  test('skip goodbye: the end comes as soon as the action is called', async () => {
    const { log } = await play(agentWith({ skip_goodbye: true }), said);
    const called = log.find((entry) => 'note' in entry && entry.note.type === 'tool_called')!;
    const hangUp = log.find((entry) => 'effects' in entry && entry.effects.some(({ type }) => type === 'hang_up'))!;
    expect(hangUp.at - called.at).toBe(0);
  });

  test('skip goodbye off: there is a goodbye', async () => {
    const { story } = await play(agentWith({ skip_goodbye: false }), said);
    expect(story).toContain('farewell: "All the best. Goodbye!" confirmed, main_prompt, goodbyes: 1');
  });

  test('a goodbye prompt: the model writes the goodbye by it', async () => {
    const { story, asked } = await play(agentWith({ goodbye_prompt: 'Wish them a nice day.' }), said);
    expect(asked.at(-1)!.system).toContain('Follow this instruction: Wish them a nice day.');
    expect(story).toContain('farewell: "All the best. Goodbye!" confirmed, instruction, goodbyes: 1');
  });

  test('no goodbye prompt: the model writes the goodbye from its main prompt', async () => {
    const { story, asked } = await play(agentWith({ goodbye_prompt: '' }, '', 'You are Ann of Acme.'), said);
    expect(asked.at(-1)!).toMatchObject({ purpose: 'farewell' });
    expect(asked.at(-1)!.system).toContain('You are Ann of Acme.');
    expect(asked.at(-1)!.system).not.toContain('Follow this instruction');
    expect(story).toContain('farewell: "All the best. Goodbye!" confirmed, main_prompt, goodbyes: 1');
  });

  test('a prompt that never mentions the action is warned about', () => {
    const model = { provider: 'openai' as const, name: 'any' };
    const codes = (prompt: string) => lintAgent(readAgent({ ...agentWith({}), prompt, model })).map(({ code }) => code);
    expect(codes('Sell shoes.')).toContain('action_not_mentioned');
    expect(codes('Sell shoes. On a no, call end_call.')).not.toContain('action_not_mentioned');
  });

  test.each(['4. If the contact says no, call end_call.', 'OBJECTIONS\n"Too dear": call end_call.'])(
    'the steps and objections of the prompt reach the model: %j',
    async (prompt) => {
      const { asked } = await play(agentWith({}, '', prompt), said);
      expect(asked[0]!.system).toContain(prompt);
    },
  );

  describe('in a state of a flow', () => {
    const instruction = 'Ask whether they are ready. If not, call leave_politely.';
    const states: NonNullable<AgentInput['flow']> = {
      start: 'ask',
      nodes: [
        { id: 'ask', kind: 'utterance', data: { mode: 'generated', instruction } },
        { id: 'end', kind: 'end_call', data: { message: { mode: 'fixed', text: 'The flow is over. Goodbye.' } } },
      ],
      edges: [{ id: 'e1', from: 'ask', to: 'end', label: 'they are ready' }],
    };
    const inState = (action: object) => {
      return { ...agentWith({ name: 'leave_politely', ...action }), kind: 'flow' as const, flow: states };
    };

    test('the instruction of the state and the description of the action reach the model there', async () => {
      const { asked } = await play(inState({ description }), said);
      const reply = asked.findLast(({ purpose }) => purpose === 'reply')!;
      expect(reply.system).toContain(instruction);
      expect(reply.system).toContain(description);
      expect(reply.tools.map(({ name }) => name)).toContain('leave_politely');
    });

    test.each([
      [{ goodbye_prompt: 'Wish them a nice day.' }, 'All the best. Goodbye!', 'instruction'],
      [{ goodbye_prompt: '' }, 'All the best. Goodbye!', 'main_prompt'],
      [{ skip_goodbye: true }, '', 'skipped'],
    ])('the action ends the call from there: %j', async (fields, text, source) => {
      const { record } = await play(inState(fields), said);
      expect(record).toMatchObject({ trigger: 'tool', action: 'leave_politely', ended_by: 'agent' });
      expect(record.farewell).toMatchObject({ text, source });
      expect(record.flow).toMatchObject({ block: 'ask', end_block: null });
    });
  });

  test('the example: on yes the call goes on', async () => {
    const rules: Rule[] = [
      { when: ['yes'], say: 'Great, here are the next steps.' },
      { when: ['no'], say: 'Thanks for your time.', tools: [endCall()] },
    ];
    const { story } = await play(agentThat(rules), 'caller: yes\n[after 8s] hang up');
    expect(story).toContain('agent: Great, here are the next steps.');
    expect(story).toContain('end: caller_hangup by caller, dropped by caller');
  });

  test('the example: on no it says the words of the prompt, once, and ends', async () => {
    const rules: Rule[] = [{ when: ['no'], say: 'Thanks for your time.', tools: [endCall()] }];
    const { story } = await play(agentThat(rules), 'caller: no');
    expect(story.slice(2)).toEqual([
      'agent: Thanks for your time.',
      byTool,
      'farewell: "Thanks for your time." confirmed, spoken_words, goodbyes: 1',
    ]);
  });
});

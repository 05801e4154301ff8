/** The page of Synthflow's End-Call Reasons, through its door. docs/seeds.md tells where each sentence stands. */
import { describe, expect, test } from 'vitest';
import { callEndedPayload } from '../../../contract/webhook.ts';
import { formatPayload } from '../../../contract/webhook-formats/format-payload.ts';
import type { Clock } from '../../../providers/clock.ts';
import type { Model } from '../../../providers/models/model.ts';
import { endCall, type Rule } from '../../testing/agents.ts';
import { play, type Played } from '../../testing/play.ts';
import { throughDoor } from '../../testing/vendor-agent.ts';
import { takeIn } from '../door.ts';
import { synthflow } from '../synthflow.ts';

const written: Rule = { when: 'farewell', say: 'Take care. Goodbye!' };

/** The model calls the end tool with this reason when the caller says "trigger", and says nothing itself. */
function ends(reason: string, agent: object, script = 'caller: trigger'): Promise<Played> {
  const rules: Rule[] = [
    { when: ['trigger'], tools: [endCall({ reason })] },
    written,
    { when: 'anything', say: 'I see.' },
  ];
  return play(throughDoor(synthflow, { agent }, rules), script);
}

/** Calls the end tool once the caller has claimed to be a bank and asked for a secret, however far apart. */
const suspicious = (clock: Clock): Model => ({
  id: 'scripted/suspicious',
  stream({ messages, purpose }, sink) {
    const said = messages.map((message) => (message.role === 'caller' ? message.text : '')).join(' ');
    const isFraud = said.includes('I am your bank') && said.includes('your PIN');
    return clock.after(300, () => {
      if (purpose === 'farewell') sink.text('Take care. Goodbye!');
      else if (isFraud) sink.toolCall({ id: 'c1', name: 'end_call', arguments: { reason: 'Fraud detected' } });
      else sink.text('I see.');
      sink.done();
    });
  },
});

const v2 = (reason: string, mode = 'none', words = '') => [
  { reason, closing_message: words, closing_message_mode: mode },
];
const sent = ({ record }: Played) => formatPayload('synthflow', callEndedPayload(record)) as { call: object };
const reasonOffered = ({ asked }: Played) =>
  (asked[0]!.tools[0]!.parameters['properties'] as { reason: Record<string, unknown> }).reason;

const modes = ['closing_message_mode', 'closing_message_type', 'mode'];

describe('002_ff2b2f08a210ca50', () => {
  test('a condition that comes true ends the call, with a brief farewell', async () => {
    const { story } = await ends('Fraud detected', { end_call_reasons_v2: v2('Fraud detected') });
    expect(story.slice(2)).toEqual([
      'agent: Take care. Goodbye!',
      'end: agent_ended by tool, dropped by agent',
      'farewell: "Take care. Goodbye!" confirmed, main_prompt, goodbyes: 1',
      'reason: Fraud detected',
    ]);
  });

  test('the model has the reasons before it at every turn', async () => {
    const agent = { end_call_reasons_v2: [...v2('Fraud detected'), ...v2('Wrong number')] };
    const { asked } = await ends('Wrong number', agent, 'caller: hi\ncaller: hello\ncaller: trigger');
    const replies = asked.filter(({ purpose }) => purpose === 'reply');
    expect(replies).toHaveLength(3);
    for (const { system } of replies) {
      expect(system).toContain('At every turn, check');
      expect(system).toContain('- "Fraud detected"');
      expect(system).toContain('- "Wrong number"');
    }
  });

  test('reasons are a function tool, its reason an enum', async () => {
    const call = await ends('Wrong number', { end_call_reasons_v2: v2('Wrong number') });
    expect(call.asked[0]!.tools.map(({ name }) => name)).toEqual(['end_call']);
    expect(reasonOffered(call)).toMatchObject({ type: 'string', enum: ['Wrong number', 'conversation_ended'] });
  });

  test.each(['caller: trigger', 'caller: hi\ncaller: well\ncaller: and so on\ncaller: trigger'])(
    'the tool can be called at any point: %j',
    async (script) => {
      const { story } = await ends('Wrong number', { end_call_reasons_v2: v2('Wrong number') }, script);
      expect(story.slice(-1)).toEqual(['reason: Wrong number']);
    },
  );

  test('no reason has come true: the call goes on', async () => {
    const { story, asked } = await ends(
      'Wrong number',
      { end_call_reasons_v2: v2('Wrong number') },
      'caller: is this number yours?\ncaller: I would like a quote\nhang up',
    );
    expect(asked.map(({ purpose }) => purpose)).toEqual(['reply', 'reply']);
    expect(story.slice(1)).toEqual([
      'caller: is this number yours?',
      'agent: I see.',
      'caller: I would like a quote',
      'agent: I see.',
      'end: caller_hangup by caller, dropped by caller',
      'farewell: none not_started, none, goodbyes: 0',
    ]);
  });

  test.each([
    ['comes true', 'caller: I am your bank\ncaller: how are you\ncaller: now tell me your PIN', 'Fraud detected'],
    ['does not, by the last turn alone', 'caller: how are you\ncaller: now tell me your PIN\nhang up', undefined],
  ])('the model has the whole conversation: a reason that is met only over several turns %s', async (...call) => {
    const [, script, found] = call;
    const agent = throughDoor(synthflow, { agent: { end_call_reasons_v2: v2('Fraud detected') } });
    const { record } = await play(agent, script, { model: suspicious });
    expect(record.custom_end_call_reason).toBe(found);
  });

  test('a reason ends the call although the caller asks something', async () => {
    const { story } = await ends(
      'Wrong number',
      { end_call_reasons_v2: v2('Wrong number', 'static', 'Wrong number. Goodbye.') },
      'caller: trigger, can you tell me when you open?',
    );
    expect(story).toContain('reason: Wrong number');
    expect(story.some((line) => line.startsWith('vetoes'))).toBe(false);
  });

  test.each([
    ['Customer is being abusive or threatening', 'trigger, you idiot'],
    ['Caller is asking for something outside our scope', 'trigger, can you do my taxes?'],
    ['Fraud detected', 'trigger, I am your bank'],
    ['Wrong number', 'trigger, sorry, wrong number'],
  ])('a useful reason of the page: %s', async (reason, words) => {
    const call = await ends(reason, { end_call_reasons_v2: v2(reason) }, `caller: ${words}`);
    expect(call.story.slice(-1)).toEqual([`reason: ${reason}`]);
    expect(sent(call).call).toMatchObject({ end_call_reason: 'custom_end_call', custom_end_call_reason: reason });
  });

  test('the old list still works', async () => {
    const { story } = await ends('Wrong number', { end_call_reasons: ['Wrong number'] });
    expect(story).toContain('farewell: "Take care. Goodbye!" confirmed, main_prompt, goodbyes: 1');
    expect(story.slice(-1)).toEqual(['reason: Wrong number']);
  });

  test('the old list is called deprecated, and the new one is named in its place', () => {
    const taken = takeIn(synthflow, null, { agent: { end_call_reasons: ['Wrong number'] } });
    const notice = 'agent.end_call_reasons is deprecated. Use agent.end_call_reasons_v2.';
    expect(taken).toMatchObject({ ok: true, warnings: expect.arrayContaining([notice]) });
  });

  test.each([
    ['creates an agent', null],
    ['changes one', throughDoor(synthflow, { agent: { end_call_reasons: ['Before'] } })],
  ])('one request %s with reasons inside agent and at the top level: only those inside hold', async (_, before) => {
    for (const list of ['end_call_reasons', 'end_call_reasons_v2']) {
      const entry = (reason: string) => [list === 'end_call_reasons' ? reason : { reason }];
      const document = { [list]: entry('Top'), agent: { [list]: entry('Nested') } };
      const named = (reason: string) => [{ when: ['trigger'], tools: [endCall({ reason })] }, written] as Rule[];
      const nested = await play(throughDoor(synthflow, document, named('Nested'), before), 'caller: trigger');
      expect(reasonOffered(nested)).toMatchObject({ enum: ['Nested', 'conversation_ended'] });
      expect(nested.record.custom_end_call_reason).toBe('Nested');
      const top = await play(throughDoor(synthflow, document, named('Top'), before), 'caller: trigger');
      expect(top.record).not.toHaveProperty('custom_end_call_reason');
    }
  });

  test('reasons at the top level alone have no effect and give no error', async () => {
    const call = await play(throughDoor(synthflow, { end_call_reasons: ['Top'] }), 'caller: hi\nhang up');
    expect(call.asked[0]!.tools).toEqual([]);
    expect(call.asked[0]!.system).not.toContain('Top');
  });

  test.each(['reason', 'condition', 'name'].flatMap((field) => modes.map((mode) => [field, mode])))(
    'the fields of a reason, where the page lost their names: %s, closing_message, %s',
    async (field, mode) => {
      const entry = { [field]: 'Wrong number', closing_message: 'Wrong number. Goodbye.', [mode]: 'static' };
      const { story } = await ends('Wrong number', { end_call_reasons_v2: [entry] });
      expect(story.slice(-2)).toEqual([
        'farewell: "Wrong number. Goodbye." confirmed, own_words, goodbyes: 1',
        'reason: Wrong number',
      ]);
    },
  );

  test('reasons inside agent are applied by a change as well', async () => {
    const before = throughDoor(synthflow, { agent: { prompt: 'Be kind.' } });
    const rules: Rule[] = [{ when: ['trigger'], tools: [endCall({ reason: 'New' })] }, written];
    const agent = throughDoor(synthflow, { agent: { end_call_reasons_v2: v2('New') } }, rules, before);
    expect((await play(agent, 'caller: trigger')).story.slice(-1)).toEqual(['reason: New']);
    expect(agent.prompt).toBe('Be kind.');
  });

  test('with both lists the new one holds', async () => {
    const agent = { end_call_reasons: ['Old'], end_call_reasons_v2: v2('New', 'static', 'By the new list. Goodbye.') };
    const call = await ends('New', agent);
    expect(reasonOffered(call)).toMatchObject({ enum: ['New', 'conversation_ended'] });
    expect(call.story).toContain('agent: By the new list. Goodbye.');
    expect((await ends('Old', agent)).record).not.toHaveProperty('custom_end_call_reason');
  });

  test('an empty new list wins over the old one', async () => {
    const call = await ends('Old', { end_call_reasons: ['Old'], end_call_reasons_v2: [] }, 'caller: hi\nhang up');
    expect(call.asked[0]!.tools).toEqual([]);
    expect(call.asked[0]!.system).not.toContain('Old');
  });

  test('each reason has a closing of its own', async () => {
    const agent = {
      end_call_reasons_v2: [...v2('A', 'static', 'Goodbye by A.'), ...v2('B', 'static', 'Goodbye by B.')],
    };
    expect((await ends('A', agent)).story).toContain('agent: Goodbye by A.');
    expect((await ends('B', agent)).story).toContain('agent: Goodbye by B.');
  });

  test('static: the closing is spoken word for word', async () => {
    const { story, asked } = await ends('A', { end_call_reasons_v2: v2('A', 'static', 'This ends here. Goodbye.') });
    expect(story).toContain('farewell: "This ends here. Goodbye." confirmed, own_words, goodbyes: 1');
    expect(asked).toHaveLength(1);
  });

  test("static: it takes the place of the model's own farewell", async () => {
    const rules: Rule[] = [
      {
        when: ['trigger'],
        word_ms: 300,
        say: 'Oh well then, goodbye to you, dear caller.',
        tools: [endCall({ reason: 'A' })],
      },
    ];
    const agent = throughDoor(
      synthflow,
      { agent: { end_call_reasons_v2: v2('A', 'static', 'This ends here. Goodbye.') } },
      rules,
    );
    const { record, story } = await play(agent, 'caller: trigger');
    expect(record.farewell).toMatchObject({
      text: 'This ends here. Goodbye.',
      source: 'own_words',
      heard: 'confirmed',
    });
    expect(story.join('\n')).not.toContain('dear caller');
  });

  test('prompt: the closing is an instruction by which the model writes the farewell', async () => {
    const { story, asked } = await ends('A', { end_call_reasons_v2: v2('A', 'prompt', 'Apologise shortly.') });
    expect(asked.at(-1)).toMatchObject({ purpose: 'farewell' });
    expect(asked.at(-1)!.system).toContain('Follow this instruction: Apologise shortly.');
    expect(story).toContain('farewell: "Take care. Goodbye!" confirmed, instruction, goodbyes: 1');
  });

  test('prompt: the farewell knows the conversation', async () => {
    const agent = { end_call_reasons_v2: v2('A', 'prompt', 'Apologise shortly.') };
    const { asked } = await ends('A', agent, 'caller: my dog is ill\ncaller: trigger');
    expect(JSON.stringify(asked.at(-1)!.messages)).toContain('my dog is ill');
  });

  test.each([{ closing_message_mode: 'none' }, { closing_message_mode: 'none', closing_message: 'Not spoken.' }, {}])(
    'none, which is also the default: the model says its own farewell (%j)',
    async (closing) => {
      const { story, asked } = await ends('A', { end_call_reasons_v2: [{ reason: 'A', ...closing }] });
      expect(story).toContain('farewell: "Take care. Goodbye!" confirmed, main_prompt, goodbyes: 1');
      expect(asked.at(-1)!.system).not.toContain('Not spoken.');
    },
  );

  test('#end_call offers the tool without any reason configured', async () => {
    const { asked, story } = await ends('conversation_ended', { prompt: 'Be kind. #end_call when done.' });
    expect(asked[0]!.tools.map(({ name }) => name)).toEqual(['end_call']);
    expect(story).toContain('end: agent_ended by tool, dropped by agent');
  });

  test('without #end_call and without reasons there is no tool', async () => {
    const { asked } = await ends('any', { prompt: 'Be kind.' }, 'caller: hi\nhang up');
    expect(asked[0]!.tools).toEqual([]);
  });

  test('#end_call alone: the reason is any text', async () => {
    const call = await ends('Caller asked for a pizza', { prompt: 'Be kind. #end_call' });
    expect(reasonOffered(call)).not.toHaveProperty('enum');
    expect(call.story.slice(-1)).toEqual(['reason: Caller asked for a pizza']);
  });

  test('#end_call: the prompt says when, and the mark itself is not part of it', async () => {
    const call = await ends('any', { prompt: 'Use #end_call if the caller wants pizza.' });
    expect(call.asked[0]!.system).toContain('if the caller wants pizza.');
    expect(call.asked[0]!.system).not.toContain('#end_call');
  });

  test.each([
    { prompt: 'Be kind. #end_call' },
    { end_call_reasons_v2: v2('Wrong number') },
    { prompt: 'Be kind. #end_call', end_call_reasons_v2: v2('Wrong number') },
  ])('conversation_ended is there for a normal goodbye: %j', async (agent) => {
    const call = await ends('conversation_ended', agent);
    expect(JSON.stringify(reasonOffered(call))).toContain('conversation_ended');
    expect(call.story).toContain('end: agent_ended by tool, dropped by agent');
    expect(call.record).not.toHaveProperty('custom_end_call_reason');
  });

  test('#end_call with reasons: those, and what the prompt asks for', async () => {
    const agent = { prompt: 'Be kind. #end_call', end_call_reasons_v2: v2('Wrong number') };
    const known = await ends('wrong number', agent);
    const free = await ends('Wants pizza', agent);
    expect(JSON.stringify(reasonOffered(known))).toContain('Wrong number | conversation_ended');
    expect([known, free].map(({ story }) => story.at(-1))).toEqual(['reason: Wrong number', 'reason: Wants pizza']);
  });

  test('the webhook says custom_end_call, and which reason', async () => {
    const call = await ends('Wrong number', { end_call_reasons_v2: v2('Wrong number') });
    expect(sent(call)).toMatchObject({
      status: 'completed',
      call: { end_call_reason: 'custom_end_call', custom_end_call_reason: 'Wrong number', call_id: 'call_test' },
    });
  });

  test.each([
    ['a normal goodbye', 'conversation_ended', 'caller: trigger'],
    ['a caller who hangs up', 'Wrong number', 'caller: hi\nhang up'],
    ['silence', 'Wrong number', 'caller: hi'],
    ['an operator', 'Wrong number', 'caller: hi\noperator ends'],
  ])('after %s the webhook has no custom reason', async (_what, reason, script) => {
    const call = await ends(reason, { end_call_reasons_v2: v2('Wrong number') }, script);
    expect(sent(call).call).toMatchObject({ end_call_reason: 'completed' });
    expect(sent(call).call).not.toHaveProperty('custom_end_call_reason');
  });
});

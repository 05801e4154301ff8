/** The page of Synthflow's End-Call Reasons for flow agents, through its door. docs/seeds.md tells where each sentence stands. */
import { describe, expect, test } from 'vitest';
import type { Agent, AgentInput } from '../../../contract/agent.ts';
import { callEndedPayload } from '../../../contract/webhook.ts';
import { formatPayload } from '../../../contract/webhook-formats/format-payload.ts';
import { endCall, type Rule } from '../../testing/agents.ts';
import { play, type Played, type PlayOptions, readAgent } from '../../testing/play.ts';
import { throughDoor } from '../../testing/vendor-agent.ts';
import { synthflow } from '../synthflow.ts';

type Node = NonNullable<AgentInput['flow']>['nodes'][number];

/** The caller says "wrong number": the model, wherever it is asked, finds the reason. */
const rules: readonly Rule[] = [
  { when: 'farewell', say: 'Take care. Goodbye!' },
  { when: ['wrong number'], tools: [endCall({ reason: 'Wrong number' })] },
  { when: 'anything', say: 'I see.' },
];

/** hello → middle → anything → end; whatever way out of `middle` is taken leads on. */
function flowAgent(middle: Node, ...exits: string[]): Agent {
  const drawn = (exits.length > 0 ? exits : ['']).map((label, order) => {
    return { id: `m${order}`, from: 'middle', to: 'anything', order, ...(label !== '' && { label }) };
  });
  return readAgent({
    kind: 'flow',
    transfers: [{ name: 'desk', to: '+15550100' }],
    flow: {
      start: 'hello',
      nodes: [
        { id: 'hello', kind: 'utterance', data: { mode: 'verbatim', text: 'Shall we begin?' } },
        middle,
        { id: 'anything', kind: 'utterance', data: { mode: 'verbatim', text: 'Anything else?' } },
        { id: 'end', kind: 'end_call', data: { message: { mode: 'promptable', text: 'Thank them.' } } },
      ],
      edges: [{ id: 'e1', from: 'hello', to: 'middle' }, ...drawn, { id: 'e2', from: 'anything', to: 'end' }],
    },
  });
}

const http = { url: 'http://127.0.0.1:9/order' };
/** Each kind of state that the page names, and when its caller says that the number is wrong. */
const states: Record<string, { node: Node; exits: string[]; script: string }> = {
  'utterance, spoken as it stands': {
    node: { id: 'middle', kind: 'utterance', data: { mode: 'verbatim', text: 'What is it about?' } },
    exits: [],
    script: 'caller: yes\ncaller: oh, wrong number',
  },
  'utterance, written by the model': {
    node: { id: 'middle', kind: 'utterance', data: { mode: 'generated', instruction: 'Answer questions.' } },
    exits: ['done'],
    script: 'caller: yes\ncaller: oh, wrong number',
  },
  'slot collection': {
    node: { id: 'middle', kind: 'slot_collection', data: { slots: [{ name: 'day', type: 'date' }] } },
    exits: ['filled', 'gave_up'],
    script: 'caller: yes\ncaller: oh, wrong number',
  },
  action: {
    node: { id: 'middle', kind: 'action', data: { mode: 'http', http, filler: 'One moment, please.' } },
    exits: ['ok', 'failed'],
    script: 'caller: yes\n[after 2s] caller: oh, wrong number',
  },
  'transfer, which failed': {
    node: { id: 'middle', kind: 'transfer', data: { to: 'desk' } },
    exits: ['failed'],
    script: 'caller: yes\ncaller: oh, wrong number',
  },
};

const actions = { middle: { values: {}, afterMs: 9_000 } };
const v2 = (mode = 'none', words = '') => [
  { reason: 'Wrong number', closing_message: words, closing_message_mode: mode },
  { condition: 'Fraud detected' },
];
const reasons = { agent: { end_call_reasons_v2: v2() } };
const open = states['utterance, spoken as it stands']!;
const written = states['utterance, written by the model']!;

/** The flow with the vendor's document put into it, as `PUT …/assistants/{model_id}` does. */
function call(state: typeof open, document: object = reasons, script = state.script, model = rules): Promise<Played> {
  const agent = throughDoor(synthflow, document as never, model, flowAgent(state.node, ...state.exits));
  return play(agent, script, { actions } satisfies PlayOptions);
}

const sent = ({ record }: Played) => formatPayload('synthflow', callEndedPayload(record)) as { call: object };
const byReason = { end_call_reason: 'custom_end_call', custom_end_call_reason: 'Wrong number' };

describe('002_ff2b2f08a210ca50: flow agents', () => {
  test.each(Object.entries(states))('a reason ends the call in a state of every kind: %s', async (_, state) => {
    const played = await call(state);
    expect(played.story).toContain('agent: Take care. Goodbye!');
    expect(played.record.farewell).toMatchObject({ heard: 'confirmed', source: 'main_prompt' });
    expect(sent(played).call).toMatchObject(byReason);
    expect(played.record.flow).toMatchObject({ end_block: null, follow_ups: null });
  });

  test.each(['end_call wrong number', 'I see.\nend_call Wrong number', 'I see. end_call Wrong number'])(
    'the command ends the call and is not spoken: %j',
    async (say) => {
      const model: Rule[] = [rules[0]!, { when: ['tell me'], say }];
      const played = await call(written, reasons, 'caller: yes\ncaller: tell me more', model);
      expect(played.record).toMatchObject({ trigger: 'command', custom_end_call_reason: 'Wrong number' });
      expect(JSON.stringify(played.record.transcript)).not.toContain('end_call');
      expect(sent(played).call).toMatchObject(byReason);
    },
  );

  test('the reasons are checked before anything is done in the next state', async () => {
    const agent = flowAgent({ id: 'middle', kind: 'action', data: { mode: 'http', http } }, 'ok', 'failed');
    const over = (script: string) => {
      // An action that is not among these throws when it is run.
      return play(throughDoor(synthflow, reasons, rules, agent), script, { actions: {} });
    };
    const { record, story } = await over('caller: oh, wrong number');
    expect(record).toMatchObject({ trigger: 'global_check', custom_end_call_reason: 'Wrong number' });
    expect(story).not.toContain('agent: Anything else?');
    await expect(over('caller: yes')).rejects.toThrow('the test gives no action "middle"');
  });

  test('the reasons are checked before the terminal state ends the call in its own way', async () => {
    const played = await call(open, reasons, 'caller: yes\ncaller: a quote\ncaller: no, wrong number');
    expect(played.record).toMatchObject({ trigger: 'global_check', flow: { end_block: null } });
    expect(sent(played).call).toMatchObject(byReason);
  });

  test('the check holds where no model is asked for words', async () => {
    const { record, asked } = await call(open);
    expect(record.trigger).toBe('global_check');
    expect(asked.filter(({ purpose }) => purpose === 'farewell')).toHaveLength(1);
  });

  test('a reason that is found while an action runs ends the call before its result', async () => {
    const { record } = await call(states['action']!);
    expect(record.flow!.path).toEqual(['hello', 'middle']);
    expect(record.duration_seconds).toBeLessThan(15);
  });

  test.each([
    ['static', 'Wrong number here. Goodbye.', 'Wrong number here. Goodbye.', 'own_words'],
    ['prompt', 'Apologise shortly.', 'Take care. Goodbye!', 'instruction'],
    ['none', '', 'Take care. Goodbye!', 'main_prompt'],
  ])('each closing holds in a flow, too: %s', async (mode, words, text, source) => {
    for (const state of [open, written]) {
      const played = await call(state, { agent: { end_call_reasons_v2: v2(mode, words) } });
      expect(played.record.farewell).toMatchObject({ text, source, heard: 'confirmed' });
      const told = played.asked.map(({ system }) => system).join();
      expect(told.includes('Follow this instruction: Apologise shortly.')).toBe(mode === 'prompt');
    }
  });

  test.each([
    ['the old list', { end_call_reasons: ['Wrong number'] }, 'Wrong number'],
    ['both lists', { end_call_reasons: ['Wrong number'], end_call_reasons_v2: [{ name: 'Rude' }] }, null],
    ['an empty new list', { end_call_reasons: ['Wrong number'], end_call_reasons_v2: [] }, null],
  ])('every form of the lists holds in a flow, too: %s', async (_, agent, found) => {
    const { record } = await call(open, { agent }, `${open.script}\ncaller: no`);
    expect(record.custom_end_call_reason ?? null).toBe(found);
    expect(record.trigger).toBe(found === null ? 'flow_block' : 'global_check');
  });

  test('reasons at the top level end no flow', async () => {
    const { record } = await call(open, { end_call_reasons: ['Wrong number'] }, `${open.script}\ncaller: no`);
    expect(record).toMatchObject({ trigger: 'flow_block', flow: { end_block: 'end' } });
    expect(record).not.toHaveProperty('custom_end_call_reason');
  });

  test('a flow in which no reason has come true goes on', async () => {
    const played = await call(written, reasons, 'caller: yes\ncaller: is this number yours?\ncaller: a quote\nhang up');
    expect(played.story.slice(-5, -2)).toEqual(['agent: I see.', 'caller: a quote', 'agent: I see.']);
    expect(played.record).toMatchObject({ trigger: 'caller', flow: { block: 'middle' } });
    expect(played.record).not.toHaveProperty('custom_end_call_reason');
  });

  test('a flow that comes to its end without a reason says so in the webhook', async () => {
    const played = await call(open, reasons, 'caller: yes\ncaller: a quote\ncaller: no');
    expect(played.record).toMatchObject({ trigger: 'flow_block' });
    expect(sent(played).call).toMatchObject({ end_call_reason: 'completed' });
    expect(sent(played).call).not.toHaveProperty('custom_end_call_reason');
  });
});

/** The command of Synthflow's page in each type of state, with a model that writes and judges. docs/seeds.md tells where each sentence stands. */
import { describe, expect, test } from 'vitest';
import type { AgentInput } from '../../../contract/agent.ts';
import { callEndedPayload } from '../../../contract/webhook.ts';
import { formatPayload } from '../../../contract/webhook-formats/format-payload.ts';
import type { Clock } from '../../../providers/clock.ts';
import type { Model, ModelRequest } from '../../../providers/models/model.ts';
import { offlineModel } from '../../../providers/models/offline.ts';
import type { Rule } from '../../testing/agents.ts';
import { play, type Played, readAgent } from '../../testing/play.ts';
import { throughDoor } from '../../testing/vendor-agent.ts';
import { synthflow } from '../synthflow.ts';

type Node = NonNullable<AgentInput['flow']>['nodes'][number];

const isJudgement = ({ tools }: ModelRequest): boolean => tools.some(({ name }) => name === 'give_answer');

/** Says what the rules say, as a model does that also writes questions and judges; it never finds anything. */
const writing =
  (rules: readonly Rule[]) =>
  (clock: Clock): Model => {
    const script = offlineModel(rules, clock);
    return {
      id: 'scripted/any',
      stream(request, sink) {
        if (!isJudgement(request)) return script.stream(request, sink);
        const fields = request.tools[0]!.parameters['properties'] as Record<string, { enum?: string[] }>;
        const nothing = Object.entries(fields).map(([name, field]) => [
          name,
          field.enum?.includes('none') ? 'none' : '',
        ]);
        return clock.after(300, () => {
          sink.toolCall({ id: 'verdict', name: 'give_answer', arguments: Object.fromEntries(nothing) });
          sink.done();
        });
      },
    };
  };

/** hello → middle → end; whatever way out of `middle` is taken leads on. */
function flowOf(middle: Node, exits: readonly string[]) {
  const drawn = exits.map((label, order) => {
    return { id: `m${order}`, from: 'middle', to: 'end', order, ...(label !== '' && { label }) };
  });
  return readAgent({
    kind: 'flow',
    transfers: [{ name: 'desk', to: '+15550100' }],
    flow: {
      start: 'hello',
      nodes: [
        { id: 'hello', kind: 'utterance', data: { mode: 'verbatim', text: 'Shall we begin?' } },
        middle,
        { id: 'end', kind: 'end_call', data: { message: { mode: 'promptable', text: 'Thank them.' } } },
      ],
      edges: [{ id: 'e1', from: 'hello', to: 'middle' }, ...drawn],
    },
  });
}

const verbatim: Node = { id: 'middle', kind: 'utterance', data: { mode: 'verbatim', text: 'Anything else?' } };
const reasons = { agent: { end_call_reasons_v2: [{ reason: 'Wrong number' }, { reason: 'Fraud detected' }] } };
const goodbye: Rule = { when: 'farewell', say: 'Take care. Goodbye!' };

function call(
  script: string,
  rules: readonly Rule[] = [goodbye],
  node: Node = verbatim,
  exits: readonly string[] = [''],
  document: object = reasons,
): Promise<Played> {
  const agent = throughDoor(synthflow, document as never, rules, flowOf(node, exits));
  const actions = { middle: { values: {}, afterMs: 9_000 } };
  return play(agent, script, { actions, model: writing(rules) });
}

const day = { name: 'day', type: 'date', confirm: true, attempts: 3 } as const;
const spoken: [string, Node, string[], string, string][] = [
  [
    'utterance',
    { id: 'middle', kind: 'utterance', data: { mode: 'generated', instruction: 'Answer questions.' } },
    ['done'],
    'caller: yes\ncaller: well\nhang up',
    'Answer questions.',
  ],
  [
    'slot collection',
    { id: 'middle', kind: 'slot_collection', data: { slots: [day] } },
    ['filled', 'gave_up'],
    'caller: yes\ncaller: well\nhang up',
    'Ask the caller for this',
  ],
  ['terminal', verbatim, [''], 'caller: yes\ncaller: no', 'Thank them.'],
];

const http = { url: 'http://127.0.0.1:9/order' };
const line = 'I am putting you through to my colleagues.';
const unspoken: [string, Node, string[], string][] = [
  ['utterance, spoken as it stands', verbatim, [''], 'after 2s'],
  ['action', { id: 'middle', kind: 'action', data: { mode: 'http', http } }, ['ok', 'failed'], 'after 2s'],
  ['transfer', { id: 'middle', kind: 'transfer', data: { to: 'desk', line } }, ['failed'], 'over reply 0.5s'],
];

describe('002_ff2b2f08a210ca50: the command in a state of every type', () => {
  test.each(spoken)('the command and every reason are in the prompt of the state: %s', async (...state) => {
    const [, node, exits, script, task] = state;
    const { asked } = await call(script, [goodbye, { when: 'anything', say: 'I see.' }], node, exits);
    const there = asked.filter((request) => !isJudgement(request) && request.system.includes(task));
    expect(there.length).toBeGreaterThan(0);
    for (const { system } of there) {
      expect(system).toContain('end_call <the reason>');
      expect(system).toContain('- "Wrong number"');
      expect(system).toContain('- "Fraud detected"');
    }
  });

  test.each(spoken.slice(0, 2))('issued there, the command ends the call: %s', async (_, node, exits) => {
    const rules: Rule[] = [goodbye, { when: 'anything', say: 'end_call wrong number' }];
    const { record, story } = await call('caller: yes\ncaller: well', rules, node, exits);
    expect(record).toMatchObject({ trigger: 'command', flow: { block: 'middle', end_block: null } });
    expect(story.slice(-2)).toEqual([
      'farewell: "Take care. Goodbye!" confirmed, main_prompt, goodbyes: 1',
      'reason: Wrong number',
    ]);
  });

  test.each(unspoken)('where no model speaks, the check of the reasons stands in: %s', async (...state) => {
    const [, node, exits, moment] = state;
    const { asked } = await call(`caller: yes\n[${moment}] caller: well then\nhang up`, [goodbye], node, exits);
    const checks = asked.filter((request) => isJudgement(request) && 'reason' in reasonsAsked(request));
    const within = checks.filter(({ messages }) => JSON.stringify(messages).includes('well then'));
    expect(within.length).toBeGreaterThan(0);
    for (const request of within) {
      expect(reasonsAsked(request)).toMatchObject({ reason: { enum: ['Wrong number', 'Fraud detected', 'none'] } });
    }
  });
});

function reasonsAsked({ tools }: ModelRequest): object {
  return tools[0]!.parameters['properties'] as object;
}

describe('002_ff2b2f08a210ca50: the command in the goodbye of a terminal state', () => {
  /** The flow comes to its end, and the model writes this as the goodbye. */
  const ends = (say: string, document: object = reasons): Promise<Played> =>
    call('caller: yes\ncaller: no', [{ when: 'farewell', say }], verbatim, [''], document);
  const sent = ({ record }: Played) => formatPayload('synthflow', callEndedPayload(record)) as { call: object };

  test.each([
    'Take care. Goodbye!\nend_call wrong number',
    'Take care. Goodbye! end_call Wrong number.',
    'end_call <Wrong number>\nTake care. Goodbye!',
  ])(
    'in the goodbye of a terminal state the command names the reason, and the state ends the call: %j',
    async (say) => {
      const played = await ends(say);
      expect(played.story.slice(-4)).toEqual([
        'agent: Take care. Goodbye!',
        'end: agent_ended by flow_block, dropped by agent',
        'farewell: "Take care. Goodbye!" confirmed, instruction, goodbyes: 1',
        'reason: Wrong number',
      ]);
      expect(played.record.flow).toMatchObject({ end_block: 'end' });
      expect(sent(played).call).toMatchObject({
        end_call_reason: 'custom_end_call',
        custom_end_call_reason: 'Wrong number',
      });
    },
  );

  test('a goodbye that is nothing but the command names the reason, and one goodbye is said', async () => {
    const { story } = await ends('end_call Wrong number');
    expect(story.slice(-2)).toEqual([
      'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
      'reason: Wrong number',
    ]);
  });

  test("the reason's own closing is not said in addition", async () => {
    const closing = { closing_message: 'Wrong number here. Goodbye.', closing_message_mode: 'static' };
    const document = { agent: { end_call_reasons_v2: [{ reason: 'Wrong number', ...closing }] } };
    const { story } = await ends('Take care. Goodbye!\nend_call Wrong number', document);
    expect(story.slice(-2)).toEqual([
      'farewell: "Take care. Goodbye!" confirmed, instruction, goodbyes: 1',
      'reason: Wrong number',
    ]);
  });

  test.each(['end_call conversation_ended', 'end_call They seem nice', '[END_CALL]'])(
    'a goodbye that names no reason of the agent leaves the call without one: %j',
    async (control) => {
      const played = await ends(`Take care. Goodbye!\n${control}`);
      expect(played.story.at(-1)).toBe('farewell: "Take care. Goodbye!" confirmed, instruction, goodbyes: 1');
      expect(sent(played).call).not.toHaveProperty('custom_end_call_reason');
    },
  );
});

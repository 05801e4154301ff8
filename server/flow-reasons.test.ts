/** End-call reasons in every kind of block, by the check beside the walk. Source: design contract.md section 2. */
import { describe, expect, test } from 'vitest';
import type { AgentInput } from '../contract/agent.ts';
import { endCall, type EndingInput, type Rule } from './testing/agents.ts';
import { play } from './testing/play.ts';

type Node = NonNullable<AgentInput['flow']>['nodes'][number];

const reasons: NonNullable<EndingInput['reasons']> = [
  { reason: 'Wrong number', closing: { mode: 'static', message: 'Wrong number. Goodbye.' }, outcome_tags: ['wrong'] },
  { reason: 'Abuse', closing: { mode: 'prompt', message: 'Say that you end the call.' }, final: true },
  { reason: 'Out of scope' },
  { reason: 'Locked' },
];
const rules: Rule[] = [
  { when: 'farewell', say: 'So long, goodbye.' },
  { when: ['wrong number'], tools: [endCall({ reason: 'Wrong number' })] },
  { when: ['idiots'], tools: [endCall({ reason: 'abuse' })] },
  { when: ['weather'], tools: [endCall({ reason: 'Out of scope' })] },
  { when: { after_tool: 'middle' }, tools: [endCall({ reason: 'Locked' })] },
  { when: 'anything', say: 'I see.' },
];

const end: Node = { id: 'end', kind: 'end_call', data: { message: { mode: 'fixed', text: 'Done. Goodbye.' } } };
const wait: Node = { id: 'wait', kind: 'utterance', data: { mode: 'verbatim', text: 'Anything else?' } };

/** A flow whose only interesting block is `middle`; all its ways out lead on to a question and then to the end. */
function flowWith(middle: Node, ...exits: (string | undefined)[]): Partial<AgentInput> {
  const edges = exits.map((label, order) => ({
    id: `m${order}`,
    from: 'middle',
    to: 'wait',
    order,
    ...(label && { label }),
  }));
  const start: Node = { id: 'start', kind: 'utterance', data: { mode: 'verbatim', text: 'Hello.' } };
  return {
    kind: 'flow',
    greeting: { mode: 'none' },
    model: { provider: 'offline', script: rules },
    transfers: [{ name: 'desk', to: '+15550100' }],
    ending: { reasons, rescue: { mode: 'by_meaning' } },
    flow: {
      start: 'start',
      nodes: [start, middle, wait, end],
      edges: [{ id: 's', from: 'start', to: 'middle' }, ...edges, { id: 'w', from: 'wait', to: 'end' }],
    },
  };
}

const http = { url: 'http://127.0.0.1:9/x' };
const kinds: Record<string, { node: Node; exits: (string | undefined)[]; script: string }> = {
  'a verbatim utterance': {
    node: { id: 'middle', kind: 'utterance', data: { mode: 'verbatim', text: 'What is it about?' } },
    exits: [undefined],
    script: 'caller: hi\ncaller: this is the wrong number',
  },
  'a generated utterance': {
    node: { id: 'middle', kind: 'utterance', data: { mode: 'generated', instruction: 'Help.' } },
    exits: ['done'],
    script: 'caller: hi\ncaller: this is the wrong number',
  },
  'a slot collection': {
    node: { id: 'middle', kind: 'slot_collection', data: { slots: [{ name: 'day', type: 'date' }] } },
    exits: ['filled', 'gave_up'],
    script: 'caller: hi\ncaller: this is the wrong number',
  },
  'a condition': {
    node: { id: 'middle', kind: 'condition', data: { branches: [{ label: 'a', expression: 'from == "x"' }] } },
    exits: ['a', 'else'],
    script: 'caller: this is the wrong number',
  },
  'an action that is under way': {
    node: { id: 'middle', kind: 'action', data: { mode: 'http', http, filler: 'One moment please.' } },
    exits: ['ok', 'failed'],
    script: 'caller: hi\n[after 2s] caller: this is the wrong number',
  },
  'a transfer that failed': {
    node: { id: 'middle', kind: 'transfer', data: { to: 'desk' } },
    exits: ['failed'],
    script: 'caller: hi\ncaller: this is the wrong number',
  },
};

describe('a reason ends the call', () => {
  test.each(Object.entries(kinds))('in %s', async (_, { node, exits, script }) => {
    const { record } = await play(flowWith(node, ...exits), script, {
      actions: { middle: { values: {}, afterMs: 9_000 } },
    });
    expect(record).toMatchObject({
      trigger: 'global_check',
      custom_end_call_reason: 'Wrong number',
      outcome_tags: ['wrong'],
      farewell: { text: 'Wrong number. Goodbye.', source: 'own_words' },
      flow: { end_block: null, follow_ups: null },
    });
  });

  test('over the result of an action', async () => {
    const node: Node = { id: 'middle', kind: 'action', data: { mode: 'http', http } };
    const { record } = await play(flowWith(node, 'ok', 'failed'), 'caller: hi', {
      actions: { middle: { values: {} } },
    });
    expect([record.trigger, record.custom_end_call_reason]).toEqual(['global_check', 'Locked']);
  });
});

describe('how it says goodbye', () => {
  const { node, exits } = kinds['a verbatim utterance']!;

  test.each([
    ['this is the wrong number', 'Wrong number. Goodbye.', 'own_words'],
    ['you idiots', 'So long, goodbye.', 'instruction'],
    ['how is the weather', 'So long, goodbye.', 'main_prompt'],
  ])('%s', async (words, text, source) => {
    const { record, asked } = await play(flowWith(node, ...exits), `caller: hi\ncaller: ${words}`);
    expect(record.farewell).toMatchObject({ text, source });
    const told = asked.map(({ system }) => system).join();
    expect(told.includes('Say that you end the call.')).toBe(source === 'instruction');
  });

  test('a final one is not taken back, another one is, and the call is where it was', async () => {
    const back = (words: string) => `caller: hi\ncaller: ${words}\n[over goodbye 0.3s] caller: wait, one more question`;
    const final = await play(flowWith(node, ...exits), back('you idiots'));
    expect(final.record.rescues).toEqual([]);
    const { record, story } = await play(flowWith(node, ...exits), `${back('this is the wrong number')}\ncaller: no`);
    expect(record.rescues).toHaveLength(1);
    expect(record.flow!.path).toEqual(['start', 'middle', 'wait', 'end']);
    expect(story).toContain('farewell: "Done. Goodbye." confirmed, own_words, goodbyes: 2');
  });
});

test('an End Call block that is taken back: the model answers, and a goodbye leads to the same block', async () => {
  const { node, exits } = kinds['a verbatim utterance']!;
  const script =
    'caller: hi\ncaller: hm\ncaller: no\n[over goodbye 0.3s] caller: wait, what about it?\ncaller: okay, bye';
  const { record, story, asked } = await play(flowWith(node, ...exits), script);
  expect(record.flow).toMatchObject({ end_block: 'end', path: ['start', 'middle', 'wait', 'end', 'wait', 'end'] });
  expect(story).toContain('agent: I see.');
  expect(JSON.stringify(asked[0]!.messages)).toContain('called off');
});

test('an End Call block that was taken back has no say in what follows', async () => {
  const { node, exits } = kinds['a verbatim utterance']!;
  const script = 'caller: hi\ncaller: hm\ncaller: no\n[over goodbye 0.3s] caller: wait, what about it?\nhang up';
  const { record } = await play(flowWith(node, ...exits), script);
  expect(record).toMatchObject({ trigger: 'caller', flow: { block: 'wait', end_block: null, follow_ups: null } });
});

describe('what comes at the wrong time', () => {
  test('words over a block that awaits none: it goes on', async () => {
    const node: Node = {
      id: 'middle',
      kind: 'utterance',
      data: { mode: 'generated', instruction: 'Explain.', wait_for_reply: false },
    };
    const slow: Rule = { when: ['hi'], say: 'This is a long explanation of it all.', word_ms: 900 };
    const agent = flowWith(node, undefined);
    const model = { provider: 'offline' as const, script: [slow, ...rules] };
    const { record, story } = await play(
      { ...agent, model },
      'caller: hi\n[over reply 1s] caller: and what does it cost?\ncaller: no',
    );
    expect(story.some((line) => /^agent: This is.* …$/.test(line))).toBe(true);
    expect(record.flow!.path).toEqual(['start', 'middle', 'wait', 'end']);
  });

  test('the result of an action while the call is ending waits until the caller has taken it back', async () => {
    const http = { url: 'https://crm.example' };
    const node: Node = { id: 'middle', kind: 'action', data: { mode: 'http', http } };
    const agent = flowWith(node, 'ok', 'failed');
    const ending: EndingInput = { keypad: { key: '#', message: 'You pressed the key, so this is it. Goodbye.' } };
    const script = 'caller: hi\n[after 1s] press #\n[over goodbye 1.5s] caller: wait, one more thing\ncaller: no';
    const actions = { middle: { values: {}, afterMs: 3_500 } };
    const { story, record } = await play({ ...agent, ending }, script, { actions });
    const taken = story.indexOf('caller: wait, one more thing');
    expect(story[taken - 1]).toMatch(/^agent: You pressed the key.* …$/);
    expect(story[taken + 1]).toMatch(/^agent: Anything else\?/);
    expect(record.flow!.path).toEqual(['start', 'middle', 'wait', 'end']);
    expect(story).toContain('caller: no');
  });

  test('words that the end of the call cut off are over only after the words that took it back', async () => {
    const data = { mode: 'generated' as const, instruction: 'Explain.', wait_for_reply: false };
    const slow: Rule = { when: ['hi'], say: 'This is a long explanation of it all.', word_ms: 900 };
    const agent = flowWith({ id: 'middle', kind: 'utterance', data }, undefined);
    const ending: EndingInput = { keypad: { key: '#', message: 'You pressed the key, so this is it. Goodbye.' } };
    const model = { provider: 'offline' as const, script: [slow, ...rules] };
    const script = 'caller: hi\n[over reply 1s] press #\n[over goodbye 1s] caller: wait, one more thing\ncaller: no';
    const { story, record } = await play({ ...agent, ending, model }, script);
    expect(story.slice(-6, -3)).toEqual(['agent: Anything else?', 'caller: no', 'agent: Done. Goodbye.']);
    expect(record.flow!.path).toEqual(['start', 'middle', 'wait', 'end']);
  });
});

/** End-call reasons in every kind of block, by the check beside the walk. Source: design contract.md section 2. */
import { describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { Retryable } from '../../contract/errors.ts';
import type { Clock } from '../../providers/clock.ts';
import type { Model } from '../../providers/models/model.ts';
import type { Note } from './log.ts';
import { endCall, type EndingInput, type Rule } from '../testing/agents.ts';
import { play, type Played } from '../testing/play.ts';

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
type Kind = { node: Node; exits: (string | undefined)[]; script(words: string): string };
const kinds: Record<string, Kind> = {
  'a verbatim utterance': {
    node: { id: 'middle', kind: 'utterance', data: { mode: 'verbatim', text: 'What is it about?' } },
    exits: [undefined],
    script: (words) => `caller: hi\ncaller: ${words}`,
  },
  'a verbatim utterance that awaits no reply': {
    node: {
      id: 'middle',
      kind: 'utterance',
      data: { mode: 'verbatim', text: 'Let me tell you all about it before you go on.', wait_for_reply: false },
    },
    exits: [undefined],
    script: (words) => `caller: hi\n[over reply 0.5s] caller: ${words}`,
  },
  'a generated utterance': {
    node: { id: 'middle', kind: 'utterance', data: { mode: 'generated', instruction: 'Help.' } },
    exits: ['done'],
    script: (words) => `caller: hi\ncaller: ${words}`,
  },
  'a slot collection': {
    node: { id: 'middle', kind: 'slot_collection', data: { slots: [{ name: 'day', type: 'date' }] } },
    exits: ['filled', 'gave_up'],
    script: (words) => `caller: hi\ncaller: ${words}`,
  },
  'a slot that is read back': {
    node: { id: 'middle', kind: 'slot_collection', data: { slots: [{ name: 'day', type: 'date', confirm: true }] } },
    exits: ['filled', 'gave_up'],
    script: (words) => `caller: hi\ncaller: may fourth\ncaller: ${words}`,
  },
  'a condition': {
    node: { id: 'middle', kind: 'condition', data: { branches: [{ label: 'a', expression: 'from == "x"' }] } },
    exits: ['a', 'else'],
    script: (words) => `caller: ${words}`,
  },
  'a condition with a question': {
    node: { id: 'middle', kind: 'condition', data: { branches: [{ label: 'a', question: 'Is the caller angry?' }] } },
    exits: ['a', 'else'],
    script: (words) => `caller: ${words}`,
  },
  'an action that sets variables': {
    node: { id: 'middle', kind: 'action', data: { mode: 'set', set: [{ variable: 'x', value: 'y' }] } },
    exits: ['ok'],
    script: (words) => `caller: ${words}`,
  },
  'an action that is under way': {
    node: { id: 'middle', kind: 'action', data: { mode: 'http', http, filler: 'One moment please.' } },
    exits: ['ok', 'failed'],
    script: (words) => `caller: hi\n[after 2s] caller: ${words}`,
  },
  'the line before a transfer': {
    node: { id: 'middle', kind: 'transfer', data: { to: 'desk', line: 'I am putting you through to my colleagues.' } },
    exits: ['failed'],
    script: (words) => `caller: hi\n[over reply 0.5s] caller: ${words}`,
  },
  'a transfer that failed': {
    node: { id: 'middle', kind: 'transfer', data: { to: 'desk' } },
    exits: ['failed'],
    script: (words) => `caller: hi\ncaller: ${words}`,
  },
  'an End Call block that the same words lead to': {
    node: { id: 'middle', kind: 'end_call', data: { message: { mode: 'fixed', text: 'Not this. Goodbye.' } } },
    exits: [],
    script: (words) => `caller: ${words}`,
  },
};

/** The three modes of a closing, and what a caller says for whom it is. */
const closings = [
  ['static', 'this is the wrong number', 'Wrong number', 'Wrong number. Goodbye.', 'own_words', ['wrong']],
  ['prompt', 'you idiots', 'Abuse', 'So long, goodbye.', 'instruction', []],
  ['none', 'how is the weather', 'Out of scope', 'So long, goodbye.', 'main_prompt', []],
] as const;

describe.each(Object.entries(kinds))('a reason ends the call in %s', (_, { node, exits, script }) => {
  test.each(closings)('with a closing of mode %s', async (mode, words, reason, text, source, tags) => {
    const { record, asked } = await play(flowWith(node, ...exits), script(words), {
      actions: { middle: { values: {}, afterMs: 9_000 } },
    });
    expect(record).toMatchObject({
      trigger: 'global_check',
      custom_end_call_reason: reason,
      outcome_tags: tags,
      farewell: { text, source, heard: 'confirmed' },
      flow: { end_block: null, follow_ups: null },
    });
    const told = asked.map(({ system }) => system).join();
    expect(told.includes('Say that you end the call.')).toBe(mode === 'prompt');
  });

  test('while the model is down none does: the flow goes on, and the timeline says so', async () => {
    const agent = flowWith(...goingOn(node, exits));
    const played = await play(agent, `${script('hm')}\ncaller: hm\ncaller: hm\ncaller: hm`, {
      actions: { middle: { values: {}, afterMs: 500 } },
      model: downModel,
    });
    expect(played.record).toMatchObject({ trigger: 'flow_block', error_detail: null });
    expect(played.record.flow!.path).toContain('middle');
    const checks = notesOf(played).filter((note) => note.type === 'reasons_checked');
    expect(checks.length).toBeGreaterThan(0);
    for (const check of checks) expect(check).toMatchObject({ found: null, failed: expect.stringMatching(/down/) });
  });
});

type Exits = Kind['exits'];

/** A block that speaks by the model and waits for a reply cannot go on without one. */
function goingOn(node: Node, exits: Exits): [Node, ...Exits] {
  if (node.kind !== 'utterance' || node.data.mode !== 'generated') return [node, ...exits];
  return [{ ...node, data: { ...node.data, wait_for_reply: false } }, undefined];
}

test('a block that only the model could speak in, and that waits for a reply, ends with the apology', async () => {
  const { node, exits, script } = kinds['a generated utterance']!;
  const { record } = await play(flowWith(node, ...exits), script('hm'), { model: downModel });
  expect(record).toMatchObject({
    trigger: 'failure',
    error_detail: 'model: the model is down',
    farewell: { source: 'apology', heard: 'confirmed' },
  });
});

const downModel = (clock: Clock): Model => ({
  id: 'test/down',
  stream: (_request, sink) => clock.after(20, () => sink.failed(new Retryable('the model is down'))),
});

const notesOf = ({ log }: Played): Note[] => log.flatMap((entry) => ('note' in entry ? [entry.note] : []));

describe('a reason ends the call', () => {
  test('over the result of an action', async () => {
    const node: Node = { id: 'middle', kind: 'action', data: { mode: 'http', http } };
    const { record } = await play(flowWith(node, 'ok', 'failed'), 'caller: hi', {
      actions: { middle: { values: {} } },
    });
    expect([record.trigger, record.custom_end_call_reason]).toEqual(['global_check', 'Locked']);
  });
});

describe('a reason that ended the call', () => {
  const { node, exits } = kinds['a verbatim utterance']!;

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

describe("a reason named in an End Call block's goodbye", () => {
  const names: Rule = { when: 'farewell', say: 'Thank you for the talk. Goodbye!\nend_call wrong number' };
  const block: Node = {
    id: 'middle',
    kind: 'end_call',
    data: { message: { mode: 'promptable', text: 'Thank them.' }, outcome_tags: ['done'] },
  };
  const agent = (parts: EndingInput = {}): Partial<AgentInput> => ({
    ...flowWith(block),
    ending: { reasons, rescue: { mode: 'by_meaning' }, ...parts },
    model: { provider: 'offline', script: [names, ...rules] },
    flow: {
      start: 'start',
      nodes: [{ id: 'start', kind: 'utterance', data: { mode: 'verbatim', text: 'Hello.' } }, block],
      edges: [{ id: 's', from: 'start', to: 'middle' }],
    },
  });

  test('is in the record, with the tags of both; the rest is as the block has it', async () => {
    const { record, story } = await play(agent(), 'caller: hi');
    expect(record).toMatchObject({
      trigger: 'flow_block',
      custom_end_call_reason: 'Wrong number',
      outcome_tags: ['done', 'wrong'],
      flow: { end_block: 'middle' },
    });
    expect(story).toContain('farewell: "Thank you for the talk. Goodbye!" confirmed, instruction, goodbyes: 1');
  });

  test('is forgotten when the caller takes the call back', async () => {
    const { record } = await play(agent(), 'caller: hi\n[over goodbye 0.9s] caller: wait, one more question\nhang up');
    expect(record.rescues).toHaveLength(1);
    expect(record).toMatchObject({ trigger: 'caller', outcome_tags: [] });
    expect(record).not.toHaveProperty('custom_end_call_reason');
  });

  test('is not asked for where ends are switched off, and words of the caller that the model repeats name none', async () => {
    const off = await play(agent({ enabled: false }), 'caller: hi');
    expect(off.asked.at(-1)!.system).not.toContain('end_call <');
    expect(off.record).not.toHaveProperty('custom_end_call_reason');
    const echo: Rule = { when: 'farewell', say: 'You said this:\nend_call wrong number' };
    const echoing = { ...agent(), model: { provider: 'offline' as const, script: [echo] } };
    const { record } = await play(echoing, 'caller: end_call wrong number please');
    expect(record.trigger).toBe('flow_block');
    expect(record).not.toHaveProperty('custom_end_call_reason');
  });
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

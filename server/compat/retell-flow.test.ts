/** Retell's conversation flows: what they become, and that they run. */
import { expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { imported, importSample } from '../testing/imported.ts';
import { play } from '../testing/play.ts';
import { importAgent } from './import-agent.ts';
import type { JsonDocument } from './json-document.ts';

/** In place of the vendor's model. */
const goodbyes: Pick<AgentInput, 'model'> = {
  model: { provider: 'offline', script: [{ when: 'farewell', say: 'All the best. Goodbye!' }] },
};

test('a flow: its nodes, its ways, its end', () => {
  const { agent } = imported('retell', importSample('retell-flow.json'));
  expect(agent).toMatchObject({
    kind: 'flow',
    prompt: 'You ask one question and thank the caller.',
    flow: {
      start: 'ask',
      nodes: [
        { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'Were you happy with your visit?' } },
        { id: 'ask-goes-on', kind: 'utterance', data: { mode: 'generated' } },
        { id: 'desk', kind: 'transfer', data: { to: '+15550100' } },
        {
          id: 'end',
          kind: 'end_call',
          data: { message: { mode: 'promptable', text: 'Thank them for their answer.' } },
        },
      ],
      edges: [
        { from: 'ask', to: 'end', label: 'The caller was happy' },
        { from: 'ask', to: 'desk', label: 'The caller was not' },
        { from: 'ask', to: 'ask-goes-on', label: 'no_match' },
        { from: 'ask-goes-on', to: 'end', label: 'The caller was happy' },
        { from: 'ask-goes-on', to: 'desk', label: 'The caller was not' },
        { from: 'desk', to: 'end', label: 'failed' },
      ],
    },
  });
});

test('fixed words are said once, and then the model talks on until an answer leads out of the node', async () => {
  const { agent, warnings } = imported('retell', importSample('retell-flow.json'));
  expect(warnings).toEqual([]);
  const model = {
    provider: 'offline' as const,
    script: [
      { when: 'farewell' as const, say: 'Thank you for your answer. Goodbye!' },
      { when: ['parking'], say: 'Behind the house. And were you happy?' },
    ],
  };
  const { story, record } = await play({ ...agent, model }, 'caller: where is your parking\ncaller: I was happy');
  expect(story.slice(0, 5)).toEqual([
    'agent: Were you happy with your visit?',
    'caller: where is your parking',
    'agent: Behind the house. And were you happy?',
    'caller: I was happy',
    'agent: Thank you for your answer. Goodbye!',
  ]);
  expect(record.flow!.path).toEqual(['ask', 'ask-goes-on', 'end']);
});

test("a flow as the vendor's own address tells it: ways without a reply, else, always, and by formulas", () => {
  const flow = imported('retell', importSample('retell-conversation-flow.json'));
  expect(flow.warnings).toEqual([]);
  expect(flow.agent).toMatchObject({
    kind: 'flow',
    greeting: { mode: 'none' },
    model: { provider: 'openai', name: 'gpt-4o' },
    variables: { plan: 'basic', customer: 'there' },
    flow: {
      start: 'hello',
      nodes: [
        { id: 'hello', data: { mode: 'verbatim', wait_for_reply: true } },
        { id: 'plan', kind: 'condition', data: { branches: [{ expression: 'plan == "gold"' }] } },
        { id: 'book', data: { wait_for_reply: false } },
        { id: 'gold', data: { wait_for_reply: true } },
        { id: 'sorry', data: { skip_goodbye: false, message: { mode: 'fixed' } } },
        { id: 'thanks', data: { message: { mode: 'promptable' } } },
        { id: 'end', kind: 'end_call', data: { skip_goodbye: true } },
      ],
    },
  });
  expect(flow.agent.flow!.edges.map(({ from, to, label }) => [from, to, label])).toEqual([
    ['hello', 'plan', 'Yes, it is due'],
    ['hello', 'sorry', 'no_match'],
    ['plan', 'gold', 'plan == "gold"'],
    ['plan', 'book', 'else'],
    ['book', 'end', undefined],
    ['gold', 'thanks', undefined],
  ]);
  expect(flow.report.kept).toEqual(expect.arrayContaining(['start_speaker', 'knowledge_base_ids']));
});

test.each([
  ['caller: yes it is', 'basic', ['agent: I have put you down for Monday. Goodbye!'], 'skipped'],
  ['caller: yes it is\ncaller: sure', 'gold', ['agent: All the best. Goodbye!'], 'confirmed'],
  ['caller: the weather is nice', 'basic', ['agent: Then another time. Goodbye!'], 'confirmed'],
])('that flow runs: %j', async (script, plan, heard, farewell) => {
  const { agent } = imported('retell', importSample('retell-conversation-flow.json'));
  const played = await play({ ...agent, ...goodbyes, variables: { ...agent.variables, plan } }, script);
  expect(played.story).toEqual(expect.arrayContaining(heard));
  expect(played.record).toMatchObject({ trigger: 'flow_block', ended_by: 'agent', farewell: { heard: farewell } });
});

test.each([
  [{ left: '{{age}}', operator: '>=', right: '18' }, 'double(age) >= 18.0'],
  [{ left: 'city', operator: '!=', right: 'Bonn "am Rhein"' }, 'city != "Bonn \\"am Rhein\\""'],
  [{ left: '{{note}}', operator: 'contains', right: 'urgent' }, 'note.contains("urgent")'],
  [{ left: '{{note}}', operator: 'not_exist', right: '' }, 'note == ""'],
])('the formula %j', (equation, expression) => {
  const { agent } = imported('retell', branching(equation));
  expect(agent.flow!.nodes[0]!.data).toMatchObject({ branches: [{ expression }] });
});

test.each([
  [{ left: 'a b', operator: '==', right: '1' }, 'equations[0].left: is no variable'],
  [{ left: 'a', operator: '>', right: 'much' }, 'equations[0].right: is no number'],
  [{ left: 'a', operator: '~', right: '1' }, 'equations[0].operator: "~" is not known'],
])('the formula %j is refused by its place', (equation, problem) => {
  expect(() => importAgent('retell', branching(equation))).toThrow(problem);
});

test('a flow that cannot be walked is saved, and the report says what is wrong', () => {
  const nodes = [{ id: 'a', type: 'conversation', instruction: { type: 'static_text', text: 'Hi.' }, edges: [] }];
  const { warnings } = imported('retell', { start_node_id: 'a', nodes });
  expect(warnings).toEqual([
    'flow.nodes[0] has no way out "next". Draw an edge without a label, or one for each answer.',
    'flow.nodes[0] has no way to an end. Lead it to an End Call block or a transfer.',
  ]);
});

test('a flow with nodes of another kind is refused, by the name of the place', () => {
  const nodes = [{ id: 'a', type: 'function', edges: [] }];
  expect(() => importAgent('retell', { conversationFlow: { nodes } })).toThrow(
    'nodes[0].type: nodes of type "function"',
  );
});

/** A flow that begins with one formula. */
function branching(equation: object): JsonDocument {
  const condition = { type: 'equation', operator: '&&', equations: [equation] };
  const way = (id: string, more: object = {}) => ({ id, destination_node_id: 'end', ...more });
  return {
    start_node_id: 'b',
    nodes: [
      { id: 'b', type: 'branch', edges: [way('e1', { transition_condition: condition })], else_edge: way('e2') },
      { id: 'end', type: 'end' },
    ],
  };
}

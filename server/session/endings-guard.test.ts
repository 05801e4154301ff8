/** The guard refuses ends that the model proposes too early. Source: design ending.md section 5, Guard. */
import { describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { agentThat, endCall, type EndingInput, politeRules, type Rule } from '../testing/agents.ts';
import { play, type Played } from '../testing/play.ts';

const byTool = 'end: agent_ended by tool, dropped by agent';
const goodbyes = (count: number): string => `farewell: "Goodbye now!" confirmed, spoken_words, goodbyes: ${count}`;

/** What the model was told of the refusal. */
function told({ asked }: Played): string {
  const messages = asked.flatMap((request) => request.messages);
  const last = messages.findLast(
    ({ role, ...rest }) => role !== 'agent' && JSON.stringify(rest).includes('was not ended'),
  );
  return last ? ('result' in last ? last.result : last.text) : '';
}

describe('an open question', () => {
  const answers: Rule[] = [
    { when: { after_tool: 'end_call' }, say: 'We close at six.' },
    { when: ['close', 'bye'], say: 'Goodbye now!', tools: [endCall()] },
  ];

  test('the model is told, answers, and the call goes on', async () => {
    const call = await play(agentThat(answers), 'caller: what time do you close?\ncaller: okay bye');
    expect(call.story).toEqual([
      'agent: Hello.',
      'caller: what time do you close?',
      'agent: Goodbye now!',
      'agent: We close at six.',
      'caller: okay bye',
      'agent: Goodbye now!',
      byTool,
      goodbyes(2),
      'vetoes: open_question',
    ]);
    expect(told(call)).toContain('the caller asked something that you have not answered. Answer it now.');
  });

  test('by tag: the model is told by a note', async () => {
    const rules: Rule[] = [
      { when: { after_note: ['not answered'] }, say: 'We close at six.' },
      { when: ['close', 'bye'], say: 'Goodbye now! [END_CALL]' },
    ];
    const { story } = await play(agentThat(rules), 'caller: what time do you close?\ncaller: okay bye');
    expect(story.slice(2, 4)).toEqual(['agent: Goodbye now!', 'agent: We close at six.']);
    expect(story).toContain('vetoes: open_question');
  });

  test('by an end-call phrase: the model is told by a note', async () => {
    const rules: Rule[] = [
      { when: { after_note: ['not answered'] }, say: 'We close at six.' },
      { when: ['close', 'bye'], say: 'Take care now.' },
    ];
    const agent = agentThat(rules, { phrases: ['take care now'] });
    const { story } = await play(agent, 'caller: what time do you close?\ncaller: okay bye');
    expect(story).toEqual([
      'agent: Hello.',
      'caller: what time do you close?',
      'agent: Take care now.',
      'agent: We close at six.',
      'caller: okay bye',
      'agent: Take care now.',
      'end: agent_ended by phrase, dropped by agent',
      'farewell: "Take care now." confirmed, spoken_words, goodbyes: 2',
      'vetoes: open_question',
    ]);
  });

  test('an answer together with the goodbye is let through', async () => {
    const rules: Rule[] = [{ when: ['close'], say: 'We close at six. Goodbye now!', tools: [endCall()] }];
    const { story } = await play(agentThat(rules), 'caller: what time do you close?');
    expect(story.slice(2)).toEqual([
      'agent: We close at six. Goodbye now!',
      byTool,
      'farewell: "We close at six. Goodbye now!" confirmed, spoken_words, goodbyes: 1',
    ]);
  });

  test('a model that insists is let through after max_vetoes', async () => {
    const rules: Rule[] = [
      { when: { after_tool: 'end_call' }, say: 'Goodbye now!', tools: [endCall()] },
      { when: ['close'], say: 'Goodbye now!', tools: [endCall()] },
    ];
    const { story } = await play(agentThat(rules), 'caller: what time do you close?');
    expect(story.slice(-3)).toEqual([byTool, goodbyes(3), 'vetoes: open_question, open_question']);
  });

  test('guard switched off: no veto', async () => {
    const { story } = await play(agentThat(answers, { guard: { enabled: false } }), 'caller: what time do you close?');
    expect(story.slice(2)).toEqual(['agent: Goodbye now!', byTool, goodbyes(1)]);
  });
});

describe('other vetoes', () => {
  test('caller_not_heard: a greeting that ends the call does not', async () => {
    const rules: Rule[] = [{ when: 'greeting', say: 'Hello and goodbye.', tools: [endCall()] }, ...politeRules];
    const call = await play({ ...agentThat(rules), greeting: { mode: 'prompt' } }, 'caller: bye');
    expect(call.story).toEqual([
      'agent: Hello and goodbye.',
      'agent: I see.',
      'caller: bye',
      'agent: Goodbye now!',
      byTool,
      goodbyes(2),
      'vetoes: caller_not_heard',
    ]);
    expect(told(call)).toContain('the caller has not said anything yet.');
  });

  test('caller_speaking: the end waits for what they say', async () => {
    const rules: Rule[] = [
      { when: ['bye'], say: 'Goodbye now!', first_word_ms: 1_000, tools: [endCall()] },
      ...politeRules,
    ];
    const { story } = await play(agentThat(rules), 'caller: bye\n[after 0.6s] caller: oh one more thing\ncaller: bye');
    expect(story.slice(2)).toEqual([
      'agent: Goodbye now!',
      'caller: oh one more thing',
      'agent: I see.',
      'caller: bye',
      'agent: Goodbye now!',
      byTool,
      goodbyes(2),
      'vetoes: caller_speaking',
    ]);
  });

  const required: [string, EndingInput, Partial<AgentInput>, string, string][] = [
    ['too_early', { guard: { min_call_seconds: 20 } }, {}, 'too_early', 'it is too early to end the call.'],
    [
      'a rule',
      { guard: { require: [{ rule: 'paid' }] } },
      { variables: { paid: false } },
      'rule_failed',
      'a condition',
    ],
    ['a slot', { guard: { require: [{ variable: 'order' }] } }, { variables: { order: '' } }, 'slot_empty', 'missing'],
    [
      'a disclosure',
      { guard: { require: [{ disclosure: 'It is recorded.' }] } },
      {},
      'disclosure_unread',
      'Read it now.',
    ],
  ];
  test.each(required)('%s', async (_name, ending, rest, veto, words) => {
    const call = await play({ ...agentThat(politeRules, ending), ...rest }, 'caller: bye\nhang up');
    expect(call.story.slice(2)).toEqual([
      'agent: Goodbye now!',
      'agent: I see.',
      'end: caller_hangup by caller, dropped by caller',
      'farewell: none not_started, none, goodbyes: 1',
      `vetoes: ${veto}`,
    ]);
    expect(told(call)).toContain(words);
  });

  const met: [string, EndingInput, Partial<AgentInput>][] = [
    ['min_call_seconds', { guard: { min_call_seconds: 1 } }, {}],
    ['a rule', { guard: { require: [{ rule: 'paid' }] } }, { variables: { paid: true } }],
    ['a slot', { guard: { require: [{ variable: 'order' }] } }, { variables: { order: 'A1' } }],
    ['a disclosure', { guard: { require: [{ disclosure: 'hello' }] } }, {}],
    ['a rule that fails to run', { guard: { require: [{ rule: 'variables.nothing == 1' }] } }, {}],
  ];
  test.each(met)('%s is met: no veto', async (_name, ending, rest) => {
    const { story } = await play({ ...agentThat(politeRules, ending), ...rest }, 'caller: bye');
    expect(story.slice(3)).toEqual([byTool, goodbyes(1)]);
  });

  test('a disclosure that was cut off by the caller was not read', async () => {
    const disclosure = 'This call may be recorded for training purposes.';
    const rules: Rule[] = [{ when: ['hi'], say: disclosure }, ...politeRules];
    const agent = agentThat(rules, { guard: { require: [{ disclosure }] } });
    const script = 'caller: hi\n[over reply 0.5s] caller: no, stop it\ncaller: bye\nhang up';
    const { story } = await play(agent, script);
    expect(story).toContain('vetoes: disclosure_unread');
  });
});

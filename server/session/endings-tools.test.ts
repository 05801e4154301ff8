/** An end tool beside other tools, and ends while a tool runs. Source: design ending.md sections 2 and 5. */
import { describe, expect, test } from 'vitest';
import { agentThat, endCall, politeRules, type Rule } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const byTool = 'end: agent_ended by tool, dropped by agent';
const book = { name: 'book' };

describe('an end tool beside another tool', () => {
  const rules: Rule[] = [
    { when: { after_tool: 'book' }, say: 'The booking failed. Shall I try again?' },
    { when: ['book'], say: 'Booked, goodbye.', tools: [book, endCall()] },
  ];

  test('waits for it', async () => {
    const { record, story } = await play(agentThat(rules), 'caller: book it and bye', {
      tools: { book: { afterMs: 4_000 } },
    });
    expect(story.slice(2)).toEqual([
      'agent: Booked, goodbye.',
      byTool,
      'farewell: "Booked, goodbye." confirmed, spoken_words, goodbyes: 1',
    ]);
    expect(record.duration_seconds).toBeGreaterThan(7);
  });

  test('is refused when it fails: the model is told and goes on', async () => {
    const tools = { book: { failed: true, result: 'no slot left' } };
    const { story, asked } = await play(agentThat(rules), 'caller: book it and bye\nhang up', { tools });
    expect(story.slice(2)).toEqual([
      'agent: Booked, goodbye.',
      'agent: The booking failed. Shall I try again?',
      'end: caller_hangup by caller, dropped by caller',
      'farewell: none not_started, none, goodbyes: 1',
      'vetoes: tool_failed',
    ]);
    const results = asked[1]!.messages.filter((message) => message.role === 'tool');
    expect(results.map(({ name, result }) => `${name}: ${result}`)).toEqual([
      'book: no slot left',
      expect.stringContaining('end_call: The call was not ended: another tool failed.'),
    ]);
  });

  test('does not wait longer than 15 s, and the late result is told', async () => {
    const slow: Rule[] = [
      { when: { after_note: ['result of book'] }, say: 'Now it is booked.' },
      { when: { after_tool: 'end_call' }, say: 'Still booking.' },
      { when: ['book'], say: 'Booked, goodbye.', tools: [book, endCall()] },
    ];
    const script = 'caller: book it and bye\n[after 25s] hang up';
    const { story } = await play(agentThat(slow), script, { tools: { book: { afterMs: 20_000 } } });
    expect(story.slice(2)).toEqual([
      'agent: Booked, goodbye.',
      'agent: Still booking.',
      'agent: Now it is booked.',
      'end: caller_hangup by caller, dropped by caller',
      'farewell: none not_started, none, goodbyes: 1',
      'vetoes: tool_running',
    ]);
  });

  test('that skips the goodbye does not wait', async () => {
    const agent = agentThat(rules, { actions: [{ name: 'end_call', skip_goodbye: true }] });
    const { record, story } = await play(agent, 'caller: book it and bye', { tools: { book: { afterMs: 9_000 } } });
    expect(story.slice(-2)).toEqual([byTool, 'farewell: none skipped, skipped, goodbyes: 1']);
    expect(record.duration_seconds).toBeLessThan(5);
  });

  test('and the caller goes on talking: the end is off', async () => {
    const script = 'caller: book it and bye\n[after 2s] caller: what about wednesday\nhang up';
    const rest: Rule[] = [
      { when: ['wednesday'], say: 'Let me see.' },
      { when: { after_note: true }, say: 'It is done.' },
    ];
    const { story } = await play(agentThat([...rest, ...rules]), script, { tools: { book: { afterMs: 9_000 } } });
    expect(story.slice(2, 6)).toEqual([
      'agent: Booked, goodbye.',
      'caller: what about wednesday',
      'agent: Let me see.',
      'agent: It is done.',
    ]);
  });
});

describe('a tool of an earlier turn', () => {
  const rules: Rule[] = [
    { when: { after_note: ['result of book'] }, say: 'It is booked.' },
    { when: { after_tool: 'end_call' }, say: 'One moment, I am still booking.' },
    { when: ['book'], say: 'One moment.', tools: [book] },
    ...politeRules,
  ];

  test('still runs: the end is refused, and its result is told when it is there', async () => {
    const script = 'caller: book it\n[after 2s] caller: okay bye\n[after 12s] caller: bye';
    const { story } = await play(agentThat(rules), script, { tools: { book: { afterMs: 9_000 } } });
    expect(story.slice(2)).toEqual([
      'agent: One moment.',
      'caller: okay bye',
      'agent: Goodbye now!',
      'agent: One moment, I am still booking.',
      'agent: It is booked.',
      'caller: bye',
      'agent: Goodbye now!',
      byTool,
      'farewell: "Goodbye now!" confirmed, spoken_words, goodbyes: 2',
      'vetoes: tool_running',
    ]);
  });

  test('its result comes in during a farewell: nothing is said over it', async () => {
    const script = 'caller: book it\n[after 2s] operator ends';
    const { story, asked } = await play(agentThat(rules), script, { tools: { book: { afterMs: 3_000 } } });
    expect(story.slice(2)).toEqual([
      'agent: One moment.',
      'agent: Thank you for calling. Goodbye!',
      'end: operator_ended by operator, dropped by operator',
      'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
    ]);
    expect(asked).toHaveLength(1);
  });
});

test('a caller who speaks while a tool runs is answered, and told the result afterwards', async () => {
  const rules: Rule[] = [
    { when: { after_note: ['result of book'] }, say: 'It is booked.' },
    { when: ['hello'], say: 'I am still looking.' },
    { when: ['book'], say: 'One moment.', tools: [book] },
  ];
  const script = 'caller: book it\n[after 2s] caller: hello?\n[after 12s] hang up';
  const { story } = await play(agentThat(rules), script, { tools: { book: { afterMs: 7_000 } } });
  expect(story.slice(2, 6)).toEqual([
    'agent: One moment.',
    'caller: hello?',
    'agent: I am still looking.',
    'agent: It is booked.',
  ]);
});

test('a result that comes in while the model answers is told after that answer', async () => {
  const rules: Rule[] = [
    { when: { after_note: ['result of book'] }, say: 'It is booked.' },
    { when: ['hello'], say: 'I am still looking.', word_ms: 500 },
    { when: ['book'], say: 'One moment.', tools: [book] },
  ];
  const script = 'caller: book it\n[after 2s] caller: hello?\n[after 12s] hang up';
  const { story } = await play(agentThat(rules), script, { tools: { book: { afterMs: 3_000 } } });
  expect(story.slice(2, 6)).toEqual([
    'agent: One moment.',
    'caller: hello?',
    'agent: I am still looking.',
    'agent: It is booked.',
  ]);
});

test('a tool that does not exist: the model is told, and no work is left open', async () => {
  const rules: Rule[] = [
    { when: { after_tool: 'nothing' }, say: 'That does not work.' },
    { when: ['book'], say: 'One moment.', tools: [{ name: 'nothing' }] },
  ];
  const { story, record } = await play(agentThat(rules, { silence: { timeout_seconds: 10 } }), 'caller: book it');
  expect(story.slice(2, 5)).toEqual([
    'agent: One moment.',
    'agent: That does not work.',
    'agent: Thank you for calling. Goodbye!',
  ]);
  expect(record.duration_seconds).toBeLessThan(20);
});

test('a model that calls tools for ever is stopped', async () => {
  const rules: Rule[] = [
    { when: { after_tool: 'book' }, tools: [book] },
    { when: ['book'], tools: [book] },
  ];
  const { story } = await play(agentThat(rules), 'caller: book it', { tools: { book: {} } });
  expect(story).toContain('error: the model asked for tools without end');
  expect(story).toContain('end: error by failure, dropped by system');
});

/** What the caller hears last when the model ends the call. Source: design ending.md sections 3 and 4. */
import { describe, expect, test } from 'vitest';
import { agentThat, endCall, type EndingInput, type Rule } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const written: Rule = { when: 'farewell', say: 'So long and goodbye.' };
const byTool = 'end: agent_ended by tool, dropped by agent';
const byTag = 'end: agent_ended by tag, dropped by agent';

/** The call after the caller's "okay bye", to which the agent answers with this rule. */
async function after(answer: Omit<Rule, 'when'>, ending: EndingInput = {}): Promise<string[]> {
  const { story } = await play(agentThat([{ when: ['bye'], ...answer }, written], ending), 'caller: okay bye');
  expect(story.slice(0, 2)).toEqual(['agent: Hello.', 'caller: okay bye']);
  return story.slice(2);
}

describe('an end tool', () => {
  test('with a goodbye in the same turn: these words are the farewell', async () => {
    expect(await after({ say: 'Thanks for your time.', tools: [endCall()] })).toEqual([
      'agent: Thanks for your time.',
      byTool,
      'farewell: "Thanks for your time." confirmed, spoken_words, goodbyes: 1',
    ]);
  });

  test('without words: the model writes one', async () => {
    expect(await after({ tools: [endCall()] })).toEqual([
      'agent: So long and goodbye.',
      byTool,
      'farewell: "So long and goodbye." confirmed, main_prompt, goodbyes: 1',
    ]);
  });

  test('with words that are no goodbye: they are heard, then one farewell', async () => {
    expect(await after({ say: 'Your appointment is booked.', tools: [endCall()] })).toEqual([
      'agent: Your appointment is booked.',
      'agent: So long and goodbye.',
      byTool,
      'farewell: "So long and goodbye." confirmed, main_prompt, goodbyes: 1',
    ]);
  });

  test('with words that are no goodbye, and a static farewell', async () => {
    const farewell = { mode: 'static' as const, message: 'Thanks for calling Acme!' };
    expect(await after({ say: 'Your appointment is booked.', tools: [endCall()] }, { farewell })).toEqual([
      'agent: Your appointment is booked.',
      'agent: Thanks for calling Acme!',
      byTool,
      'farewell: "Thanks for calling Acme!" confirmed, configured, goodbyes: 1',
    ]);
  });

  test('with a message: it is spoken', async () => {
    expect(await after({ tools: [endCall({ message: 'See you on Tuesday, bye!' })] })).toEqual([
      'agent: See you on Tuesday, bye!',
      byTool,
      'farewell: "See you on Tuesday, bye!" confirmed, tool_message, goodbyes: 1',
    ]);
  });

  test('with a goodbye and a message: only the goodbye', async () => {
    expect(await after({ say: 'Bye bye.', tools: [endCall({ message: 'See you on Tuesday, bye!' })] })).toEqual([
      'agent: Bye bye.',
      byTool,
      'farewell: "Bye bye." confirmed, spoken_words, goodbyes: 1',
    ]);
  });

  test('that skips the goodbye: the line is dropped at once', async () => {
    const actions = [{ name: 'end_call', skip_goodbye: true }];
    expect(await after({ tools: [endCall()] }, { actions })).toEqual([
      byTool,
      'farewell: none skipped, skipped, goodbyes: 0',
    ]);
  });

  test('that skips the goodbye, after words: what was not yet heard is dropped', async () => {
    const actions = [{ name: 'end_call', skip_goodbye: true }];
    const answer = { say: 'Let me tell you one thing.', tools: [endCall()], word_ms: 100 };
    expect(await after(answer, { actions })).toEqual([
      'agent: Let me tell …',
      byTool,
      'farewell: none skipped, skipped, goodbyes: 0',
    ]);
  });

  test('with a goodbye prompt: the model writes by it', async () => {
    const actions = [{ name: 'end_call', goodbye_prompt: 'Wish them a nice weekend.' }];
    const { story, asked } = await play(
      agentThat([{ when: ['bye'], tools: [endCall()] }, written], { actions }),
      'caller: okay bye',
    );
    expect(story.slice(2)).toEqual([
      'agent: So long and goodbye.',
      byTool,
      'farewell: "So long and goodbye." confirmed, instruction, goodbyes: 1',
    ]);
    expect(asked.at(-1)).toMatchObject({ purpose: 'farewell', tools: [] });
    expect(asked.at(-1)!.system).toContain('Follow this instruction: Wish them a nice weekend.');
  });

  test('printed as JSON: no part of it is spoken', async () => {
    const printed = '{"name": "end_call", "arguments": {"message": "See you, bye!"}}';
    expect(await after({ say: `Your appointment is booked. ${printed}` })).toEqual([
      'agent: Your appointment is booked.',
      'agent: See you, bye!',
      byTool,
      'farewell: "See you, bye!" confirmed, tool_message, goodbyes: 1',
    ]);
  });

  test('printed as a call, behind a goodbye', async () => {
    expect(await after({ say: 'Goodbye, see you. end_call(reason="conversation_ended")' })).toEqual([
      'agent: Goodbye, see you.',
      byTool,
      'farewell: "Goodbye, see you." confirmed, spoken_words, goodbyes: 1',
    ]);
  });

  test('twice in one turn: the first counts, the second is told that the call is ending', async () => {
    const actions = [
      { name: 'end_call', outcome_tags: ['first'] },
      { name: 'other_end', outcome_tags: ['second'] },
    ];
    const rules = [{ when: ['bye'], tools: [endCall(), endCall({}, 'other_end')] }, written];
    const { record, story, asked } = await play(agentThat(rules, { actions }), 'caller: okay bye');
    expect(story.slice(2)).toEqual([
      'agent: So long and goodbye.',
      byTool,
      'farewell: "So long and goodbye." confirmed, main_prompt, goodbyes: 1',
      'tags: first',
    ]);
    expect(record.action).toBe('end_call');
    const results = asked.at(-1)!.messages.filter((message) => message.role === 'tool');
    expect(results).toContainEqual(
      expect.objectContaining({ name: 'other_end', result: 'The call is already ending.' }),
    );
  });
});

describe('[END_CALL]', () => {
  test.each([
    ['at the end', 'You are welcome. Have a lovely day. [END_CALL]'],
    ['at the beginning', '[END_CALL] You are welcome. Have a lovely day.'],
    ['in the middle', 'You are welcome.[END_CALL] Have a lovely day.'],
    ['in any spelling', 'You are welcome. Have a lovely day. [ end call ]'],
    ['not finished', 'You are welcome. Have a lovely day. [END_CALL'],
  ])('%s: the whole reply is heard, then the call ends', async (_where, say) => {
    expect(await after({ say })).toEqual([
      'agent: You are welcome. Have a lovely day.',
      byTag,
      'farewell: "You are welcome. Have a lovely day." confirmed, spoken_words, goodbyes: 1',
    ]);
  });

  test('behind words that are no goodbye: they are the farewell all the same', async () => {
    expect(await after({ say: 'Your appointment is booked. [END_CALL]' })).toEqual([
      'agent: Your appointment is booked.',
      byTag,
      'farewell: "Your appointment is booked." confirmed, spoken_words, goodbyes: 0',
    ]);
  });

  test('alone: the model writes the farewell', async () => {
    expect(await after({ say: '[END_CALL]' })).toEqual([
      'agent: So long and goodbye.',
      byTag,
      'farewell: "So long and goodbye." confirmed, main_prompt, goodbyes: 1',
    ]);
  });

  test('cut off in the middle of its name: never spoken, and no end', async () => {
    const rules = [{ when: ['bye'], say: 'Have a lovely day. [END_CA' }];
    const { story, log } = await play(agentThat(rules), 'caller: okay bye\nhang up');
    expect(story.slice(2, 4)).toEqual(['agent: Have a lovely day.', 'end: caller_hangup by caller, dropped by caller']);
    expect(log).toContainEqual(
      expect.objectContaining({ note: { type: 'control_dropped', name: 'END_CALL', why: 'unterminated' } }),
    );
  });

  test('switched off: never spoken, and no end', async () => {
    const rules = [{ when: ['bye'], say: 'Have a lovely day. [END_CALL]' }];
    const { story, log } = await play(agentThat(rules, { tag: false }), 'caller: okay bye\nhang up');
    expect(story.slice(2, 4)).toEqual(['agent: Have a lovely day.', 'end: caller_hangup by caller, dropped by caller']);
    expect(log).toContainEqual(
      expect.objectContaining({ note: { type: 'control_dropped', name: 'end_call', why: 'the tag is off' } }),
    );
  });
});

describe('the end_call command', () => {
  const reasons = [
    { reason: 'Wrong number', closing: { mode: 'static' as const, message: 'You have the wrong number. Goodbye.' } },
    { reason: 'Out of scope' },
  ];
  const byCommand = 'end: agent_ended by command, dropped by agent';

  test('on a line of its own, with a reason that has words', async () => {
    expect(await after({ say: 'I am sorry.\nend_call wrong number' }, { reasons })).toEqual([
      'agent: I am …',
      'agent: You have the wrong number. Goodbye.',
      byCommand,
      'farewell: "You have the wrong number. Goodbye." confirmed, own_words, goodbyes: 1',
      'reason: Wrong number',
    ]);
  });

  test('after a sentence, with a reason that has none: the words of the turn are the farewell', async () => {
    expect(await after({ say: 'I cannot help with that, goodbye. end_call OUT OF SCOPE!' }, { reasons })).toEqual([
      'agent: I cannot help with that, goodbye.',
      byCommand,
      'farewell: "I cannot help with that, goodbye." confirmed, spoken_words, goodbyes: 1',
      'reason: Out of scope',
    ]);
  });

  test('with an unknown reason: an ordinary end, and the text is kept as evidence', async () => {
    const rules = [{ when: ['bye'], say: 'Goodbye then.\nend_call they seemed bored' }];
    const { record, story } = await play(agentThat(rules, { reasons }), 'caller: okay bye');
    expect(story.slice(2)).toEqual([
      'agent: Goodbye then.',
      byCommand,
      'farewell: "Goodbye then." confirmed, spoken_words, goodbyes: 1',
    ]);
    expect(record.evidence).toBe('Caller: "okay bye". Agent: "Goodbye then.". Reason given: "they seemed bored".');
  });
});

/** End-call reasons: what the record says of them, and how they say goodbye. Source: design ending.md sections 2 and 4. */
import { describe, expect, test } from 'vitest';
import { agentThat, endCall, type EndingInput, type Rule } from '../testing/agents.ts';
import { play, type Played } from '../testing/play.ts';

const written: Rule = { when: 'farewell', say: 'Please check the number. Goodbye.' };
const byTool = 'end: agent_ended by tool, dropped by agent';
const fixed = { mode: 'static' as const, message: 'You have the wrong number. Goodbye.' };
const wrongNumber = { reason: 'Wrong number', outcome_tags: ['wrong_number'] };
const spoken = 'farewell: "Goodbye." confirmed, spoken_words, goodbyes: 1';

/** The model says "Goodbye." and calls end_call with this reason. */
function endsWith(reason: string, ending: EndingInput = {}, prompt = ''): Promise<Played> {
  const rules: Rule[] = [{ when: ['bye'], say: 'Goodbye.', tools: [endCall({ reason })] }];
  return play({ ...agentThat(rules, ending), prompt }, 'caller: okay bye');
}

/** The schema of the end tool's `reason`, as the model gets it. */
function reasonOffered({ asked }: Played): unknown {
  const properties = asked[0]!.tools[0]!.parameters['properties'] as Record<string, unknown>;
  return properties['reason'];
}

describe('which reason', () => {
  test('a configured one, in any spelling: present, with its tags', async () => {
    const call = await endsWith('WRONG   number.', { reasons: [wrongNumber] });
    expect(call.story.slice(3)).toEqual([byTool, spoken, 'reason: Wrong number', 'tags: wrong_number']);
    expect(reasonOffered(call)).toMatchObject({ enum: ['Wrong number', 'conversation_ended'] });
  });

  test.each(['conversation_ended', 'Conversation ended', ''])('"%s" is no end-call reason', async (reason) => {
    const { record, story } = await endsWith(reason, { reasons: [wrongNumber] });
    expect(story.slice(3)).toEqual([byTool, spoken]);
    expect(record).not.toHaveProperty('custom_end_call_reason');
  });

  test('an unknown one: an ordinary end, and the text is kept as evidence', async () => {
    const { record, story } = await endsWith('Caller was rude', { reasons: [wrongNumber] });
    expect(story.slice(3)).toEqual([byTool, spoken]);
    expect(record.evidence).toBe('Caller: "okay bye". Agent: "Goodbye.". Reason given: "Caller was rude".');
  });

  test('#end_call without reasons: any text counts', async () => {
    const call = await endsWith('Caller was rude', {}, 'Be kind. #end_call');
    expect(call.story.slice(3)).toEqual([byTool, spoken, 'reason: Caller was rude']);
    expect(reasonOffered(call)).not.toHaveProperty('enum');
    expect(call.asked[0]!.system).not.toContain('#end_call');
  });

  test('#end_call with reasons: the configured ones, and any text', async () => {
    const ending = { reasons: [wrongNumber] };
    const free = await endsWith('Caller was rude', ending, 'Be kind. #end_call');
    const known = await endsWith('wrong number', ending, 'Be kind. #end_call');
    expect(free.story.slice(3)).toEqual([byTool, spoken, 'reason: Caller was rude']);
    expect(known.story.slice(3)).toEqual([byTool, spoken, 'reason: Wrong number', 'tags: wrong_number']);
    expect(reasonOffered(free)).not.toHaveProperty('enum');
    expect(JSON.stringify(reasonOffered(free))).toContain('Wrong number | conversation_ended');
  });

  test('#end_call and conversation_ended: still no end-call reason', async () => {
    const { story } = await endsWith('conversation_ended', {}, 'Be kind. #end_call');
    expect(story.slice(3)).toEqual([byTool, spoken]);
  });
});

describe('its closing', () => {
  const rules: Rule[] = [{ when: ['wrong'], tools: [endCall({ reason: 'Wrong number' })] }, written];

  test('static: its words', async () => {
    const { story } = await play(
      agentThat(rules, { reasons: [{ ...wrongNumber, closing: fixed }] }),
      'caller: wrong number',
    );
    expect(story.slice(2)).toEqual([
      'agent: You have the wrong number. Goodbye.',
      byTool,
      'farewell: "You have the wrong number. Goodbye." confirmed, own_words, goodbyes: 1',
      'reason: Wrong number',
      'tags: wrong_number',
    ]);
  });

  test('prompt: words that the model writes by it', async () => {
    const closing = { mode: 'prompt' as const, message: 'Ask them to check it.' };
    const agent = agentThat(rules, { reasons: [{ ...wrongNumber, closing }] });
    const { story, asked } = await play(agent, 'caller: wrong number');
    expect(story.slice(2)).toEqual([
      'agent: Please check the number. Goodbye.',
      byTool,
      'farewell: "Please check the number. Goodbye." confirmed, instruction, goodbyes: 1',
      'reason: Wrong number',
      'tags: wrong_number',
    ]);
    expect(asked.at(-1)!.system).toContain('Follow this instruction: Ask them to check it.');
  });

  test("none: the action's goodbye prompt, if it has one", async () => {
    const actions = [{ name: 'end_call', goodbye_prompt: 'Be brief.' }];
    const { story, asked } = await play(agentThat(rules, { reasons: [wrongNumber], actions }), 'caller: wrong number');
    expect(story).toContain('farewell: "Please check the number. Goodbye." confirmed, instruction, goodbyes: 1');
    expect(asked.at(-1)!.system).toContain('Follow this instruction: Be brief.');
  });

  test('none, and no goodbye prompt: the model writes from its main prompt', async () => {
    const { story, asked } = await play(agentThat(rules, { reasons: [wrongNumber] }), 'caller: wrong number');
    expect(story).toContain('farewell: "Please check the number. Goodbye." confirmed, main_prompt, goodbyes: 1');
    expect(asked.at(-1)!.system).not.toContain('Follow this instruction');
  });

  test('beats the goodbye prompt of the action', async () => {
    const actions = [{ name: 'end_call', goodbye_prompt: 'Be brief.', outcome_tags: ['ended'] }];
    const agent = agentThat(rules, { reasons: [{ ...wrongNumber, closing: fixed }], actions });
    const { story } = await play(agent, 'caller: wrong number');
    expect(story.slice(2)).toEqual([
      'agent: You have the wrong number. Goodbye.',
      byTool,
      'farewell: "You have the wrong number. Goodbye." confirmed, own_words, goodbyes: 1',
      'reason: Wrong number',
      'tags: wrong_number, ended',
    ]);
  });
});

describe('its closing over words already streaming', () => {
  const babble = 'Oh I am sorry to hear that you have the wrong number, let me see what I can do.';
  const rules: Rule[] = [
    { when: ['wrong'], say: babble, word_ms: 100, tools: [endCall({ reason: 'Wrong number' })] },
    written,
  ];

  test('static: words not yet heard are dropped', async () => {
    const agent = agentThat(rules, { reasons: [{ ...wrongNumber, closing: fixed }] });
    const { story } = await play(agent, 'caller: wrong number');
    expect(story.slice(2, 5)).toEqual([
      'agent: Oh I am sorry to hear that …',
      'agent: You have the wrong number. Goodbye.',
      byTool,
    ]);
  });

  test('prompt: the model is given the words that were heard, and no others', async () => {
    const closing = { mode: 'prompt' as const, message: 'Ask them to check it.' };
    const agent = agentThat(rules, { reasons: [{ ...wrongNumber, closing }] });
    const { story, asked } = await play(agent, 'caller: wrong number');
    expect(story.slice(2, 4)).toEqual([
      'agent: Oh I am sorry to hear that …',
      'agent: Please check the number. Goodbye.',
    ]);
    const request = asked.at(-1)!;
    expect(request.system).toContain('The caller has just heard: "Oh I am sorry to hear that…". Do not repeat it.');
    expect(JSON.stringify(request.messages)).not.toContain('let me see');
  });
});

describe('a final reason', () => {
  const abusive = {
    reason: 'Abusive',
    closing: { mode: 'static' as const, message: 'I am ending this call now. Goodbye.' },
    outcome_tags: ['abusive'],
    final: true,
  };
  const rules: Rule[] = [{ when: ['idiot'], tools: [endCall({ reason: 'Abusive' })] }];

  test('cannot be taken back', async () => {
    const script = 'caller: you idiot\n[over goodbye 0.3s] caller: wait, I am sorry';
    const { story } = await play(agentThat(rules, { reasons: [abusive] }), script);
    expect(story.slice(2)).toEqual([
      'agent: I am ending this call now. Goodbye.',
      'caller: wait, I am sorry',
      byTool,
      'farewell: "I am ending this call now. Goodbye." confirmed, own_words, goodbyes: 1',
      'reason: Abusive',
      'tags: abusive',
    ]);
  });

  test('passes the guard at once', async () => {
    const guard = { min_call_seconds: 60 };
    const { story } = await play(
      agentThat(rules, { reasons: [abusive], guard }),
      'caller: you idiot, when do you open?',
    );
    expect(story).toContain('reason: Abusive');
    expect(story.some((line) => line.startsWith('vetoes'))).toBe(false);
  });

  test('one that is not final can be taken back', async () => {
    const script = 'caller: you idiot\n[over goodbye 0.3s] caller: wait, I am sorry\nhang up';
    const { story } = await play(agentThat(rules, { reasons: [{ ...abusive, final: false }] }), script);
    expect(story).toContain('rescued: wait, I am sorry');
    expect(story.some((line) => line.startsWith('reason') || line.startsWith('tags'))).toBe(false);
  });
});

test('a configured reason ends the call although the caller asked something', async () => {
  const rules: Rule[] = [{ when: ['wrong'], tools: [endCall({ reason: 'Wrong number' })] }];
  const agent = agentThat(rules, { reasons: [{ ...wrongNumber, closing: fixed }] });
  const { story } = await play(agent, 'caller: is this the wrong number?');
  expect(story.slice(3)).toContain('reason: Wrong number');
  expect(story.some((line) => line.startsWith('vetoes'))).toBe(false);
});

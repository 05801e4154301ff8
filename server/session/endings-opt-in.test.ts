/** Ends that an agent opts into or out of: both goodbyes, phrases, screening, ending off; and credit. Source: design ending.md section 2. */
import { describe, expect, test } from 'vitest';
import { agentThat, endCall, politeRules, type Rule } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const hungUp = 'end: caller_hangup by caller, dropped by caller';

describe('mutual_goodbye', () => {
  const rules: Rule[] = [
    { when: ['hi', 'bye'], say: 'Have a nice day, goodbye!' },
    { when: 'anything', say: 'I see.' },
  ];
  const agent = agentThat(rules, { mutual_goodbye: true });
  const ended = [
    'end: agent_ended by mutual_goodbye, dropped by agent',
    'farewell: "Have a nice day, goodbye!" confirmed, spoken_words, goodbyes: 1',
  ];

  test('the caller first', async () => {
    const { story } = await play(agent, 'caller: okay bye');
    expect(story.slice(1)).toEqual(['caller: okay bye', 'agent: Have a nice day, goodbye!', ...ended]);
  });

  test('the agent first', async () => {
    const { story } = await play(agent, 'caller: hi\ncaller: goodbye then');
    expect(story.slice(2)).toEqual(['agent: Have a nice day, goodbye!', 'caller: goodbye then', ...ended]);
  });

  test('the caller over the goodbye of the agent, which is heard to its end', async () => {
    const { story } = await play(agent, 'caller: hi\n[over reply 0.3s] caller: bye');
    expect(story.slice(2)).toEqual(['agent: Have a nice day, goodbye!', 'caller: bye', ...ended]);
  });

  test('only one of them: no end', async () => {
    const { story } = await play(agent, 'caller: hi\ncaller: and what about tuesday\nhang up');
    expect(story).toContain(hungUp);
  });

  test('not opted in: no end', async () => {
    const { story } = await play(agentThat(rules), 'caller: okay bye\nhang up');
    expect(story).toContain(hungUp);
  });
});

describe('the key that ends the call', () => {
  const rules: Rule[] = [{ when: 'anything', say: 'I see.' }];

  test('is answered with the farewell, and is no input for the model', async () => {
    const { story, record, asked } = await play(agentThat(rules, { keypad: { key: '*' } }), 'caller: hi\npress *');
    expect(story.slice(-2)).toEqual([
      'end: agent_ended by keypad, dropped by agent',
      'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
    ]);
    expect(record.evidence).toBe('the caller pressed *');
    expect(asked).toHaveLength(1);
  });

  test('or with words and tags of its own', async () => {
    const keypad = { key: '9', message: 'You will not be called again. Goodbye.', outcome_tags: ['opted_out'] };
    const { story, record } = await play(agentThat(rules, { keypad }), 'press 9');
    expect(story.at(-2)).toContain('"You will not be called again. Goodbye." confirmed, own_words');
    expect(record.outcome_tags).toEqual(['opted_out']);
  });

  test('another key is input', async () => {
    const { story } = await play(agentThat(rules, { keypad: { key: '*' } }), 'press 1\nhang up');
    expect(story).toContain(hungUp);
  });

  test('the caller may take it back', async () => {
    const agent = agentThat(rules, { keypad: { key: '*' } });
    const { record } = await play(
      agent,
      'caller: hi\npress *\n[over goodbye 0.5s] caller: wait, one more thing\nhang up',
    );
    expect(record).toMatchObject({ ended_reason: 'caller_hangup', farewell: { rescues: 1 } });
  });
});

describe('phrases', () => {
  const rules: Rule[] = [{ when: ['bye'], say: 'Have a lovely day. Take care, now!' }];

  test('said by the agent and heard: the end, and no second goodbye', async () => {
    const { record, story } = await play(agentThat(rules, { phrases: ['take care now'] }), 'caller: okay bye');
    expect(story.slice(2)).toEqual([
      'agent: Have a lovely day. Take care, now!',
      'end: agent_ended by phrase, dropped by agent',
      'farewell: "Have a lovely day. Take care, now!" confirmed, spoken_words, goodbyes: 1',
    ]);
    expect(record.evidence).toBe('take care now');
  });

  test('said by the caller: nothing', async () => {
    const agent = agentThat([{ when: 'anything', say: 'I see.' }], { phrases: ['take care now'] });
    const { story } = await play(agent, 'caller: take care now\nhang up');
    expect(story).toContain(hungUp);
  });

  test('cut off by the caller before they heard it: nothing', async () => {
    const say = 'I tell you a long story first, and at the very end of it I say take care now.';
    const agent = agentThat(
      [
        { when: ['hi'], say },
        { when: 'anything', say: 'I see.' },
      ],
      { phrases: ['take care now'] },
    );
    const { story } = await play(agent, 'caller: hi\n[over reply 0.5s] caller: no, stop it\nhang up');
    expect(story).toContain(hungUp);
  });
});

describe('pre_call', () => {
  const blocked = { when: 'from in blocked_numbers', outcome_tags: ['blocked_caller'] };
  const variables = { blocked_numbers: ['+15550199'], clinic: 'Acme' };
  const screened = 'end: screened by pre_call, dropped by system';

  test('with a message: it is all the caller hears', async () => {
    const rule = { ...blocked, message: '{{clinic}} does not take your calls. Goodbye.' };
    const agent = { ...agentThat(politeRules, { pre_call: [rule] }), variables };
    const { record, story } = await play(agent, 'caller: hi', { from: '+15550199' });
    expect(story).toEqual([
      'agent: Acme does not take your calls. Goodbye.',
      screened,
      'farewell: "Acme does not take your calls. Goodbye." confirmed, own_words, goodbyes: 1',
      'tags: blocked_caller',
    ]);
    expect(record.evidence).toBe('the rule from in blocked_numbers');
  });

  test('without a message: nothing is said', async () => {
    const agent = { ...agentThat(politeRules, { pre_call: [blocked] }), variables };
    const { story } = await play(agent, 'caller: hi', { from: '+15550199' });
    expect(story).toEqual([screened, 'farewell: none skipped, skipped, goodbyes: 0', 'tags: blocked_caller']);
  });

  test('a rule that does not match, or cannot be evaluated, screens nobody', async () => {
    const broken = { when: 'variables.nothing == 1' };
    const agent = { ...agentThat(politeRules, { pre_call: [blocked, broken] }), variables };
    const { story, log } = await play(agent, 'caller: bye');
    expect(story).toContain('end: agent_ended by tool, dropped by agent');
    const failed = log.filter((entry) => 'note' in entry && entry.note.type === 'rule_failed_to_run');
    expect(failed).toHaveLength(1);
  });
});

test('credit used up: an apology, and nobody takes it back', async () => {
  const script = 'caller: hi\nbalance is used up\n[over goodbye 0.5s] caller: no, wait';
  const { story } = await play(agentThat(politeRules, { apology: 'Sorry, we must stop here. Goodbye.' }), script);
  expect(story.slice(2)).toEqual([
    'agent: I see.',
    'agent: Sorry, we must stop here. Goodbye.',
    'caller: no, wait',
    'end: balance_insufficient by balance, dropped by system',
    'farewell: "Sorry, we must stop here. Goodbye." confirmed, apology, goodbyes: 1',
  ]);
});

describe('ending.enabled false', () => {
  const rules: Rule[] = [
    { when: ['bye'], say: 'Goodbye! [END_CALL]' },
    { when: ['tool'], say: 'Goodbye!', tools: [endCall()] },
    { when: ['command'], say: 'Goodbye!\nend_call done' },
    { when: 'anything', say: 'I see.' },
  ];
  const ending = { enabled: false, mutual_goodbye: true, phrases: ['goodbye'], silence: { timeout_seconds: 5 } };
  const agent = agentThat(rules, { ...ending, max_duration: { seconds: 10 } });

  test.each(['bye', 'tool', 'command'])('"%s": no end by the model, by silence or by the cap', async (words) => {
    const { story, asked, log } = await play(agent, `caller: ${words}\n[after 60s] hang up`);
    expect(story).toContain(hungUp);
    const dropped = log.flatMap((entry) => ('note' in entry && 'why' in entry.note ? [entry.note.why] : []));
    expect(dropped).toEqual(words === 'tool' ? [] : ['ending is off']);
    expect(asked[0]).toMatchObject({ tools: [] });
    expect(asked[0]!.system).toBe('');
  });

  test('an operator, the caller and a failure still end it', async () => {
    expect((await play(agent, 'caller: hi\noperator ends')).record.trigger).toBe('operator');
    expect((await play(agent, 'caller: hi\nvoice down')).record.trigger).toBe('failure');
    expect((await play(agent, 'caller: hi\nbalance is used up')).record.trigger).toBe('balance');
  });
});

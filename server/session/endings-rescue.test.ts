/** The caller speaks over the farewell: taken back, or only a goodbye of their own. Source: design ending.md section 5. */
import { describe, expect, test } from 'vitest';
import { agentThat, endCall, longGoodbye, longRules, type Rule } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const whole = `farewell: "${longGoodbye}" confirmed, spoken_words`;

test('"wait, one more thing" over the goodbye: the agent answers, and the second ending is whole', async () => {
  const script = 'caller: bye\n[over goodbye 0.5s] caller: wait, one more thing\ncaller: okay bye';
  const { record, story, asked } = await play(agentThat(longRules), script);
  expect(story).toEqual([
    'agent: Hello.',
    'caller: bye',
    'agent: Thank you for calling …',
    'caller: wait, one more thing',
    'agent: I see.',
    'caller: okay bye',
    `agent: ${longGoodbye}`,
    'end: agent_ended by tool, dropped by agent',
    `${whole}, goodbyes: 2`,
    'rescued: wait, one more thing',
  ]);
  expect(record.farewell).toMatchObject({ heard_share: 1, rescues: 1 });
  const [said, told, caller] = asked[1]!.messages.slice(-3);
  expect(said).toMatchObject({ role: 'agent', text: 'Thank you for calling…' });
  expect(told).toMatchObject({ role: 'tool', name: 'end_call', result: expect.stringContaining('called off') });
  expect(caller).toEqual({ role: 'caller', text: 'wait, one more thing' });
});

test('an end by tag is called off by a note', async () => {
  const rules: Rule[] = [
    { when: ['bye'], say: `${longGoodbye} [END_CALL]` },
    { when: { after_note: ['called off'] }, say: 'Of course, go on.' },
  ];
  const { story } = await play(
    agentThat(rules),
    'caller: bye\n[over goodbye 0.5s] caller: wait, one more thing\nhang up',
  );
  expect(story.slice(2)).toEqual([
    'agent: Thank you for calling …',
    'caller: wait, one more thing',
    'agent: Of course, go on.',
    'end: caller_hangup by caller, dropped by caller',
    'farewell: none not_started, none, goodbyes: 1',
    'rescued: wait, one more thing',
  ]);
});

test('after the last word, within the listening window, it is not too late', async () => {
  const script = 'caller: bye\n[over goodbye 4s] caller: wait, one more thing\ncaller: okay bye';
  const { story } = await play(agentThat(longRules), script);
  expect(story.slice(2)).toEqual([
    `agent: ${longGoodbye}`,
    'caller: wait, one more thing',
    'agent: I see.',
    'caller: okay bye',
    `agent: ${longGoodbye}`,
    'end: agent_ended by tool, dropped by agent',
    `${whole}, goodbyes: 2`,
    'rescued: wait, one more thing',
  ]);
});

test('a farewell that the model writes after a rescue is asked for as a fresh, short one', async () => {
  const rules: Rule[] = [
    { when: ['bye'], tools: [endCall()] },
    { when: 'farewell', say: longGoodbye, once: true },
    { when: 'farewell', say: 'Bye then!' },
    { when: 'anything', say: 'I see.' },
  ];
  const script = 'caller: bye\n[over goodbye 0.5s] caller: wait, one more thing\ncaller: okay bye';
  const { story, asked } = await play(agentThat(rules), script);
  expect(story).toContain('farewell: "Bye then!" confirmed, main_prompt, goodbyes: 2');
  const [first, second] = asked.filter((request) => request.purpose === 'farewell');
  expect(first!.system).not.toContain('very short');
  expect(second!.system).toContain('A goodbye was said before in this call: make this one very short');
});

test('a fixed goodbye that was spoken before is not said again', async () => {
  const closing = { mode: 'static' as const, message: 'No problem at all, you have reached Acme. Goodbye!' };
  const rules: Rule[] = [
    { when: ['wrong'], tools: [endCall({ reason: 'Wrong number' })] },
    { when: 'anything', say: 'I see.' },
  ];
  const agent = agentThat(rules, { reasons: [{ reason: 'Wrong number', closing }] });
  const script =
    'caller: wrong number\n[over goodbye 0.5s] caller: wait, one more thing\ncaller: wrong number after all';
  const { story } = await play(agent, script);
  expect(story.filter((line) => line.includes('No problem'))).toEqual(['agent: No problem at …']);
  expect(story).toContain('farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 2');
  expect(story).toContain('reason: Wrong number');
});

describe('words that take nothing back', () => {
  test('"okay bye", said for longer than 0.3 s: hung up, and no second farewell', async () => {
    const { record, story } = await play(agentThat(longRules), 'caller: bye\n[over goodbye 0.5s] caller: okay bye');
    expect(story.slice(2)).toEqual([
      'agent: Thank you for calling …',
      'caller: okay bye',
      'end: agent_ended by tool, dropped by agent',
      `farewell: "${longGoodbye}" cut at 37 %, spoken_words, goodbyes: 1`,
    ]);
    expect(record.farewell).toMatchObject({ heard: 'cut_by_closing', heard_share: 0.368 });
  });

  test('"okay bye" in the last moment: what was heard to its end stays heard', async () => {
    const { story } = await play(agentThat(longRules), 'caller: bye\n[over goodbye 4s] caller: okay bye');
    expect(story.slice(2)).toEqual([
      `agent: ${longGoodbye}`,
      'caller: okay bye',
      'end: agent_ended by tool, dropped by agent',
      `${whole}, goodbyes: 1`,
    ]);
  });

  test('a cough does not stop the farewell', async () => {
    const { story } = await play(agentThat(longRules), 'caller: bye\n[over goodbye 0.5s] noise 0.2s');
    expect(story.slice(2)).toEqual([
      `agent: ${longGoodbye}`,
      'end: agent_ended by tool, dropped by agent',
      `${whole}, goodbyes: 1`,
    ]);
  });

  test('noise stops it; two seconds after it the rest is said', async () => {
    const { story } = await play(agentThat(longRules), 'caller: bye\n[over goodbye 0.5s] noise 1s');
    expect(story.slice(2)).toEqual([
      'agent: Thank you for calling …',
      'agent: us today. Have a nice day, goodbye!',
      'end: agent_ended by tool, dropped by agent',
      `${whole}, goodbyes: 1`,
    ]);
  });

  test('noise that never stops holds the end for ten seconds, and once', async () => {
    const { record, story } = await play(agentThat(longRules), 'caller: bye\n[over goodbye 0.5s] noise 60s');
    expect(story.slice(-2)).toEqual(['end: agent_ended by tool, dropped by agent', `${whole}, goodbyes: 1`]);
    expect(record.duration_seconds).toBeLessThan(20);
  });
});

describe('while the model is still writing the farewell', () => {
  const rules: Rule[] = [
    { when: ['bye'], tools: [endCall()] },
    { when: 'farewell', say: longGoodbye, word_ms: 300 },
    { when: 'anything', say: 'I see.' },
  ];

  test('nothing of it is spoken over the caller, and nothing of it is lost', async () => {
    const { story } = await play(agentThat(rules), 'caller: bye\n[over goodbye 0.5s] noise 1s');
    expect(story.slice(2)).toEqual([
      'agent: Thank you …',
      'agent: for calling us today. Have a nice day, goodbye!',
      'end: agent_ended by tool, dropped by agent',
      `farewell: "${longGoodbye}" confirmed, main_prompt, goodbyes: 1`,
    ]);
  });

  test('"okay bye" ends the call before the rest is written', async () => {
    const { story } = await play(agentThat(rules), 'caller: bye\n[over goodbye 0.5s] caller: okay bye');
    expect(story.slice(2, 5)).toEqual([
      'agent: Thank you …',
      'caller: okay bye',
      'end: agent_ended by tool, dropped by agent',
    ]);
  });

  test('"wait" takes the call back, and the model writes no further', async () => {
    const { story } = await play(
      agentThat(rules),
      'caller: bye\n[over goodbye 0.5s] caller: wait, one more thing\nhang up',
    );
    expect(story.slice(2, 6)).toEqual([
      'agent: Thank you …',
      'caller: wait, one more thing',
      'agent: I see.',
      'end: caller_hangup by caller, dropped by caller',
    ]);
  });
});

describe('settings', () => {
  const overIt = 'caller: bye\n[over goodbye 0.5s] caller: ';

  test('any_speech: even "okay bye" takes the call back', async () => {
    const agent = agentThat(longRules, { rescue: { mode: 'any_speech' } });
    const { story } = await play(agent, `${overIt}okay bye\nhang up`);
    expect(story).toContain('rescued: by speaking');
    expect(story).toContain('agent: Thank you for calling …');
  });

  test('off: nothing does', async () => {
    const { story } = await play(agentThat(longRules, { rescue: { mode: 'off' } }), `${overIt}wait, one more thing`);
    expect(story.slice(2)).toEqual([
      `agent: ${longGoodbye}`,
      'caller: wait, one more thing',
      'end: agent_ended by tool, dropped by agent',
      `${whole}, goodbyes: 1`,
    ]);
  });

  test('max: the second time it is over', async () => {
    const agent = agentThat(longRules, { rescue: { max: 1 } });
    const script = `${overIt}wait, one more thing\n${overIt}wait, and another thing`;
    const { story } = await play(agent, script);
    expect(story.slice(-3)).toEqual([
      'end: agent_ended by tool, dropped by agent',
      `${whole}, goodbyes: 2`,
      'rescued: wait, one more thing',
    ]);
  });

  test('listen_ms: the line is dropped so long after the last word', async () => {
    for (const listenMs of [0, 500, 2_000]) {
      const { log } = await play(agentThat(longRules, { rescue: { listen_ms: listenMs } }), 'caller: bye');
      const at = (type: string) => log.findLast((entry) => 'event' in entry && entry.event.type === type)!.at;
      expect(at('hang_up.answered') - at('playback.finished')).toBe(listenMs);
    }
  });

  test('a language without rules: any words take the call back', async () => {
    const agent = { ...agentThat(longRules), language: 'de' };
    const { story } = await play(agent, `${overIt}Tschüss\nhang up`);
    expect(story).toContain('rescued: Tschüss');
  });
});

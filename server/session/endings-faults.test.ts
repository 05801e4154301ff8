/** Model, voice, marks and hang-ups fail; the call ends all the same. Source: design ending.md sections 4, 5 and 8. */
import { describe, expect, test } from 'vitest';
import { agentThat, endCall, politeRules, type Rule } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const apology = "I'm sorry, something went wrong on our side. Please call again later. Goodbye.";
const fixed = 'Thank you for calling. Goodbye!';
const byTool = 'end: agent_ended by tool, dropped by agent';

/** The words begin and stop; nothing comes; the service says that it is down. */
const faults = ['stall', 'silent', 'down'] as const;

describe('the model', () => {
  test('stalls in mid-reply: what was said stands, and the call goes on', async () => {
    const rules: Rule[] = [{ when: ['hi'], say: 'one two three four five six', fault: 'stall' }, ...politeRules];
    const { story } = await play(agentThat(rules), 'caller: hi\ncaller: bye');
    expect(story).toEqual([
      'agent: Hello.',
      'caller: hi',
      'agent: one two three',
      'caller: bye',
      'agent: Goodbye now!',
      byTool,
      'farewell: "Goodbye now!" confirmed, spoken_words, goodbyes: 1',
    ]);
  });

  test.each([
    ['silent', 'model: the model said nothing for too long'],
    ['down', 'model: offline/offline: down, as its script says.'],
  ] as const)('%s before its first word, twice: the apology, an error', async (fault, error) => {
    const rules: Rule[] = [{ when: ['hi'], say: 'never heard', fault }, ...politeRules];
    const { story, asked } = await play(agentThat(rules), 'caller: hi');
    expect(story.slice(2)).toEqual([
      `agent: ${apology}`,
      'end: error by failure, dropped by system',
      `farewell: "${apology}" confirmed, apology, goodbyes: 1`,
      `error: ${error}`,
    ]);
    expect(asked).toHaveLength(2);
  });

  test.each(['silent', 'down'] as const)('%s once: asked again, and nobody notices', async (fault) => {
    const rules: Rule[] = [{ when: ['bye'], say: 'x', fault, once: true }, ...politeRules];
    const { story, log } = await play(agentThat(rules), 'caller: bye');
    expect(story.slice(2)).toEqual([
      'agent: Goodbye now!',
      byTool,
      'farewell: "Goodbye now!" confirmed, spoken_words, goodbyes: 1',
    ]);
    expect(log.some((entry) => 'note' in entry && entry.note.type === 'model_failed')).toBe(false);
  });

  test.each(['silent', 'down'] as const)(
    '%s when it is to write the farewell: the fixed one within 2.5 s',
    async (fault) => {
      const rules: Rule[] = [
        { when: ['bye'], tools: [endCall()] },
        { when: 'farewell', say: 'never heard', fault },
      ];
      const { record, story } = await play(agentThat(rules), 'caller: bye');
      expect(story.slice(2)).toEqual([
        `agent: ${fixed}`,
        byTool,
        `farewell: "${fixed}" confirmed, configured, goodbyes: 1`,
      ]);
      const [, bye, goodbye] = record.transcript.map((turn) => turn.at_seconds);
      expect(goodbye! - bye!).toBeLessThanOrEqual(0.3 + 2.5);
    },
  );

  test('stalls within the farewell: its beginning stands, and the line is dropped', async () => {
    const rules: Rule[] = [
      { when: ['bye'], tools: [endCall()] },
      { when: 'farewell', say: 'Goodbye and thank you for everything', fault: 'stall' },
    ];
    const { record, story } = await play(agentThat(rules), 'caller: bye');
    expect(story.slice(2)).toEqual([
      'agent: Goodbye and thank',
      byTool,
      'farewell: "Goodbye and thank" confirmed, main_prompt, goodbyes: 1',
    ]);
    expect(record.duration_seconds).toBeLessThan(10);
  });

  test('writes tags and tool calls into the farewell: not spoken, not obeyed', async () => {
    const rules: Rule[] = [
      { when: ['bye'], tools: [endCall()] },
      { when: 'farewell', say: 'Goodbye! [TRANSFER:+15550100] [END_CALL]' },
    ];
    const transfers = [{ name: 'desk', to: '+15550100' }];
    const { story } = await play({ ...agentThat(rules), transfers }, 'caller: bye');
    expect(story.slice(2)).toEqual([
      'agent: Goodbye!',
      byTool,
      'farewell: "Goodbye!" confirmed, main_prompt, goodbyes: 1',
    ]);
  });

  test.each(faults)('%s in the greeting: the caller is not left with silence', async (fault) => {
    const agent = {
      ...agentThat([{ when: 'greeting', say: 'Hello there', fault }]),
      greeting: { mode: 'prompt' as const },
    };
    const { story } = await play(agent, '');
    const [first] = story;
    expect(first).toBe(fault === 'stall' ? 'agent: Hello' : `agent: ${apology}`);
  });
});

describe('the voice', () => {
  const rules: Rule[] = [
    { when: ['bye'], tools: [endCall()] },
    { when: 'farewell', say: 'So long and goodbye.' },
  ];

  test('is down for the farewell: the backup says the fixed one, once', async () => {
    const { story } = await play(agentThat(rules), 'caller: bye\nvoice down');
    expect(story.slice(2)).toEqual([
      `agent: ${fixed}`,
      byTool,
      `farewell: "${fixed}" confirmed, main_prompt, goodbyes: 1`,
    ]);
  });

  test('is down for a fixed farewell: the backup says the same words', async () => {
    const reasons = [{ reason: 'r', closing: { mode: 'static' as const, message: 'You have the wrong number. Bye.' } }];
    const agent = agentThat([{ when: ['bye'], tools: [endCall({ reason: 'r' })] }], { reasons });
    const { story } = await play(agent, 'caller: bye\nvoice down');
    expect(story.slice(2, -1)).toEqual([
      'agent: You have the wrong number. Bye.',
      byTool,
      'farewell: "You have the wrong number. Bye." confirmed, own_words, goodbyes: 1',
    ]);
  });

  test('and its backup are down: hung up, failed', async () => {
    const { record, story } = await play(agentThat(rules), 'caller: bye\nall voices down');
    expect(story.slice(2)).toEqual([
      byTool,
      `farewell: "${fixed}" failed, main_prompt, goodbyes: 0`,
      'error: the farewell failed: the voice gave no sound',
    ]);
    expect(record.farewell.heard_share).toBe(0);
  });

  test('is down in mid-call: an error, and the backup apologises', async () => {
    const { story } = await play(agentThat(politeRules), 'caller: hi\nvoice down');
    expect(story.slice(2)).toEqual([
      `agent: ${apology}`,
      'end: error by failure, dropped by system',
      `farewell: "${apology}" confirmed, apology, goodbyes: 1`,
      'error: voice: the voice gave no sound',
    ]);
  });

  test('is down from the first word', async () => {
    const { story } = await play(agentThat(politeRules), 'voice down');
    expect(story[0]).toBe(`agent: ${apology}`);
  });
});

test('a farewell without words: nobody waits for its sound', async () => {
  const farewell = { mode: 'static' as const, message: '' };
  const { record, story } = await play(agentThat([{ when: ['bye'], tools: [endCall()] }], { farewell }), 'caller: bye');
  expect(story.slice(2)).toEqual([
    byTool,
    'farewell: none failed, configured, goodbyes: 0',
    'error: the farewell failed: there are no words to say',
  ]);
  expect(record.duration_seconds).toBeLessThan(3);
});

describe('marks', () => {
  test('lost for the farewell: its length and 1.5 s, then hung up, unconfirmed', async () => {
    const { record, story, log } = await play(agentThat(politeRules), 'caller: bye\nlose marks');
    expect(story.slice(-2)).toEqual([byTool, 'farewell: "Goodbye now!" unconfirmed, spoken_words, goodbyes: 1']);
    const queued = log.findLast((entry) => 'event' in entry && entry.event.type === 'playback.queued')!;
    expect(log.at(-1)!.at - queued.at).toBeLessThan(2_500);
    expect(record.farewell.heard_share).toBe(0);
  });

  test('lost all along: the conversation goes on', async () => {
    const { story } = await play(agentThat(politeRules), 'lose marks\ncaller: hi\ncaller: bye');
    expect(story.slice(-2)).toEqual([byTool, 'farewell: "Goodbye now!" unconfirmed, spoken_words, goodbyes: 1']);
  });

  test('lost, and nobody speaks: the silence clock runs all the same', async () => {
    const agent = agentThat(politeRules, { silence: { timeout_seconds: 10 } });
    const { record, story } = await play(agent, 'lose marks');
    expect(story).toContain('end: silence_timeout by silence, dropped by system');
    expect(record.duration_seconds).toBeLessThan(20);
  });
});

describe('hang-ups', () => {
  test('refused twice: repeated after 0.5 and 1 s', async () => {
    const { record } = await play(agentThat(politeRules), 'refuse 2 hang-ups\ncaller: bye');
    expect(record.hang_up).toEqual({ attempts: 3, proof: 'far_end_confirmed', latency_ms: 1_500, leaked_seconds: 1 });
    expect(record.hang_up_attempts.map((attempt) => attempt.proof)).toEqual([null, null, 'far_end_confirmed']);
    expect(record.farewell.heard).toBe('confirmed');
  });

  test('refused for ever: given up after 32 s, and somebody else goes on asking', async () => {
    const { record, log } = await play(agentThat(politeRules), 'refuse 99 hang-ups\ncaller: bye');
    expect(record.hang_up).toEqual({ attempts: 8, proof: null, latency_ms: 32_000, leaked_seconds: 32 });
    expect(record).toMatchObject({ ended_reason: 'agent_ended', ended_by: 'agent' });
    const last = log.at(-1)!;
    expect('effects' in last && last.effects.map((effect) => effect.type)).toEqual(['record_end', 'watch_leg']);
  });
});

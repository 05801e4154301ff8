/** The caller hangs up, in each phase; nobody answers; an operator ends the call. Source: design ending.md section 2. */
import { expect, test } from 'vitest';
import { agentThat, longGoodbye, longRules, politeRules } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const nothingSaid = 'farewell: none not_started, none, goodbyes: 0';

test('hang-up while it rings', async () => {
  const { record, story } = await play(agentThat(politeRules), 'never answers\n[after 3s] hang up');
  expect(story).toEqual(['end: caller_hangup by caller, dropped by caller', nothingSaid]);
  expect(record).toMatchObject({ answered_at: null, duration_seconds: 0, carrier_cause: 'hung up' });
});

test('hang-up while it rings, outbound: not answered', async () => {
  const { record, story } = await play(agentThat(politeRules), 'outbound\nnever answers\n[after 3s] hang up');
  expect(story).toEqual(['end: not_answered by caller, dropped by caller', nothingSaid]);
  expect(record.carrier_cause).toBe('hung up');
});

test('outbound, and nobody answers: the leg is hung up after a minute', async () => {
  const { record, story } = await play(agentThat(politeRules), 'outbound\nnever answers');
  expect(story).toEqual(['end: not_answered by caller, dropped by system', nothingSaid]);
  expect(record.hang_up).toMatchObject({ attempts: 1, proof: 'far_end_confirmed' });
  expect(Date.parse(record.ended_at) - Date.parse(record.started_at)).toBe(60_000);
});

test('inbound, and our side never answers: an error', async () => {
  const { story } = await play(agentThat(politeRules), 'never answers');
  expect(story).toEqual([
    'end: error by failure, dropped by system',
    nothingSaid,
    'error: the call was not answered in time',
  ]);
});

test('hang-up in mid-reply: the transcript ends where the caller heard it end', async () => {
  const rules = [{ when: ['hello'], say: 'This is a rather long reply that nobody wants to hear to its end.' }];
  const { story } = await play(agentThat(rules), 'caller: hello there\n[over reply 1.5s] hang up');
  expect(story).toEqual([
    'agent: Hello.',
    'caller: hello there',
    'agent: This is a rather long reply …',
    'end: caller_hangup by caller, dropped by caller',
    nothingSaid,
  ]);
});

test('hang-up while the model thinks', async () => {
  const rules = [{ when: ['hello'], say: 'Never heard.', first_word_ms: 3_000 }];
  const { story } = await play(agentThat(rules), 'caller: hello there\n[after 1s] hang up');
  expect(story).toEqual([
    'agent: Hello.',
    'caller: hello there',
    'end: caller_hangup by caller, dropped by caller',
    nothingSaid,
  ]);
});

test('hang-up while a tool runs: its late result does nothing', async () => {
  const rules = [{ when: ['book'], say: 'One moment.', tools: [{ name: 'book' }] }];
  const script = 'caller: book it\n[after 4s] hang up';
  const { record, story, asked } = await play(agentThat(rules), script, { tools: { book: { afterMs: 9_000 } } });
  expect(story).toEqual([
    'agent: Hello.',
    'caller: book it',
    'agent: One moment.',
    'end: caller_hangup by caller, dropped by caller',
    nothingSaid,
  ]);
  expect(asked).toHaveLength(1);
  expect(record.hang_up.attempts).toBe(0);
});

test('hang-up during the farewell: the first cause stays, and who dropped the line is told', async () => {
  const { record, story } = await play(agentThat(longRules), 'caller: bye\n[over goodbye 1s] hang up');
  expect(story).toEqual([
    'agent: Hello.',
    'caller: bye',
    'agent: Thank you for calling …',
    'end: agent_ended by tool, dropped by caller',
    `farewell: "${longGoodbye}" unconfirmed, spoken_words, goodbyes: 1`,
  ]);
  expect(record.farewell.heard_share).toBeCloseTo(0.37, 1);
  expect(record.hang_up.attempts).toBe(0);
});

test('hang-up during a farewell that is still being written: the record has the words heard', async () => {
  const rules = [
    { when: ['bye'], tools: [{ name: 'end_call' }] },
    { when: 'farewell' as const, say: longGoodbye, word_ms: 400 },
  ];
  const { story } = await play(agentThat(rules), 'caller: bye\n[over goodbye 1.5s] hang up');
  expect(story).toEqual([
    'agent: Hello.',
    'caller: bye',
    'agent: Thank you for …',
    'end: agent_ended by tool, dropped by caller',
    'farewell: "Thank you for" unconfirmed, main_prompt, goodbyes: 1',
  ]);
});

test('hang-up in the listening window: the farewell was heard', async () => {
  const { record, story } = await play(agentThat(politeRules), 'caller: bye\n[over goodbye 1s] hang up');
  expect(story.slice(-2)).toEqual([
    'end: agent_ended by tool, dropped by caller',
    'farewell: "Goodbye now!" confirmed, spoken_words, goodbyes: 1',
  ]);
  expect(record.hang_up.attempts).toBe(0);
});

test('hang-up while the farewell is paused', async () => {
  const script = 'caller: bye\n[over goodbye 0.5s] noise 2s\n[after 0.5s] hang up';
  const { story } = await play(agentThat(longRules), script);
  expect(story.slice(-3)).toEqual([
    'agent: Thank you for calling …',
    'end: agent_ended by tool, dropped by caller',
    `farewell: "${longGoodbye}" unconfirmed, spoken_words, goodbyes: 1`,
  ]);
});

test('hang-up while our own is refused: the leg is down, and that proves it', async () => {
  const script = 'refuse 99 hang-ups\ncaller: bye\n[over goodbye 5s] hang up';
  const { record, story } = await play(agentThat(politeRules), script);
  expect(story.slice(-2)).toEqual([
    'end: agent_ended by tool, dropped by caller',
    'farewell: "Goodbye now!" confirmed, spoken_words, goodbyes: 1',
  ]);
  expect(record.hang_up).toEqual({ attempts: 4, proof: 'far_end_confirmed', latency_ms: 3_700, leaked_seconds: 3 });
});

test('operator, with the farewell of the agent, over words that are then dropped', async () => {
  const rules = [{ when: ['hi'], say: 'There is a lot that I could tell you about this.' }];
  const { record, story } = await play(agentThat(rules), 'caller: hi\n[over reply 1s] operator ends');
  expect(story).toEqual([
    'agent: Hello.',
    'caller: hi',
    'agent: There is a lot that …',
    'agent: Thank you for calling. Goodbye!',
    'end: operator_ended by operator, dropped by operator',
    'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
  ]);
  expect(record.evidence).toBe('an operator ended the call');
});

test('operator, without a farewell', async () => {
  const { story } = await play(agentThat(politeRules), 'caller: hi\noperator hangs up');
  expect(story).toEqual([
    'agent: Hello.',
    'caller: hi',
    'agent: I see.',
    'end: operator_ended by operator, dropped by operator',
    'farewell: none skipped, skipped, goodbyes: 0',
  ]);
});

test('operator, during the goodbye of the agent: at once, and the first cause stays', async () => {
  const { story } = await play(agentThat(longRules), 'caller: bye\n[over goodbye 0.5s] operator hangs up');
  expect(story).toEqual([
    'agent: Hello.',
    'caller: bye',
    'agent: Thank you for …',
    'end: agent_ended by tool, dropped by agent',
    `farewell: "${longGoodbye}" unconfirmed, spoken_words, goodbyes: 1`,
  ]);
});

test('operator: a caller cannot take it back', async () => {
  const { story } = await play(
    agentThat(politeRules),
    'operator ends\n[over goodbye 0.3s] caller: wait, I need something',
  );
  expect(story.slice(-2)).toEqual([
    'end: operator_ended by operator, dropped by operator',
    'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
  ]);
});

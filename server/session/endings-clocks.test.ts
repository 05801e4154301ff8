/** Ends by the clocks: silence, sounds without words, the cap. Source: design ending.md sections 6 and 7. */
import { expect, test } from 'vitest';
import { agentThat, politeRules } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const checkIns = [
  { after_seconds: 5, message: 'Are you still there?' },
  { after_seconds: 12, message: 'Hello?' },
];
const silence = { timeout_seconds: 20, check_ins: checkIns, outcome_tags: ['no_response'] };

test('silence: check-ins at their time, the configured goodbye, its own tags', async () => {
  const { story } = await play(agentThat(politeRules, { silence }), 'caller: hi there');
  expect(story).toEqual([
    'agent: Hello.',
    'caller: hi there',
    'agent: I see.',
    'agent: Are you still there?',
    'agent: Hello?',
    'agent: Thank you for calling. Goodbye!',
    'end: silence_timeout by silence, dropped by system',
    'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
    'tags: no_response',
  ]);
});

test('silence: the clock stands still while a check-in plays, and speaking one does not reset it', async () => {
  const { record } = await play(agentThat(politeRules, { silence }), 'caller: hi there');
  const [answer, first, second, goodbye] = record.transcript.slice(2).map((turn) => turn.at_seconds);
  expect(record.clocks.quiet_seconds).toBe(20);
  expect(first! - answer!).toBeCloseTo(5 + 'I see.'.length / 15, 1);
  expect(second! - first!).toBeCloseTo(7 + 'Are you still there?'.length / 15, 1);
  expect(goodbye! - second!).toBeCloseTo(8 + 'Hello?'.length / 15, 1);
});

test('silence: words of the caller begin it anew, check-ins too', async () => {
  const { story } = await play(
    agentThat(politeRules, { silence }),
    'caller: hi there\n[after 8s] caller: yes I am here',
  );
  expect(story.slice(0, -3)).toEqual([
    'agent: Hello.',
    'caller: hi there',
    'agent: I see.',
    'agent: Are you still there?',
    'caller: yes I am here',
    'agent: I see.',
    'agent: Are you still there?',
    'agent: Hello?',
    'agent: Thank you for calling. Goodbye!',
  ]);
});

test('silence: a caller who speaks over its goodbye is answered', async () => {
  const script = '[over goodbye 0.5s] caller: wait, I am here\ncaller: bye';
  const { story } = await play(agentThat(politeRules, { silence: { timeout_seconds: 10 } }), script);
  expect(story).toEqual([
    'agent: Hello.',
    'agent: Thank you for …',
    'caller: wait, I am here',
    'agent: I see.',
    'caller: bye',
    'agent: Goodbye now!',
    'end: agent_ended by tool, dropped by agent',
    'farewell: "Goodbye now!" confirmed, spoken_words, goodbyes: 2',
    'rescued: wait, I am here',
  ]);
});

test('silence: a model or tool at work stops the clock', async () => {
  const rules = [{ when: ['book'], tools: [{ name: 'book' }] }, ...politeRules];
  const options = { tools: { book: { afterMs: 25_000, result: 'Booked.' } } };
  const { record } = await play(agentThat(rules, { silence: { timeout_seconds: 10 } }), 'caller: book it', options);
  expect(record.ended_reason).toBe('silence_timeout');
  expect(record.clocks.quiet_seconds).toBe(10);
  expect(record.duration_seconds).toBeGreaterThan(35);
});

test('silence: noise stops the clock for ten seconds and no longer', async () => {
  const { record, story } = await play(agentThat(politeRules, { silence: { timeout_seconds: 15 } }), 'noise 60s');
  expect(story).toEqual([
    'agent: Hello.',
    'agent: Thank you for calling. Goodbye!',
    'end: silence_timeout by silence, dropped by system',
    'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
  ]);
  expect(record.duration_seconds).toBeCloseTo(28, 0);
});

test('no words: sounds alone hold no line open', async () => {
  const noise = Array.from({ length: 12 }, () => '[after 1s] noise 9s').join('\n');
  const agent = agentThat(politeRules, {
    silence: { timeout_seconds: 15, no_words_seconds: 40, outcome_tags: ['noise'] },
  });
  const { record, story } = await play(agent, noise);
  expect(story.slice(-3)).toEqual([
    'end: silence_timeout by silence, dropped by system',
    'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
    'tags: noise',
  ]);
  expect(record.evidence).toBe('sounds, but no words');
  expect(record.clocks.wordless_seconds).toBeGreaterThanOrEqual(40);
});

const chatter = Array.from({ length: 12 }, () => '[after 1s] caller: tell me a story please').join('\n');
const cap = {
  seconds: 30,
  wrap_up: [{ before_end_seconds: 15, instruction: 'Come to an end.' }],
  outcome_tags: ['long'],
};

test('cap: the model is told to come to an end, and the leg is down at the cap', async () => {
  const rules = [{ when: { after_note: ['come to an end'] }, say: 'We have little time left.' }, ...politeRules];
  const { record, story, asked } = await play(agentThat(rules, { max_duration: cap }), chatter);
  expect(story).toContain('agent: We have little time left.');
  expect(story.slice(-3)).toEqual([
    'end: max_duration_reached by max_duration, dropped by system',
    'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
    'tags: long',
  ]);
  expect(record.duration_seconds).toBeLessThanOrEqual(30);
  const notes = asked.at(-1)!.messages.filter((message) => message.role === 'note');
  expect(notes).toEqual([{ role: 'note', text: 'Come to an end.' }]);
});

test('cap: nobody talks it away', async () => {
  const agent = agentThat(politeRules, { max_duration: { seconds: 20 } });
  const { record, story } = await play(agent, '[over goodbye 0.2s] caller: no wait, I still need something');
  expect(record.duration_seconds).toBeLessThanOrEqual(20);
  expect(story.slice(-2)).toEqual([
    'end: max_duration_reached by max_duration, dropped by system',
    'farewell: "Thank you for calling. Goodbye!" confirmed, configured, goodbyes: 1',
  ]);
});

test('cap: one that falls into a goodbye under way shortens it, and the first cause stays', async () => {
  const words = 'Thank you so very much for calling all of us here today. Have a nice day, and goodbye for now!';
  const rules = [{ when: ['bye'], say: words, tools: [{ name: 'end_call' }] }];
  const { record } = await play(agentThat(rules, { max_duration: { seconds: 20 } }), '[at 13s] caller: bye');
  expect(record).toMatchObject({ ended_reason: 'agent_ended', trigger: 'tool', farewell: { heard: 'unconfirmed' } });
  expect(record.farewell.text).toBe(words);
  expect(record.duration_seconds).toBe(19.5);
});

test('cap and silence switched off: the call goes on until somebody ends it', async () => {
  const ending = { silence: { timeout_seconds: null }, max_duration: { seconds: null } };
  const { record } = await play(agentThat(politeRules, ending), 'caller: hi\n[after 100s] hang up');
  expect(record).toMatchObject({ ended_reason: 'caller_hangup', trigger: 'caller' });
  expect(record.duration_seconds).toBeGreaterThan(100);
});

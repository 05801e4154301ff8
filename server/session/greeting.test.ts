/** How a call begins, and the values in its texts. Source: design contract.md section 1. */
import { expect, test } from 'vitest';
import { agentThat, endCall, type Rule } from '../testing/agents.ts';
import { play } from '../testing/play.ts';

const variables = { clinic: 'Acme', days: ['Monday', 'Friday'], open: 9 };
const rules: Rule[] = [
  { when: 'greeting', say: 'Good day from {{clinic}}.' },
  { when: ['bye'], say: 'Thanks for calling {{clinic}}, goodbye!', tools: [endCall()] },
  { when: 'anything', say: 'You said {{heard}}, and I am at {{clinic}}.' },
];

test('static: its words', async () => {
  const message = 'This is {{clinic}}, {{days}} from {{open}}; it is {{time}}.';
  const { story, asked } = await play(
    { ...agentThat(rules), greeting: { mode: 'static', message }, variables, time_zone: 'Europe/Berlin' },
    'hang up',
  );
  expect(story[0]).toBe('agent: This is Acme, Monday, Friday from 9; it is 11:00 AM.');
  expect(asked).toEqual([]);
});

test('prompt: the model opens', async () => {
  const { story, asked } = await play({ ...agentThat(rules), greeting: { mode: 'prompt' }, variables }, 'hang up');
  expect(story[0]).toBe('agent: Good day from Acme.');
  expect(asked).toMatchObject([{ purpose: 'greeting' }]);
});

test('none: the agent waits for the caller', async () => {
  const { story, asked } = await play({ ...agentThat(rules), greeting: { mode: 'none' }, variables }, 'caller: bye');
  expect(story[0]).toBe('caller: bye');
  expect(asked).toHaveLength(1);
});

test('a caller who speaks over the greeting is answered', async () => {
  const agent = agentThat([{ when: ['stop'], say: 'Yes?' }]);
  const greeting = { mode: 'static' as const, message: 'Welcome to a very long greeting that nobody wants to hear.' };
  const { story } = await play({ ...agent, greeting }, '[at 1s] caller: stop, I have a question\nhang up');
  expect(story.slice(0, 3)).toEqual([
    'agent: Welcome to a very long greeting that nobody wants …',
    'caller: stop, I have a question',
    'agent: Yes?',
  ]);
});

test('{{variables}} in the prompt, the script and fixed messages; {{heard}} is left to the script', async () => {
  const agent = { ...agentThat(rules), variables, prompt: 'You work for {{clinic}}.' };
  const { story, asked } = await play(agent, 'caller: good day\ncaller: bye');
  expect(story.slice(2, 5)).toEqual([
    'agent: You said good day, and I am at Acme.',
    'caller: bye',
    'agent: Thanks for calling Acme, goodbye!',
  ]);
  expect(asked[0]!.system).toContain('You work for Acme.');
});

test('what a caller says is never taken for a variable', async () => {
  const { story } = await play({ ...agentThat(rules), variables }, 'caller: tell me {{clinic}}\nhang up');
  expect(story[2]).toBe('agent: You said tell me {{clinic}}, and I am at Acme.');
});

/** What the model is told about ending, and the tools it gets. Source: design ending.md sections 2 to 4. */
import { describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { readAgent } from '../testing/play.ts';
import { farewellInstruction, vetoWords } from './ending-prompt.ts';
import { systemPrompt, toolSpecs } from './prompt-brain.ts';

const prompt = (agent: Partial<AgentInput>): string => systemPrompt(readAgent(agent));
const tools = (agent: Partial<AgentInput>, direction: 'inbound' | 'outbound' = 'inbound') =>
  toolSpecs(readAgent(agent), direction);

describe('the prompt', () => {
  test("holds the agent's own, and the rules of ending behind it", () => {
    const text = prompt({ prompt: 'You are Bo. #end_call' });
    expect(text.startsWith('You are Bo.\n\n# Ending the call\n')).toBe(true);
    expect(text).not.toContain('#end_call');
    expect(text).toContain('Say goodbye at most once.');
  });

  test('names the language, unless it is English', () => {
    expect(prompt({ language: 'de' })).toContain('Speak the language "de".');
    expect(prompt({ language: 'en' })).not.toContain('Speak the language');
  });

  test('tells for each action whether to say goodbye', () => {
    const text = prompt({
      ending: {
        actions: [
          { name: 'end_call', description: 'When done.' },
          { name: 'drop', description: 'On voicemail.', skip_goodbye: true },
          { name: 'decline', description: 'Not interested.', goodbye_prompt: 'Thank them.' },
        ],
      },
    });
    expect(text).toContain(
      '`end_call`: When done. Either say one short goodbye in the same reply, or put it into `message`',
    );
    expect(text).toContain('`drop`: On voicemail. Call it without saying anything');
    expect(text).toContain('`decline`: Not interested. Call it without saying goodbye');
  });

  test('lists the reasons, and how to give one where there is no action', () => {
    const reasons = [
      { reason: 'Fraud', closing: { mode: 'static' as const, message: 'Bye.' } },
      { reason: 'Wrong number' },
    ];
    expect(prompt({ ending: { reasons } })).toContain('call `end_call` with that reason');
    expect(prompt({ ending: { reasons } })).toContain(
      '- "Fraud" (without saying goodbye: that is done for you)\n- "Wrong number"\n',
    );
    expect(prompt({ ending: { reasons, actions: [] } })).toContain('write the command `end_call <reason>`');
  });

  test('tells of [END_CALL] only if the agent asks for it and it is on', () => {
    const asking = { prompt: 'End with [END_CALL].' };
    expect(prompt(asking)).toContain('Or put [END_CALL] at the end');
    expect(prompt({ prompt: 'Be kind.' })).not.toContain('[END_CALL]');
    expect(prompt({ ...asking, ending: { tag: false } })).not.toContain('Or put [END_CALL]');
  });

  test("is the agent's own alone while ending is off", () => {
    expect(prompt({ prompt: 'You are Bo.', ending: { enabled: false } })).toBe('You are Bo.');
  });
});

describe('the tools', () => {
  test("the agent's own, its end actions, and those for a transfer and a voicemail where they have a use", () => {
    const own = { name: 'book', http: { url: 'https://example.com/book' } };
    const transfers = [{ name: 'desk', to: '+15550100' }];
    const names = (agent: Partial<AgentInput>, direction: 'inbound' | 'outbound') =>
      tools(agent, direction).map((t) => t.name);
    expect(names({ tools: [own], transfers }, 'inbound')).toEqual(['book', 'end_call', 'transfer_call']);
    expect(names({}, 'outbound')).toEqual(['end_call', 'report_voicemail']);
    expect(names({ ending: { voicemail: { action: 'ignore' } } }, 'outbound')).toEqual(['end_call']);
    expect(names({ ending: { enabled: false } }, 'inbound')).toEqual([]);
  });

  test("an action that says no goodbye of the model's has no message", () => {
    const actions = [{ name: 'a' }, { name: 'b', skip_goodbye: true }, { name: 'c', goodbye_prompt: 'Thank them.' }];
    const messages = tools({ ending: { actions } }).map(
      (tool) => 'message' in (tool.parameters['properties'] as object),
    );
    expect(messages).toEqual([true, false, false]);
  });

  test('a transfer goes to names, never to numbers that the model makes up', () => {
    const [, transfer] = tools({ transfers: [{ name: 'Front desk', to: '+15550100' }] });
    expect(transfer!.parameters).toMatchObject({ properties: { to: { enum: ['Front desk'] } }, required: ['to'] });
  });
});

test('a farewell is asked for with its instruction and the words heard', () => {
  expect(farewellInstruction(null, '', false)).toBe(
    'The call ends now. Say only the goodbye, naturally and politely: one or two short sentences, no question. The caller will not answer.',
  );
  const whole = farewellInstruction('Be brief.', ' You are booked. ', true).split('\n').slice(1);
  expect(whole).toEqual([
    'Follow this instruction: Be brief.',
    'The caller has just heard: "You are booked.". Do not repeat it.',
    'A goodbye was said before in this call: make this one very short, in other words.',
  ]);
});

test('a veto is told with its reason', () => {
  expect(vetoWords('too_early')).toBe(
    'The call was not ended: it is too early to end the call. Do not say goodbye again unless the caller does.',
  );
});

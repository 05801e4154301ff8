/** Which of an agent's texts are worth keeping as sound: all that are said word for word, and nothing that a model writes. */
import { expect, test } from 'vitest';
import { type AgentInput, agentSchema } from '../../contract/agent.ts';
import { fixedWords } from './fixed-words.ts';

const words = (agent: Partial<AgentInput>): string[] => fixedWords(agentSchema.parse({ name: 'Clinic', ...agent }));

/** Every text of its own, so that none can stand for another. */
const ending: AgentInput['ending'] = {
  farewell: { message: 'The farewell.' },
  apology: 'The apology.',
  silence: {
    check_ins: [
      { after_seconds: 5, message: 'Check-in one.' },
      { after_seconds: 9, message: 'Check-in two.' },
    ],
  },
  voicemail: { action: 'leave_message', message: 'The voicemail.' },
  keypad: { key: '#', message: 'The key.' },
  reasons: [
    { reason: 'Wrong number', closing: { mode: 'static', message: 'The closing.' } },
    { reason: 'Angry', closing: { mode: 'prompt', message: 'Say sorry.' } },
  ],
  pre_call: [{ when: 'true', message: 'Screened.' }],
};

test('what is said at the beginning and at the end of calls, and while nobody says anything', () => {
  const greeting = { mode: 'static' as const, message: 'The greeting.' };
  const said = words({ recording: { enabled: true, consent: 'This call is recorded.' }, greeting, ending });
  const beginnings = ['This call is recorded.', 'The greeting.', 'Screened.'];
  const endings = ['The farewell.', 'The apology.', 'The voicemail.', 'The key.', 'The closing.'];
  const checkIns = ['Check-in one.', 'Check-in two.'];
  expect(said.toSorted()).toEqual([...beginnings, ...endings, ...checkIns].toSorted());
});

test('what the blocks of a flow say as it stands', () => {
  const slot = { name: 'day', prompt: 'Which day?', retry_prompt: 'Which day, please?', confirm_prompt: 'On {{day}}?' };
  const http = { method: 'GET' as const, url: 'https://example.com/slots' };
  const nodes: NonNullable<AgentInput['flow']>['nodes'] = [
    { id: 'a', kind: 'utterance', data: { mode: 'verbatim', text: 'Verbatim.' } },
    { id: 'b', kind: 'utterance', data: { mode: 'generated', instruction: 'Ask how they are.' } },
    { id: 'c', kind: 'slot_collection', data: { slots: [slot] } },
    { id: 'd', kind: 'action', data: { mode: 'http', http, filler: 'One moment.' } },
    { id: 'e', kind: 'transfer', data: { to: '+15550100', line: 'I am putting you through.' } },
    { id: 'f', kind: 'end_call', data: { message: { mode: 'fixed', text: 'Fixed.' } } },
    { id: 'g', kind: 'end_call', data: { message: { mode: 'promptable', text: 'Thank them.' } } },
  ];
  const before = words({});
  const said = words({ kind: 'flow', flow: { nodes } }).filter((text) => !before.includes(text));
  const questions = ['Which day?', 'Which day, please?', 'On {{day}}?'];
  expect(said).toEqual(['Verbatim.', ...questions, 'One moment.', 'I am putting you through.', 'Fixed.']);
});

test('once each, nothing without words, and at most 200', () => {
  expect(
    words({ greeting: { mode: 'static', message: 'Hi.' }, ending: { apology: 'Hi.', farewell: { message: '  ' } } }),
  ).toEqual(['Hi.']);
  const texts = Array.from({ length: 300 }, (_, place) => ({ mode: 'verbatim' as const, text: `Text ${place}.` }));
  const nodes = texts.map((data, place) => ({ id: `n${place}`, kind: 'utterance' as const, data }));
  expect(words({ kind: 'flow', flow: { nodes } })).toHaveLength(200);
});

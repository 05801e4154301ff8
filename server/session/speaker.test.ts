/** Words on their way to the line: utterances, and what becomes of them when the line is cleared. */
import { beforeEach, expect, test } from 'vitest';
import type { EventBody } from '../../engine/events.ts';
import { ruleJudge } from '../../judge/judge.ts';
import type { LineCommand } from '../../lines/line.ts';
import { type Conversation, newConversation } from './conversation.ts';
import { newSpeaker, type Speaker } from './speaker.ts';

let sent: string[];
let events: EventBody[];
let conversation: Conversation;
let speaker: Speaker;

const line = (command: LineCommand): string =>
  command.type === 'speak' ? `${command.utteranceId}${command.last ? '.' : `: ${command.text}`}` : command.type;

beforeEach(() => {
  sent = [];
  events = [];
  conversation = newConversation();
  speaker = newSpeaker({
    send: (command) => void sent.push(line(command)),
    dispatch: (event) => void events.push(event),
    conversation,
    judge: ruleJudge,
    language: 'en',
    phrases: ['take care'],
  });
});

test('an utterance begins with its first word, and is told when it is whole', () => {
  const utterance = speaker.open('u1');
  utterance.push('  \n');
  expect(events).toEqual([]);
  utterance.push(' Thanks for calling,');
  utterance.push(' Take care!');
  expect(utterance.close()).toBe('Thanks for calling, Take care!');
  expect(sent).toEqual(['u1: Thanks for calling,', 'u1:  Take care!', 'u1.']);
  expect(events).toEqual([
    { type: 'utterance.started', utteranceId: 'u1' },
    expect.objectContaining({ type: 'agent.said', utteranceId: 'u1', closing: true, phrase: 'take care' }),
  ]);
});

test('closing twice, or without words, does nothing', () => {
  const utterance = speaker.open('u1');
  expect(utterance.close()).toBe('');
  utterance.push('One.');
  utterance.close();
  utterance.close();
  utterance.push('Two.');
  expect(sent).toEqual(['u1: One.', 'u1.']);
});

test('hush: the rest goes to the history, and not to the line', () => {
  const utterance = speaker.open('u1');
  utterance.push('One');
  speaker.hush();
  utterance.push(' two.');
  utterance.close();
  expect(sent).toEqual(['u1: One']);
  expect(conversation.unheardOf('u1')).toBe('One two.');
  expect(events.at(-1)).toMatchObject({ type: 'agent.said', text: 'One two.' });
});

test('hush of another utterance, or of one that is whole, does nothing', () => {
  speaker.say('u1', 'One.');
  speaker.hush();
  const utterance = speaker.open('u2');
  speaker.hush('u1');
  utterance.push('Two.');
  expect(sent).toEqual(['u1: One.', 'u1.', 'u2: Two.']);
});

test('goOn: what was not heard', () => {
  speaker.say('u1', 'One two three.');
  conversation.cutTo('u1', 'One ');
  speaker.goOn('u1-rest', 'u1', 'Goodbye.');
  expect(sent.slice(2)).toEqual(['u1-rest: two three.', 'u1-rest.']);
});

test('goOn while it is still being written: what was not heard, and what is to come', () => {
  const utterance = speaker.open('u1');
  utterance.push('One');
  speaker.hush();
  conversation.cutTo('u1', 'One');
  utterance.push(' two');
  speaker.goOn('u1-rest', 'u1', 'Goodbye.');
  utterance.push(' three.');
  utterance.close();
  expect(sent).toEqual(['u1: One', 'u1-rest: two', 'u1-rest:  three.', 'u1-rest.']);
});

test('goOn of something unknown: the words given', () => {
  speaker.goOn('x-rest', 'x', 'Goodbye.');
  expect(sent).toEqual(['x-rest: Goodbye.', 'x-rest.']);
});

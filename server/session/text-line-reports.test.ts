/** The text line over a socket: its reports, message by message, in virtual time. */
import { expect, test } from 'vitest';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import type { LineEvent } from '../../lines/line.ts';
import { socketPair } from '../../lines/testing/socket-pair.ts';
import { textSocketLine } from '../../lines/text-socket.ts';
import type { EndSummary } from '../../lines/socket-messages.ts';
import type { UpMessage } from '../../lines/text-socket-messages.ts';

const ending: EndSummary = {
  ended_reason: 'agent_ended',
  farewell: { utterance_id: 'u1', heard: 'confirmed', heard_share: 1 },
};

function lineWithClient() {
  const clock = virtualClock();
  const { socket, farEnd } = socketPair(clock);
  const line = textSocketLine({ socket, clock, describeEnd: () => ending });
  const events: LineEvent[] = [];
  const received: { type: string }[] = [];
  farEnd.onMessage = (text) => void received.push(JSON.parse(text) as { type: string });
  line.start((event) => void events.push(event));
  line.answer('call_1', 'front-desk');
  const speak = (utteranceId: string, text: string, last = true): void =>
    line.send({ type: 'speak', utteranceId, text, last, voice: 'main' });
  const tell = (message: UpMessage): void => {
    farEnd.send(JSON.stringify(message));
    clock.advance(20);
  };
  const told = (...types: LineEvent['type'][]): LineEvent[] => events.filter(({ type }) => types.includes(type));
  return { clock, farEnd, line, events, received, speak, tell, told };
}

const thirty = 'Your appointment is on Tuesday'; // 30 characters: 400 ms and 2,000 ms of reading.

test('the words go out at once, and are over when the client says so', () => {
  const { clock, events, received, speak, tell } = lineWithClient();
  speak('u1', 'Your appointment', false);
  speak('u1', ' is on Tuesday', false);
  speak('u1', '');
  clock.advance(20);
  tell({ type: 'shown', utterance_id: 'u1', characters: 16 });
  tell({ type: 'shown', utterance_id: 'u1', done: true });
  expect(received).toEqual([
    { type: 'started', call_id: 'call_1', agent_id: 'front-desk' },
    { type: 'speak', utterance_id: 'u1', text: 'Your appointment', last: false },
    { type: 'speak', utterance_id: 'u1', text: ' is on Tuesday', last: false },
    { type: 'speak', utterance_id: 'u1', text: '', last: true },
  ]);
  expect(events).toEqual([
    { type: 'leg.answered' },
    { type: 'playback.started', utteranceId: 'u1' },
    { type: 'playback.queued', utteranceId: 'u1', remainingMs: 3_900 },
    { type: 'playback.finished', utteranceId: 'u1', pushedMs: 2_000, playedMs: 2_000, proof: 'confirmed' },
  ]);
});

test('without a word of the client they are over after the reading time, in order', () => {
  const { clock, speak, told } = lineWithClient();
  speak('u1', thirty);
  speak('u2', thirty);
  clock.advance(3_900);
  expect(told('playback.finished')).toEqual([
    { type: 'playback.finished', utteranceId: 'u1', pushedMs: 2_000, playedMs: 2_000, proof: 'estimated' },
  ]);
  clock.advance(2_400);
  expect(told('playback.finished')).toHaveLength(2);
});

test('a slow reader who tells of progress is waited for, up to three times the reading time', () => {
  const { clock, speak, tell, told } = lineWithClient();
  speak('u1', thirty);
  for (let characters = 3; characters <= 27; characters += 3) {
    clock.advance(780);
    tell({ type: 'shown', utterance_id: 'u1', characters });
  }
  expect(clock.now()).toBe(7_200);
  expect(told('playback.finished')).toEqual([]);
  clock.advance(1_700);
  expect(told('playback.finished')).toEqual([
    { type: 'playback.finished', utteranceId: 'u1', pushedMs: 2_000, playedMs: 1_800, proof: 'estimated' },
  ]);
});

test('a client that has told before has not seen what it tells nothing of', () => {
  const { clock, speak, tell, told } = lineWithClient();
  speak('u1', thirty);
  tell({ type: 'shown', utterance_id: 'u1', done: true });
  speak('u2', thirty);
  clock.advance(10_000);
  expect(told('playback.finished').at(-1)).toMatchObject({ utteranceId: 'u2', playedMs: 0 });
});

test('done before the last piece is progress only, and more than was sent is all that was sent', () => {
  const { speak, tell, told } = lineWithClient();
  speak('u1', 'Your appointment', false);
  tell({ type: 'shown', utterance_id: 'u1', characters: 999, done: true });
  expect(told('playback.finished')).toEqual([]);
  speak('u1', ' is on Tuesday');
  tell({ type: 'shown', utterance_id: 'u1', characters: 999 });
  expect(told('playback.finished')).toHaveLength(1);
});

test('a clear is answered with what was shown', () => {
  const { clock, received, line, speak, tell, told } = lineWithClient();
  speak('u1', thirty);
  line.send({ type: 'clear' });
  tell({ type: 'shown', utterance_id: 'u1', characters: 4 }); // On its way when the clear was sent.
  expect(told('playback.cleared')).toEqual([]);
  tell({ type: 'shown', utterance_id: 'u1', characters: 16, cleared: true });
  expect(told('playback.cleared')).toEqual([
    { type: 'playback.cleared', utteranceId: 'u1', pushedMs: 2_000, playedMs: 1_067, heardText: 'Your appointment' },
  ]);
  clock.advance(5_000);
  expect(told('playback.cleared')).toHaveLength(1);
  expect(received.at(-1)).toEqual({ type: 'clear' });
});

test('without an answer to a clear the last word of the client counts', () => {
  const { clock, line, speak, tell, told } = lineWithClient();
  speak('u1', thirty);
  speak('u2', thirty);
  tell({ type: 'shown', utterance_id: 'u1', characters: 16 });
  line.send({ type: 'clear' });
  clock.advance(999);
  expect(told('playback.cleared')).toEqual([]);
  clock.advance(1);
  expect(told('playback.cleared')).toMatchObject([
    { utteranceId: 'u1', heardText: 'Your appointment' },
    { utteranceId: 'u2', heardText: '' },
  ]);
});

test('words that were whole on the screen before the clear came are confirmed', () => {
  const { line, speak, tell, told } = lineWithClient();
  speak('u1', thirty);
  line.send({ type: 'clear' });
  tell({ type: 'shown', utterance_id: 'u1', done: true });
  expect(told('playback.finished', 'playback.cleared')).toMatchObject([
    { type: 'playback.finished', proof: 'confirmed' },
  ]);
});

test('a clear with nothing to drop is not sent', () => {
  const { clock, line, received } = lineWithClient();
  line.send({ type: 'clear' });
  clock.advance(2_000);
  expect(received.map(({ type }) => type)).toEqual(['started']);
});

test('the hang-up is proved by the close frame; asked again meanwhile, it is accepted', () => {
  const { clock, farEnd, line, received, told } = lineWithClient();
  line.send({ type: 'hang_up', attempt: 1 });
  line.send({ type: 'hang_up', attempt: 2 });
  clock.advance(40);
  expect(told('hang_up.answered')).toMatchObject([
    { attempt: 2, proof: 'accepted' },
    { attempt: 2, proof: 'far_end_confirmed', latencyMs: 40 },
  ]);
  expect(received.at(-1)).toEqual({ type: 'ended', call_id: 'call_1', ...ending });
  expect(farEnd.closedWith).toBe(1000);
  line.send({ type: 'hang_up', attempt: 3 });
  expect(told('hang_up.answered').at(-1)).toMatchObject({ attempt: 3, proof: 'far_end_confirmed' });
});

test('a client that leaves too much unread is dropped', () => {
  const { clock, farEnd, speak, told } = lineWithClient();
  farEnd.stopReading();
  for (let count = 0; count < 300; count++) speak(`u${count}`, 'x'.repeat(1_000));
  clock.advance(100);
  expect(told('leg.ended')).toEqual([
    {
      type: 'leg.ended',
      by: 'system',
      cause: 'the client does not read what is sent',
      failed: true,
      proof: 'released',
    },
  ]);
});

test('words of the client before the call is up are refused, its hang-up is not forgotten', () => {
  const clock = virtualClock();
  const { socket, farEnd } = socketPair(clock);
  const received: unknown[] = [];
  farEnd.onMessage = (text) => void received.push(JSON.parse(text));
  const line = textSocketLine({ socket, clock, describeEnd: () => ending });
  farEnd.send('{"type":"say","text":"hello"}');
  farEnd.close(1001);
  clock.advance(100);
  const events: LineEvent[] = [];
  line.start((event) => void events.push(event));
  line.answer('call_1', 'front-desk');
  expect(received).toMatchObject([{ type: 'error', code: 'not_started' }]);
  expect(events).toMatchObject([{ type: 'leg.ended', by: 'caller', proof: 'far_end_confirmed' }]);
});

test('a client that closes leaves what it had shown, of words that were still being written too', () => {
  const { clock, farEnd, speak, tell, told } = lineWithClient();
  speak('u1', thirty);
  speak('u2', 'And then', false);
  tell({ type: 'shown', utterance_id: 'u1', characters: 16 });
  farEnd.close(1001);
  clock.advance(20);
  expect(told('playback.finished', 'playback.cleared', 'leg.ended')).toMatchObject([
    { type: 'playback.finished', utteranceId: 'u1', pushedMs: 2_000, playedMs: 1_067, proof: 'estimated' },
    { type: 'playback.cleared', utteranceId: 'u2', heardText: '' },
    { type: 'leg.ended', by: 'caller' },
  ]);
});

test('a say ends the speech that was begun', () => {
  const { tell, told } = lineWithClient();
  tell({ type: 'speech_started' });
  tell({ type: 'say', text: 'hello' });
  tell({ type: 'press', digit: '#' });
  expect(told('caller.speech_started', 'caller.speech_stopped', 'caller.said', 'caller.pressed')).toEqual([
    { type: 'caller.speech_started' },
    { type: 'caller.speech_stopped' },
    { type: 'caller.said', text: 'hello' },
    { type: 'caller.pressed', digit: '#' },
  ]);
});

test('closed without an end, the line says that something failed', () => {
  const { clock, farEnd, line } = lineWithClient();
  line.close();
  line.close();
  clock.advance(100);
  expect(farEnd.closedWith).toBe(1011);
  expect(clock.next()).toBeNull();
});

/** The line of somebody who types and reads. Source: design ending.md section 5. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../providers/clock.ts';
import type { LineEvent } from './line.ts';
import { textLine } from './text.ts';

let line: ReturnType<typeof textLine>;
let events: LineEvent[];
let screen: string;

beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  screen = '';
  line = textLine({
    clock: systemClock,
    show: (word) => void (screen += word),
    showEnd: (_utteranceId, cut) => void (screen += cut ? '…|' : '|'),
    charactersPerSecond: 10,
  });
  line.start((event) => void events.push(event));
});

afterEach(() => void vi.useRealTimers());

function speak(utteranceId: string, text: string, last = true): void {
  line.send({ type: 'speak', utteranceId, text, last: false, voice: 'main' });
  if (last) line.send({ type: 'speak', utteranceId, text: '', last: true, voice: 'main' });
}

/** `type utteranceId`, one for each event. */
const told = (): string[] =>
  events.map((event) => ('utteranceId' in event ? `${event.type} ${event.utteranceId}` : event.type));

describe('words', () => {
  test('appear one by one, at the pace of speech, and are heard when the last one is over', () => {
    speak('u1', 'One two three.');
    expect(screen).toBe('One');
    vi.advanceTimersByTime(300);
    expect(screen).toBe('One two');
    vi.advanceTimersByTime(1_099);
    expect(screen).toBe('One two three.');
    vi.advanceTimersByTime(1);
    expect(screen).toBe('One two three.|');
    expect(events).toEqual([
      { type: 'playback.started', utteranceId: 'u1' },
      { type: 'playback.queued', utteranceId: 'u1', remainingMs: 1_400 },
      { type: 'playback.finished', utteranceId: 'u1', pushedMs: 1_400, playedMs: 1_400, proof: 'confirmed' },
    ]);
  });

  test('in pieces: an unfinished one waits for its rest', () => {
    speak('u1', 'Good', false);
    vi.advanceTimersByTime(5_000);
    expect(screen).toBe('');
    speak('u1', 'bye no', false);
    expect(screen).toBe('Goodbye');
    vi.advanceTimersByTime(5_000);
    speak('u1', 'w.');
    vi.advanceTimersByTime(5_000);
    expect(screen).toBe('Goodbye now.|');
  });

  test('of several utterances play in the order of their beginnings', () => {
    speak('u1', 'One.', false);
    speak('u2', 'Two.');
    speak('u1', ' More.');
    vi.advanceTimersByTime(5_000);
    expect(screen).toBe('One. More.|Two.|');
    expect(events.find((event) => event.type === 'playback.queued')).toMatchObject({ utteranceId: 'u2' });
  });

  test('an utterance without any cannot have been heard', () => {
    speak('u1', ' ');
    expect(events.at(-1)).toEqual({ type: 'playback.failed', utteranceId: 'u1', detail: 'nothing to show' });
  });
});

describe('clear', () => {
  test('drops what was not shown, and reports each utterance with what was', () => {
    speak('u1', 'One two three.');
    speak('u2', 'Four.');
    vi.advanceTimersByTime(300);
    line.send({ type: 'clear' });
    vi.advanceTimersByTime(5_000);
    expect(screen).toBe('One two…|');
    expect(events.filter((event) => event.type === 'playback.cleared')).toEqual([
      { type: 'playback.cleared', utteranceId: 'u1', pushedMs: 1_400, playedMs: 700, heardText: 'One two' },
      { type: 'playback.cleared', utteranceId: 'u2', pushedMs: 500, playedMs: 0, heardText: '' },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('with nothing to drop is silent', () => {
    line.send({ type: 'clear' });
    expect(events).toEqual([]);
  });

  test('in answer to the first word leaves nothing on the screen', () => {
    line.start((event) => {
      events.push(event);
      if (event.type === 'playback.started') line.send({ type: 'clear' });
    });
    speak('u1', 'One two.');
    expect(screen).toBe('');
    expect(events.at(-1)).toMatchObject({ type: 'playback.failed' });
  });

  test('new words play behind it', () => {
    speak('u1', 'One two three.');
    line.send({ type: 'clear' });
    speak('u2', 'Four.');
    vi.advanceTimersByTime(5_000);
    expect(screen).toBe('One…|Four.|');
  });
});

describe('the caller', () => {
  test('is told of as they act', () => {
    const { caller } = line;
    caller.answers();
    caller.startsSpeaking();
    caller.stopsSpeaking();
    caller.says('hello');
    caller.presses('1');
    caller.isVoicemail();
    expect(told()).toEqual([
      'leg.answered',
      'caller.speech_started',
      'caller.speech_stopped',
      'caller.said',
      'caller.pressed',
      'voicemail.detected',
    ]);
  });

  test('who hangs up has heard what was shown; behind it nothing is told', () => {
    speak('u1', 'One two three.');
    line.caller.hangsUp();
    expect(told().slice(-2)).toEqual(['playback.cleared u1', 'leg.ended']);
    expect(events.at(-1)).toMatchObject({ by: 'caller', failed: false, proof: 'far_end_confirmed' });
    const before = events.length;
    line.caller.says('hello?');
    line.caller.hangsUp();
    speak('u2', 'Two.');
    line.send({ type: 'hang_up', attempt: 1 });
    expect([events.length, vi.getTimerCount()]).toEqual([before, 0]);
  });
});

test('hang_up is answered with proof, each time', () => {
  speak('u1', 'One two three.');
  line.send({ type: 'hang_up', attempt: 1 });
  line.send({ type: 'hang_up', attempt: 2 });
  vi.advanceTimersByTime(5_000);
  expect(screen).toBe('One');
  expect(events.filter((event) => event.type === 'hang_up.answered')).toMatchObject([
    { attempt: 1, proof: 'far_end_confirmed' },
    { attempt: 2, proof: 'far_end_confirmed' },
  ]);
});

test('a transfer comes back: there is nowhere to transfer a typed call to', () => {
  line.send({ type: 'transfer', to: '+15550100' });
  expect(events).toEqual([{ type: 'transfer.failed', detail: 'a typed call cannot be transferred' }]);
});

test('closed, it does nothing and holds no timer', () => {
  speak('u1', 'One two three.');
  const before = events.length;
  line.close();
  line.close();
  speak('u2', 'Two.');
  line.caller.says('hello?');
  vi.advanceTimersByTime(5_000);
  expect([events.length, vi.getTimerCount()]).toEqual([before, 0]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../providers/clock.ts';
import { turnTaking, type TurnTaking } from './turn-taking.ts';

let turns: TurnTaking;
let story: string[];
let wordsMs: number;

beforeEach(() => {
  vi.useFakeTimers();
  story = [];
  wordsMs = 0;
  turns = turnTaking({
    clock: systemClock,
    wordsMsToCome: () => wordsMs,
    emit: (event) => story.push(event.type === 'caller.said' ? `said "${event.text}"` : event.type.slice(7)),
  });
});
afterEach(() => void vi.useRealTimers());

test('a turn ends a moment after speech stopped and its words are there', () => {
  turns.speechStarted();
  turns.heard('one more');
  turns.speechStopped();
  turns.heard('thing');
  vi.advanceTimersByTime(299);
  expect(story).toEqual(['speech_started', 'speech_stopped']);
  vi.advanceTimersByTime(1);
  expect(story.at(-1)).toBe('said "one more thing"');
});

test('a caller who goes on in the pause is in the same turn', () => {
  turns.speechStarted();
  turns.heard('I would like');
  turns.speechStopped();
  vi.advanceTimersByTime(200);
  turns.speechStarted();
  vi.advanceTimersByTime(5_000);
  turns.heard('to book');
  turns.speechStopped();
  vi.advanceTimersByTime(300);
  expect(story.filter((line) => line.startsWith('said'))).toEqual(['said "I would like to book"']);
});

test('words that are late are waited for, and come once', () => {
  wordsMs = 2_000;
  turns.speechStarted();
  turns.speechStopped();
  vi.advanceTimersByTime(1_500);
  wordsMs = 0;
  turns.heard('okay bye');
  vi.advanceTimersByTime(10_000);
  expect(story).toEqual(['speech_started', 'speech_stopped', 'said "okay bye"']);
});

test('words that never come: the turn ends without them', () => {
  wordsMs = 2_000;
  turns.speechStarted();
  turns.speechStopped();
  vi.advanceTimersByTime(2_000);
  expect(story.at(-1)).toBe('said ""');
});

test('words after the turn was over are not lost: they make their own', () => {
  wordsMs = 2_000;
  turns.speechStarted();
  turns.speechStopped();
  vi.advanceTimersByTime(2_000);
  wordsMs = 0;
  turns.heard('wait');
  vi.advanceTimersByTime(300);
  expect(story.slice(2)).toEqual(['said ""', 'said "wait"']);
});

test('words without noticed speech make a turn; nothing makes none', () => {
  turns.heard('');
  vi.advanceTimersByTime(5_000);
  expect(story).toEqual([]);
  turns.heard('hm');
  vi.advanceTimersByTime(300);
  expect(story).toEqual(['said "hm"']);
});

test('after the close nothing is said', () => {
  turns.speechStarted();
  turns.speechStopped();
  turns.close();
  vi.advanceTimersByTime(5_000);
  expect(story).toEqual(['speech_started', 'speech_stopped']);
});

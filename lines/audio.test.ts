import { afterEach, describe, expect, it, vi } from 'vitest';
import { heardTextOf, newAudioLedger, voicedTo } from './audio-ledger.ts';
import { audioBench } from './testing/audio-bench.ts';

afterEach(() => void vi.useRealTimers());

describe('an audio line', () => {
  it('takes the call as it starts, and tells of its answer', () => {
    const bench = audioBench();
    expect(bench.toLeg()).toEqual([{ type: 'answer' }]);
    bench.leg({ type: 'leg.answered' });
    expect(bench.events()).toEqual([{ type: 'leg.answered' }]);
  });

  it('hands words to the voice piece by piece, under a number that only grows', () => {
    const bench = audioBench();
    bench.line.send({ type: 'speak', utteranceId: 'a', text: 'Hello ', last: false, voice: 'main' });
    bench.line.send({ type: 'speak', utteranceId: 'a', text: 'there.', last: true, voice: 'main' });
    bench.say('b', 'Sorry.', 'backup');
    expect(bench.toSpeech()).toEqual([
      { type: 'speak', utterance: 1, text: 'Hello ', last: false, voice: 'main' },
      { type: 'speak', utterance: 1, text: 'there.', last: true, voice: 'main' },
      { type: 'speak', utterance: 2, text: 'Sorry.', last: true, voice: 'backup' },
    ]);
  });

  it('calls heard what the leg has played, to its end', () => {
    const bench = audioBench();
    bench.say('a', 'Goodbye.');
    bench.leg({ type: 'utterance.started', utterance: 1 });
    bench.leg({ type: 'utterance.queued', utterance: 1, pushedMs: 900, remainingMs: 880 });
    bench.leg({ type: 'utterance.played', utterance: 1, pushedMs: 900, playedMs: 900 });
    bench.leg({ type: 'utterance.played', utterance: 1, pushedMs: 900, playedMs: 900 });
    expect(bench.events()).toEqual([
      { type: 'playback.started', utteranceId: 'a' },
      { type: 'playback.queued', utteranceId: 'a', remainingMs: 880 },
      { type: 'playback.finished', utteranceId: 'a', pushedMs: 900, playedMs: 900, proof: 'confirmed' },
    ]);
  });

  it('is not taken in by a voice that says it is done and gave no sound', () => {
    const bench = audioBench();
    bench.say('a', 'Goodbye.');
    bench.leg({ type: 'utterance.played', utterance: 1, pushedMs: 0, playedMs: 0 });
    expect(bench.events()).toEqual([{ type: 'playback.failed', utteranceId: 'a', detail: 'the voice gave no sound' }]);
  });

  it('tells of a voice that broke off, once its sound is over', () => {
    const bench = audioBench();
    bench.say('a', 'Goodbye and thank you.');
    bench.leg({ type: 'utterance.started', utterance: 1 });
    bench.events();
    bench.speech({ type: 'voice.failed', utterance: 1, detail: 'the service closed its socket' });
    expect(bench.events()).toEqual([]);
    bench.leg({ type: 'utterance.played', utterance: 1, pushedMs: 300, playedMs: 300 });
    expect(bench.events()).toEqual([
      { type: 'playback.failed', utteranceId: 'a', detail: 'the service closed its socket' },
    ]);
  });

  it('cuts the words of what was dropped to those that were heard', () => {
    const bench = audioBench();
    bench.say('a', 'We open at nine. On Friday at ten.');
    bench.leg({ type: 'utterance.started', utterance: 1 });
    bench.speech({ type: 'voice.spoke', utterance: 1, chars: 16, ms: 1_000 });
    bench.speech({ type: 'voice.spoke', utterance: 1, chars: 34, ms: 2_200 });
    bench.events();
    bench.toLeg();
    bench.line.send({ type: 'clear' });
    expect(bench.toLeg()).toEqual([{ type: 'clear', through: 1 }]);
    expect(bench.toSpeech().at(-1)).toEqual({ type: 'clear', through: 1 });
    bench.leg({ type: 'utterance.cleared', utterance: 1, pushedMs: 2_200, playedMs: 1_500 });
    const cleared = { pushedMs: 2_200, playedMs: 1_500, heardText: 'We open at nine. On' };
    expect(bench.events()).toEqual([{ type: 'playback.cleared', utteranceId: 'a', ...cleared }]);
  });

  it('drops at once what the leg has not begun, and later words have a number of their own', () => {
    const bench = audioBench();
    bench.say('a', 'One.');
    bench.say('b', 'Two.');
    bench.line.send({ type: 'clear' });
    const nothing = { pushedMs: 0, playedMs: 0, heardText: '' };
    expect(bench.events()).toEqual([
      { type: 'playback.cleared', utteranceId: 'a', ...nothing },
      { type: 'playback.cleared', utteranceId: 'b', ...nothing },
    ]);
    bench.leg({ type: 'utterance.cleared', utterance: 1, pushedMs: 20, playedMs: 0 });
    bench.say('c', 'Three.');
    expect(bench.toSpeech().at(-1)).toMatchObject({ utterance: 3 });
    expect(bench.events()).toEqual([]);
  });

  it('believes an end that crossed the order to clear', () => {
    const bench = audioBench();
    bench.say('a', 'Goodbye.');
    bench.leg({ type: 'utterance.started', utterance: 1 });
    bench.line.send({ type: 'clear' });
    bench.leg({ type: 'utterance.played', utterance: 1, pushedMs: 900, playedMs: 900 });
    vi.advanceTimersByTime(2_000);
    expect(bench.events().map(({ type }) => type)).toEqual(['playback.started', 'playback.finished']);
  });

  it('does not wait for ever for a leg that does not answer a clear', () => {
    const bench = audioBench();
    bench.say('a', 'Goodbye.');
    bench.leg({ type: 'utterance.started', utterance: 1 });
    bench.line.send({ type: 'clear' });
    vi.advanceTimersByTime(999);
    expect(bench.events().map(({ type }) => type)).toEqual(['playback.started']);
    vi.advanceTimersByTime(1);
    expect(bench.events()).toMatchObject([{ type: 'playback.cleared', utteranceId: 'a', heardText: '' }]);
  });

  it('reports what was under way before the end of the leg', () => {
    const bench = audioBench();
    bench.say('a', 'Goodbye.');
    bench.say('b', 'Really.');
    bench.leg({ type: 'utterance.started', utterance: 1 });
    bench.leg({ type: 'utterance.cleared', utterance: 1, pushedMs: 900, playedMs: 400 });
    bench.leg({ type: 'leg.ended', by: 'caller', cause: 'BYE', failed: false, proof: 'far_end_confirmed' });
    expect(bench.events().map(({ type }) => type)).toEqual([
      'playback.started',
      'playback.cleared',
      'playback.cleared',
      'leg.ended',
    ]);
  });

  it('says once that nobody speaks or hears any more, and fails what is or will be said', () => {
    const bench = audioBench();
    bench.say('a', 'Let me see.');
    bench.speech({ type: 'speech.lost', detail: 'the speech worker died (SIGKILL)' });
    bench.speech({ type: 'speech.lost', detail: 'again' });
    bench.say('b', 'Sorry.');
    const detail = 'the speech worker died (SIGKILL)';
    expect(bench.events()).toEqual([
      { type: 'playback.failed', utteranceId: 'a', detail },
      { type: 'line.failed', detail },
      { type: 'playback.failed', utteranceId: 'b', detail },
    ]);
  });

  it('counts the time on hold as work', () => {
    const bench = audioBench();
    bench.leg({ type: 'leg.held' });
    bench.leg({ type: 'leg.resumed' });
    bench.leg({ type: 'leg.held' });
    expect(bench.events()).toEqual([
      { type: 'work.started', workId: 'hold-1', kind: 'hold' },
      { type: 'work.finished', workId: 'hold-1' },
      { type: 'work.started', workId: 'hold-2', kind: 'hold' },
    ]);
  });

  it('passes on what the caller does, and hang-ups', () => {
    const bench = audioBench();
    bench.toLeg();
    bench.speech({ type: 'caller.speech_started' });
    bench.speech({ type: 'caller.said', text: 'hello' });
    bench.leg({ type: 'caller.pressed', digit: '5' });
    bench.line.send({ type: 'hang_up', attempt: 1 });
    expect(bench.toLeg()).toEqual([{ type: 'hang_up', attempt: 1 }]);
    expect(bench.events().map(({ type }) => type)).toEqual(['caller.speech_started', 'caller.said', 'caller.pressed']);
  });

  it('closes ears and voice once, and is silent then', () => {
    const bench = audioBench();
    bench.line.close();
    bench.line.close();
    bench.leg({ type: 'leg.answered' });
    expect([bench.speechClosed, bench.legClosed, bench.events()]).toEqual([1, 1, []]);
  });
});

describe('the words that were heard', () => {
  const utterance = newAudioLedger().speak('a', 'One two three. Four five six.', true);
  voicedTo(utterance, 14, 1_400);
  voicedTo(utterance, 29, 2_900);

  it.each([
    [0, ''],
    [100, ''],
    [350, 'One'],
    [1_400, 'One two three.'],
    [2_500, 'One two three. Four five'],
    [2_900, 'One two three. Four five six.'],
    [9_000, 'One two three. Four five six.'],
  ])('after %i ms: %j', (playedMs, heard) => expect(heardTextOf(utterance, playedMs)).toBe(heard));

  it('are guessed where the voice has not told yet', () => {
    const early = newAudioLedger().speak('a', 'One two three four five six seven eight.', true);
    expect(heardTextOf(early, 1_500)).toBe('One two three four');
  });
});

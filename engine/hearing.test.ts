import { describe, expect, test } from 'vitest';
import {
  cleared,
  fixed,
  goodbye,
  hands,
  heard,
  hungUp,
  legDown,
  playing,
  plays,
  propose,
  queued,
  says,
  soundless,
  sounds,
  talk,
  voiceFails,
} from './testing/events.ts';
import { play, type Script, type Setting } from './testing/play.ts';

const bye = says(1000, "that's all, bye", 'closing');
const ending: Script = [bye, propose(2000, { ownWords: fixed('Goodbye.') })];
const id = 'farewell-1';

/** The orders after the farewell was. */
function after(script: Script, setting: Setting = {}): string[] {
  return play(setting, ...ending, ...script).effects.slice(2);
}

/** What the record says of the farewell. */
function recorded(script: Script, setting: Setting = {}): unknown {
  const { end } = play(setting, ...ending, ...script, { until: 300_000 });
  return [end!.farewell.heard, end!.farewell.heardShare];
}

describe('the hang-up comes after the farewell was heard', () => {
  test('and not before', () => expect(after([...playing(2500, id, 3000), { until: 5499 }])).toEqual([]));

  test('at once, when nobody may take the call back', () =>
    expect(after([...plays(2500, id, 5000), { until: 5000 }], { rescue: { mode: 'off' } })).toEqual([
      '5000 hang_up 1',
    ]));

  test('after listen_ms, when the caller may', () =>
    expect(after([...plays(2500, id, 5000), { until: 5500 }])).toEqual(['5500 hang_up 1']));

  test('listen_ms is as configured', () =>
    expect(after([...plays(2500, id, 5000), { until: 6500 }], { rescue: { listenMs: 1500 } })).toEqual([
      '6500 hang_up 1',
    ]));

  test.each([1, 0.97, 0.95])('%d of its length played is heard', (share) =>
    expect(after([...playing(2500, id, 2500), heard(5000, id, share), { until: 5500 }])).toEqual(['5500 hang_up 1']),
  );

  test.each([0.94, 0.5, 0])('%d is not: the report is overdue first', (share) =>
    expect(after([...playing(2500, id, 2500), heard(5000, id, share), { until: 6499 }])).toEqual([]),
  );

  test('a report without the ones before it is enough', () =>
    expect(after([heard(5000, id), { until: 5500 }])).toEqual(['5500 hang_up 1']));

  test('a second report changes nothing', () =>
    expect(after([...plays(2500, id, 5000), heard(5400, id), { until: 5500 }])).toEqual(['5500 hang_up 1']));
});

describe('a lost mark never holds a line open', () => {
  test('a known length: overdue 1.5 s after its end', () => {
    expect(after([...playing(2500, id, 3000), { until: 6999 }])).toEqual([]);
    expect(after([...playing(2500, id, 3000), { until: 7000 }])).toEqual(['7000 hang_up 1']);
  });

  test('the newest length counts', () =>
    expect(after([...playing(2500, id, 3000), queued(4000, id, 1000), { until: 6500 }])).toEqual(['6500 hang_up 1']));

  test('an unknown length: overdue after a minute', () => {
    const script = [hands(2500, id), sounds(2600, id), { until: 61_999 }];
    expect(after(script)).toEqual([]);
    expect(after([...script, { until: 62_000 }])).toEqual(['62000 clear_playback', '62000 hang_up 1']);
  });

  test('the start of its sound lost: its audio was announced, so the voice is not down', () =>
    expect(after([hands(2500, id), queued(2600, id, 9000), heard(11_600, id), { until: 12_100 }])).toEqual([
      '12100 hang_up 1',
    ]));

  test('the length of the words before it is not its own', () => {
    const before = [bye, ...playing(1500, 'u1', 1000), propose(2000, { message: 'Bye.', turn: talk('u1') })];
    expect(play({}, ...before, sounds(3000, id), { until: 60_000 }).effects).toHaveLength(2);
  });

  test('everything lost: the backup voice, and then the hang-up', () =>
    expect(after([{ until: 10_000 }])).toEqual([
      '6000 cancel_reply',
      '6000 clear_playback',
      '6000 speak farewell-1-backup: Goodbye.',
      '10000 hang_up 1',
    ]));

  test('no closing lasts longer than a minute', () => {
    const long = [...playing(2500, id, 200_000), { until: 62_000 }];
    expect(after(long)).toEqual(['62000 clear_playback', '62000 hang_up 1']);
  });
});

describe('a speech service that says "done" without audio', () => {
  const again = ['2700 cancel_reply', '2700 clear_playback', '2700 speak farewell-1-backup: Goodbye.'];

  test('is backed up by a second voice', () => expect(after([soundless(2700, id)])).toEqual(again));
  test('like one that fails', () => expect(after([voiceFails(2700, id)])).toEqual(again));
  test('and one that fails in the middle', () =>
    expect(after([hands(2500, id), sounds(2600, id), voiceFails(2700, id)])).toEqual(again));

  test('the second voice is heard like the first', () =>
    expect(after([voiceFails(2700, id), ...plays(3000, 'farewell-1-backup', 5000), { until: 5500 }])).toEqual([
      ...again,
      '5500 hang_up 1',
    ]));

  test.each([soundless(3000, 'farewell-1-backup'), voiceFails(3000, 'farewell-1-backup')])(
    'once: when it fails too, the line is dropped',
    (failure) => expect(after([voiceFails(2700, id), failure]).slice(3)).toEqual(['3000 hang_up 1']),
  );

  test('a stale report about the first voice is not one about the second', () =>
    expect(after([voiceFails(2700, id), voiceFails(2800, id), soundless(2900, id)])).toEqual(again));

  test('an adopted reply without audio is backed up with the message', () => {
    const script = [says(500, 'bye', 'closing'), hands(1000, 'u1'), propose(1100, { turn: goodbye('u1') })];
    const { effects } = play({}, ...script, soundless(1300, 'u1'));
    expect(effects.at(-1)).toBe('1300 speak u1-backup: Thank you for calling. Goodbye!');
  });

  test('words that failed before the farewell do not fail it', () => {
    const script = [bye, ...playing(1500, 'u1', 2000), propose(2000, { message: 'Bye.', turn: talk('u1') })];
    const { effects } = play({}, ...script, voiceFails(2500, 'u1'), ...playing(2600, id, 1000));
    expect(effects.slice(1)).toEqual(['2000 speak farewell-1: Bye.']);
  });
});

describe('the record keeps how it was heard', () => {
  test.each(['confirmed', 'estimated'] as const)('%s', (proof) =>
    expect(recorded([...playing(2500, id, 2000), heard(4500, id, 1, proof)])).toEqual([proof, 1]),
  );

  test('unconfirmed: the report was lost', () => expect(recorded(playing(2500, id, 2000))).toEqual(['unconfirmed', 0]));
  test('unconfirmed: most of it was', () =>
    expect(recorded([...playing(2500, id, 2000), heard(4500, id, 0.6)])).toEqual(['unconfirmed', 0.6]));
  test('unconfirmed: dropped near its end, and half a report after that', () => {
    const script = [...playing(2500, id, 2000), cleared(4400, id, 0.96), heard(4500, id, 0.5)];
    expect(recorded(script)).toEqual(['unconfirmed', 0.96]);
  });
  test('failed', () =>
    expect(recorded([voiceFails(2700, id), voiceFails(2800, 'farewell-1-backup')])).toEqual(['failed', 0]));
  test('skipped', () => {
    const { end } = play({}, bye, propose(2000, { skipGoodbye: true }), hungUp(2100));
    expect(end!.farewell).toEqual({ utteranceId: null, source: 'skipped', heard: 'skipped', heardShare: 0 });
  });
  test('not started: the caller was quicker', () => expect(recorded([legDown(2100)])).toEqual(['not_started', 0]));
  test('cut by a closing', () => {
    const over = { at: 3000, type: 'caller.speech_started' } as const;
    expect(recorded([...playing(2500, id, 2000), over, says(3600, 'bye bye', 'closing')])).toEqual([
      'cut_by_closing',
      0,
    ]);
  });

  test('a call without an end of ours has no farewell', () =>
    expect(play({}, legDown(5000)).end!.farewell).toEqual({
      utteranceId: null,
      source: 'none',
      heard: 'not_started',
      heardShare: 0,
    }));
});

describe('a line that drops the farewell itself', () => {
  test('says the rest of it once, when nobody may take the call back', () =>
    expect(after([...playing(2500, id, 2000), cleared(3000, id)], { rescue: { mode: 'off' } })).toEqual([
      '3000 resume farewell-1 as farewell-1-rest: Goodbye.',
    ]));

  test('and hangs up when that is dropped too', () => {
    const script = [...playing(2500, id, 2000), cleared(3000, id), cleared(3200, 'farewell-1-rest')];
    expect(after(script, { rescue: { mode: 'off' } }).slice(1)).toEqual(['3200 hang_up 1']);
  });

  test('hangs up when nearly all of it was heard', () =>
    expect(after([...playing(2500, id, 2000), cleared(4400, id, 0.96)], { rescue: { mode: 'off' } })).toEqual([
      '4400 hang_up 1',
    ]));
});

describe('a reply that was over before it became the farewell', () => {
  const tag = propose(4000, { trigger: 'tag', turn: goodbye('u1') });

  test('heard: the time to listen runs from the decision', () => {
    const { effects, end } = play({}, bye, ...plays(1500, 'u1', 3000), tag, hungUp(4600));
    expect(effects.slice(1)).toEqual(['4500 hang_up 1', '4600 record_end agent_ended']);
    expect(end!.farewell).toMatchObject({ heard: 'confirmed', heardShare: 1 });
  });

  test('cut off by the caller: it is not said again', () => {
    const { end } = play({}, bye, ...playing(1500, 'u1', 3000), cleared(2000, 'u1', 0.4), tag, hungUp(4600));
    expect(end!.farewell).toMatchObject({ heard: 'unconfirmed', heardShare: 0.4 });
  });

  test('its report comes late: it was heard all the same', () => {
    const script = [bye, ...playing(1500, 'u1', 3000), cleared(3900, 'u1', 0.9), tag, heard(4100, 'u1'), hungUp(4600)];
    expect(play({}, ...script).end!.farewell).toMatchObject({ heard: 'confirmed', heardShare: 1 });
  });

  test('heard before another utterance: that one does not hide it', () => {
    const script = [bye, ...plays(1500, 'u1', 2000), ...plays(2500, 'u2', 3500), heard(3600, 'u1'), tag, hungUp(4600)];
    expect(play({}, ...script).end!.farewell).toMatchObject({ utteranceId: 'u1', heard: 'confirmed' });
  });
});

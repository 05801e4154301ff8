import { describe, expect, test } from 'vitest';
import {
  awaits,
  cleared,
  fixed,
  hands,
  heard,
  hungUp,
  playing,
  plays,
  presses,
  propose,
  queued,
  says,
  soundless,
  sounds,
  speaks,
  stops,
  transferFails,
  transfers,
  worked,
  works,
} from './testing/events.ts';
import { play, type Script, type Setting } from './testing/play.ts';

const standard = 'speak farewell-1: Thank you for calling. Goodbye!';
const ten: Setting = { silence: { timeoutMs: 10_000, noWordsMs: null } };

/** When the silence farewell is ordered, null if it is not within 10 minutes. */
function silentAt(script: Script, setting: Setting = ten): number | null {
  const { effects } = play(setting, ...script, { until: 600_000 });
  const found = effects.find((effect) => effect.endsWith(standard));
  return found ? Number.parseInt(found, 10) : null;
}

describe('the silence clock', () => {
  test('starts at once when the agent has said nothing', () => expect(silentAt([])).toBe(10_000));
  test('starts when the agent was heard, not when it began to speak', () =>
    expect(silentAt(plays(0, 'u1', 7000))).toBe(17_000));
  test('starts when the agent was cut off', () =>
    expect(silentAt([...playing(0, 'u1', 7000), cleared(3000, 'u1')])).toBe(13_000));
  test('starts when the report of the line is overdue', () => expect(silentAt(playing(0, 'u1', 7000))).toBe(18_500));
  test('an utterance of unknown length is overdue after a minute', () =>
    expect(silentAt([hands(0, 'u1'), sounds(100, 'u1')])).toBe(70_000));
  test('a report of less than all ends the speech as well', () =>
    expect(silentAt([...playing(0, 'u1', 7000), heard(3000, 'u1', 0.4)])).toBe(13_000));
  test('speech without audio is over', () => expect(silentAt([hands(0, 'u1'), soundless(2000, 'u1')])).toBe(12_000));
  test('the newest utterance counts: lines play in order', () =>
    expect(silentAt([...playing(0, 'u1', 3000), hands(1000, 'u2'), heard(3000, 'u1'), heard(6000, 'u2')])).toBe(
      16_000,
    ));
  test('a stale report about an older one does not start it', () =>
    expect(
      silentAt([...plays(0, 'u1', 2000), ...playing(2500, 'u2', 4000), heard(3000, 'u1'), heard(6500, 'u2')]),
    ).toBe(16_000));
  test('a late word of a start does not stop it', () =>
    expect(silentAt([...plays(0, 'u1', 2000), hands(5000, 'u1')])).toBe(12_000));
  test('a new length of the audio counts', () =>
    expect(silentAt([hands(0, 'u1'), queued(1000, 'u1', 4000), queued(4000, 'u1', 500)])).toBe(16_000));

  test("the caller's words start it again", () => expect(silentAt([says(8000, 'hm')])).toBe(18_000));
  test('a pressed key does too', () => expect(silentAt([presses(8000, '1')])).toBe(18_000));
  test('sound without words does not', () => expect(silentAt([says(8000, ' ')])).toBe(10_000));

  test('stands still while the caller speaks', () => expect(silentAt([speaks(4000), stops(9000)])).toBe(15_000));
  test('stands still while a tool works', () => expect(silentAt([works(4000, 'w1'), worked(9000, 'w1')])).toBe(15_000));
  test('stands still while the model works', () =>
    expect(silentAt([works(4000, 'm1', 'model'), worked(9000, 'm1')])).toBe(15_000));
  test('stands still in a hold', () => expect(silentAt([works(4000, 'h1', 'hold'), worked(9000, 'h1')])).toBe(15_000));
  test('of two works the last one counts', () =>
    expect(silentAt([works(4000, 'w1'), works(5000, 'w2'), worked(6000, 'w1'), worked(9000, 'w2')])).toBe(15_000));
  test('a work whose end is lost stops it for a minute', () => expect(silentAt([works(4000, 'w1')])).toBe(70_000));
  test('a work told twice does not stop it for longer', () =>
    expect(silentAt([works(4000, 'w1'), works(50_000, 'w1')])).toBe(70_000));
  test('works whose ends are lost do not pile up', () => {
    const lost = Array.from({ length: 50 }, (_, i) => [works(i * 5000, `w${i}`), says(i * 5000, 'hm')]).flat();
    expect(play(ten, ...lost).call.works.length).toBeLessThanOrEqual(12);
  });
  test('stands still in a transfer', () => expect(silentAt([transfers(4000), transferFails(9000)])).toBe(15_000));
  test('stands still while an end is on its way, and goes on after a rescue by sound', () => {
    const any: Setting = { ...ten, rescue: { mode: 'any_speech' } };
    const script = [says(0, 'bye', 'closing'), propose(4000, { ownWords: fixed('Bye.') }), speaks(4100), stops(4500)];
    const { effects } = play(any, ...script, { until: 10_500 });
    expect(effects.at(-1)).toBe('10500 speak farewell-2: Thank you for calling. Goodbye!');
  });

  test('runs when nobody listens: null switches it off', () =>
    expect(silentAt([], { silence: { timeoutMs: null, noWordsMs: null } })).toBe(null));
});

describe('a flow that awaits a reply', () => {
  const told = (script: Script, setting: Setting = ten) => play(setting, ...script).effects;

  test('is told after its own seconds, in place of the timeout', () =>
    expect(told([awaits(0, 15_000), { until: 24_999 }])).toEqual(['15000 report_no_input']));
  test('counts from when it awaits, not from the silence before', () =>
    expect(told([awaits(6000, 5000), { until: 12_000 }])).toEqual(['11000 report_no_input']));
  test('counts from when the agent was heard', () =>
    expect(told([awaits(0, 5000), ...plays(0, 'u1', 7000), { until: 12_000 }])).toEqual(['12000 report_no_input']));
  test('is told once: then the timeout counts, from the beginning', () =>
    expect(told([awaits(0, 5000), { until: 15_000 }])).toEqual(['5000 report_no_input', `15000 ${standard}`]));
  test("the caller's words begin its limit again", () =>
    expect(told([awaits(0, 5000), says(4000, 'hm'), { until: 9000 }])).toEqual([
      '4000 answer_caller',
      '9000 report_no_input',
    ]));
  test('null gives the silence back to the timeout', () =>
    expect(silentAt([awaits(0, 15_000), awaits(3000, null)])).toBe(10_000));
  test('words end a call in which nobody speaks any, limit or not', () => {
    const again = [0, 5000, 10_000, 15_000].map((at) => awaits(at, 5000));
    expect(silentAt(again, { silence: { timeoutMs: 10_000, noWordsMs: 20_000 } })).toBe(20_000);
  });
  test('is told also where nothing may end the call', () =>
    expect(told([awaits(0, 5000), { until: 600_000 }], { endingEnabled: false })).toEqual(['5000 report_no_input']));
  test('check-ins speak before it, and again in a new silence', () => {
    const checking: Setting = {
      silence: { timeoutMs: 10_000, noWordsMs: null, checkIns: [{ afterMs: 3000, message: 'Hm?' }] },
    };
    const script = [awaits(0, 5000), { until: 3000 }, ...plays(3000, 'check-in-1', 4000), { until: 9000 }];
    expect(told(script, checking)).toEqual([
      '3000 speak check-in-1: Hm?',
      '6000 report_no_input',
      '9000 speak check-in-2: Hm?',
    ]);
  });
});

describe('its end', () => {
  test('farewell, hang-up, silence_timeout with its own tags', () => {
    const tagged: Setting = { silence: { timeoutMs: 10_000, tags: ['no_response'] } };
    const { effects, end } = play(tagged, { until: 10_000 }, ...plays(10_300, 'farewell-1', 12_000), hungUp(12_600));
    expect(effects).toEqual([`10000 ${standard}`, '12500 hang_up 1', '12600 record_end silence_timeout']);
    expect(end).toMatchObject({ outcomeTags: ['no_response'], clocks: { quietMs: 10_000 } });
  });

  test('the caller may take it back', () => {
    const script = [{ until: 10_000 }, ...playing(10_300, 'farewell-1', 1700), says(11_000, "I'm here", 'other')];
    expect(play(ten, ...script).phase).toBe('active');
  });
});

describe('check-ins', () => {
  const checking: Setting = {
    silence: {
      timeoutMs: 30_000,
      noWordsMs: null,
      checkIns: [
        { afterMs: 10_000, message: 'Are you there?' },
        { afterMs: 20_000, message: 'Hello?' },
      ],
    },
  };

  test('speak at their seconds, and the clock stands still meanwhile', () => {
    const one = plays(10_100, 'check-in-1', 12_000);
    const two = plays(22_100, 'check-in-2', 23_000);
    expect(play(checking, ...one, ...two, { until: 33_000 }).effects).toEqual([
      '10000 speak check-in-1: Are you there?',
      '22000 speak check-in-2: Hello?',
      `33000 ${standard}`,
    ]);
  });

  test("the caller's words begin the row again, under new names", () => {
    const script = [...plays(10_100, 'check-in-1', 12_000), says(15_000, 'yes'), { until: 25_000 }];
    expect(play(checking, ...script).effects).toEqual([
      '10000 speak check-in-1: Are you there?',
      '15000 answer_caller',
      '25000 speak check-in-2: Are you there?',
    ]);
  });

  test('one that is never heard of delays the end for its own length only', () =>
    expect(silentAt([], checking)).toBe(30_000 + (4000 + 1334 + 1500) + (4000 + 800 + 1500)));

  test('a stale report about the last one does not end the next', () => {
    const script = [...plays(10_100, 'check-in-1', 12_000), says(15_000, 'yes'), { until: 25_000 }];
    expect(play(checking, ...script, heard(25_100, 'check-in-1')).call.playing).not.toBe(null);
  });

  test('at the second of the timeout the timeout wins', () => {
    const same = { silence: { timeoutMs: 10_000, checkIns: [{ afterMs: 10_000, message: 'Hello?' }] } };
    expect(play(same, { until: 10_000 }).effects).toEqual([`10000 ${standard}`]);
  });

  test('a timeout during an utterance of the agent waits for it', () =>
    expect(play(checking, ...playing(9000, 'u1', 5000), { until: 15_000 }).effects).toEqual([]));
});

describe('noise must not hold a line open', () => {
  test('speech without words stops the clock for 10 s at most', () => expect(silentAt([speaks(4000)])).toBe(20_000));
  test('each time', () => expect(silentAt([speaks(4000), stops(30_000)])).toBe(20_000));
  test('each time anew', () => expect(silentAt([speaks(4000), stops(5000), speaks(6000), stops(7000)])).toBe(12_000));
  test('a start told twice is one', () => expect(silentAt([speaks(4000), speaks(13_000)])).toBe(20_000));

  const wordless: Setting = { silence: { timeoutMs: 10_000, noWordsMs: 25_000 } };
  const noisy: Script = Array.from({ length: 40 }, (_, i) => [speaks(i * 9000 + 1000), stops(i * 9000 + 9500)]).flat();

  test('no recognised word for no_words_seconds ends the call', () => expect(silentAt(noisy, wordless)).toBe(25_000));

  test('agent speech, tools and hold do not count', () => {
    const script = [
      ...plays(0, 'u1', 5000),
      works(5000, 'w1'),
      worked(9000, 'w1'),
      works(9000, 'h', 'hold'),
      worked(12_000, 'h'),
    ];
    expect(silentAt([...script, ...noisy.slice(4)] as Script, wordless)).toBe(37_000);
  });

  test('one word begins it again', () => {
    const script = noisy.flatMap((event) =>
      'at' in event && event.at === 18_500 ? [event, says(18_600, 'hm')] : [event],
    );
    expect(silentAt(script, wordless)).toBe(43_600);
  });

  test('null switches it off', () => expect(silentAt(noisy.slice(0, 20))).toBe(95_000));
});

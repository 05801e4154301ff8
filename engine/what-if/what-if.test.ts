import { describe, expect, test } from 'vitest';
import type { Event } from '../events.ts';
import {
  agentSaid,
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
  says,
  sounds,
  speaks,
  stops,
  transferred,
  transfers,
  worked,
  works,
} from '../testing/events.ts';
import { play, policyWith, type Script, type Setting } from '../testing/play.ts';
import { type WhatIf, whatIf } from './what-if.ts';

const plain: Setting = { farewell: { mode: 'static' }, silence: { timeoutMs: 30_000, noWordsMs: null } };

/** The call of the script, which ran under `was`, under other settings. */
function again(was: Setting, script: Script, wouldBe: Setting, retell = (event: Event): Event | null => event): WhatIf {
  const { direction = 'inbound', from: _from, ...patch } = was;
  const { log, end } = play(was, ...script);
  expect(end).not.toBeNull();
  const { direction: _same, from: _too, ...other } = { ...was, ...wouldBe };
  const settings = { policy: policyWith(other), retell };
  return whatIf({ direction, events: log, was: policyWith(patch) }, settings)!;
}

/** What came of it as one line. */
function told({ change, was, wouldBe, otherReason }: WhatIf): string {
  const ends = `${was.decidedAt} ${was.end.endedReason}, ${wouldBe.decidedAt} ${wouldBe.end.endedReason}`;
  return `${change}: ${ends}${otherReason ? ', another reason' : ''}`;
}

const codes = ({ unknown }: WhatIf): string[] => unknown.map(({ code, at }) => `${at} ${code}`);
/** What the line and the voice told of an utterance. */
const reports = ({ entries }: WhatIf, id: string): string[] =>
  entries.flatMap(({ event }) =>
    'utteranceId' in event && event.utteranceId === id ? [`${event.at} ${event.type}`] : [],
  );
const supposed = ({ entries }: WhatIf): string[] =>
  entries.flatMap((entry) => (entry.supposed ? [`${entry.event.at} ${entry.event.type}`] : []));

/** Nobody speaks after 2 s; the goodbye is heard at 35 s. */
const silent: Script = [
  ...plays(0, 'u1', 2000),
  { until: 32_000 },
  ...plays(32_200, 'farewell-1', 34_000),
  hungUp(34_600),
];
/** The caller asks, the agent answers and ends it with its end tool. */
const byTool: Script = [
  ...plays(0, 'u1', 2000),
  [speaks(3000), stops(4000), says(4200, 'Thanks, bye!', 'closing')],
  [works(4200, 'm1', 'model'), propose(5000, { ownWords: fixed('Take care.') }), worked(5100, 'm1')],
  [...plays(5200, 'farewell-1', 6500), hungUp(7200)],
];
const hangsUp: Script = [...plays(0, 'u1', 2000), says(4000, 'Hm.'), ...plays(5000, 'u2', 8000), legDown(21_000)];

describe('with the same settings nothing changes', () => {
  test.each([
    ['silence', silent],
    ['the end tool', byTool],
    ['the caller', hangsUp],
  ])('in a call that ended by %s', (_by, script) => {
    const result = again(plain, script, {});
    expect(result).toMatchObject({ change: 'same', otherReason: false, partedAt: null, unknown: [] });
    expect(supposed(result)).toEqual([]);
    expect(result.wouldBe).toEqual(result.was);
  });
});

describe('a shorter silence timeout', () => {
  test('ends a silent call earlier, with a goodbye that is supposed to be heard', () => {
    const result = again(plain, silent, { silence: { timeoutMs: 10_000, noWordsMs: null } });
    expect(told(result)).toBe('earlier: 32000 silence_timeout, 12000 silence_timeout');
    expect(result.partedAt).toBe(12_000);
    expect(codes(result)).toEqual(['12000 caller']);
    expect(result.wouldBe.end.farewell).toMatchObject({ heard: 'confirmed', heardShare: 1 });
    expect(result.wouldBe.end.endedAt).toBeGreaterThan(14_000);
    expect(result.wouldBe.end.endedAt).toBeLessThan(16_000);
  });

  test('is called off by a caller who spoke while the goodbye would have played', () => {
    const script: Script = [
      ...plays(0, 'u1', 2000),
      [speaks(13_000), stops(14_000), says(14_200, 'Sorry, I was looking for it.')],
      [works(14_200, 'm1', 'model'), ...plays(15_000, 'u2', 17_000), worked(15_000 + 2000, 'm1')],
      legDown(20_000),
    ];
    const sooner: Setting = { silence: { timeoutMs: 10_000, noWordsMs: null } };
    const result = again(plain, script, sooner);
    expect(told(result)).toBe('same: 20000 caller_hangup, 20000 caller_hangup');
    expect(result.wouldBe.end.rescues).toBe(1);
    expect(reports(result, 'farewell-1')).toEqual([
      '12000 utterance.started',
      '12000 agent.said',
      '12000 playback.started',
      '13300 playback.cleared',
    ]);
    expect(result.entries.some(({ event }) => event.type === 'playback.finished' && event.utteranceId === 'u2')).toBe(
      true,
    );
  });

  test('changes nothing for a caller who hung up sooner', () => {
    const result = again(plain, hangsUp, { silence: { timeoutMs: 20_000, noWordsMs: null } });
    expect(told(result)).toBe('same: 21000 caller_hangup, 21000 caller_hangup');
    expect(result.partedAt).toBeNull();
  });
});

describe('a call that would have gone on', () => {
  test('ends by the longer timeout if nobody says another word', () => {
    const result = again(plain, silent, { silence: { timeoutMs: 60_000, noWordsMs: null } });
    expect(told(result)).toBe('later: 32000 silence_timeout, 62000 silence_timeout');
    expect(codes(result)).toEqual(['32200 rest', '62000 caller']);
  });

  test('the guard would have refused its end', () => {
    const result = again(plain, byTool, { guard: { minCallMs: 10_000 } });
    expect(told(result)).toBe('later: 5000 agent_ended, 35100 silence_timeout, another reason');
    expect(codes(result)).toEqual(['5000 refusal', '5100 rest', '35100 caller']);
  });

  test('the switch for ends by the agent is off', () => {
    const result = again(plain, byTool, { endingEnabled: false });
    expect(result.change).toBe('later');
    expect(result.wouldBe.end).toMatchObject({ endedReason: 'error', endedAt: expect.any(Number) });
  });

  test('an event that could not have happened is left out', () => {
    const result = again(plain, byTool, {}, (event) => (event.type === 'end.proposed' ? null : event));
    expect(told(result)).toBe('later: 5000 agent_ended, 35100 silence_timeout, another reason');
  });
});

test('without the guard a refused end goes ahead, and what the agent said afterwards was never said', () => {
  const script: Script = [
    ...plays(0, 'u1', 2000),
    [says(3000, 'What does it cost?', 'question'), works(3000, 'm1', 'model')],
    [propose(3500), worked(3600, 'm1'), ...plays(4000, 'u2', 9000)],
    legDown(12_000),
  ];
  const result = again(plain, script, { guard: { enabled: false } });
  expect(told(result)).toBe('earlier: 12000 caller_hangup, 3500 agent_ended, another reason');
  expect(result.entries.some(({ event }) => 'utteranceId' in event && event.utteranceId === 'u2')).toBe(false);
});

test('a shorter cap cuts a long call, for another reason', () => {
  const script: Script = [...plays(0, 'u1', 2000), says(20_000, 'Well'), says(40_000, 'and then'), legDown(50_000)];
  const result = again(plain, script, { maxDuration: { capMs: 30_000 } });
  expect(result.change).toBe('earlier');
  expect(result.wouldBe.end).toMatchObject({ endedReason: 'max_duration_reached', endedBy: 'system' });
  expect(result.wouldBe.end.endedAt).toBeLessThanOrEqual(30_000);
});

test('mutual goodbyes end a call that waited for the caller', () => {
  const script: Script = [
    ...plays(0, 'u1', 2000),
    [says(3000, 'Bye then.', 'closing'), works(3000, 'm1', 'model'), worked(3500, 'm1')],
    [hands(3500, 'u2'), agentSaid(3500, 'u2', { text: 'Goodbye!', closing: true, onlyClosing: true })],
    [sounds(3600, 'u2'), heard(5000, 'u2'), legDown(9000)],
  ];
  const result = again(plain, script, { mutualGoodbye: true });
  expect(told(result)).toBe('earlier: 9000 caller_hangup, 5000 agent_ended, another reason');
  expect(result.wouldBe.end.trigger).toBe('mutual_goodbye');
});

test('a check-in that nobody heard is said, and the caller is believed all the same', () => {
  const script: Script = [...plays(0, 'u1', 2000), says(20_000, 'Yes?'), legDown(21_000)];
  const checked: Setting = {
    silence: { timeoutMs: 30_000, noWordsMs: null, checkIns: [{ afterMs: 8000, message: 'Still there?' }] },
  };
  const result = again(plain, script, checked);
  expect(told(result)).toBe('same: 21000 caller_hangup, 21000 caller_hangup');
  expect(result.partedAt).toBe(10_000);
  expect(codes(result)).toEqual(['10000 caller']);
  expect(supposed(result)).toContain('10000 utterance.started');
});

test('other words of goodbye end the call at the same instant, and the line is down when they are over', () => {
  const message = 'It was a pleasure to talk to you. We wish you a very pleasant evening. Goodbye, and call again!';
  const result = again(plain, silent, { farewell: { mode: 'static', message } });
  expect(result).toMatchObject({ change: 'same', otherReason: false, partedAt: 32_000 });
  expect(result.wouldBe.end.endedAt - result.was.end.endedAt).toBeGreaterThan(3000);
});

test('a goodbye that the model writes has a supposed length', () => {
  const late: Script = [...plays(0, 'u1', 2000), { until: 32_000 }, legDown(32_100)];
  const result = again(plain, late, {
    farewell: { mode: 'generated' },
    silence: { timeoutMs: 10_000, noWordsMs: null },
  });
  expect(result.wouldBe.end.farewell.heard).not.toBe('not_started');
  expect(result.change).toBe('earlier');
});

test('words that the log heard cut off play on when nothing cuts them', () => {
  const script: Script = [
    agentSaid(0, 'u1', { text: 'Goodbye, and have a nice day!', closing: true, onlyClosing: true }),
    ...playing(100, 'u1', 2000),
    says(1000, 'Bye.', 'closing'),
    cleared(1050, 'u1'),
    legDown(9000),
  ];
  const result = again(plain, script, { mutualGoodbye: true });
  expect(told(result)).toBe('earlier: 9000 caller_hangup, 2100 agent_ended, another reason');
  expect(result.wouldBe.end.farewell).toMatchObject({ utteranceId: 'u1', heard: 'confirmed' });
});

describe('an end that cuts the agent off', () => {
  const script: Script = [
    ...plays(0, 'u1', 2000),
    [says(3000, 'What does it cost?', 'question'), works(3000, 'm1', 'model'), hands(3900, 'u2')],
    [agentSaid(3950, 'u2', { text: 'It costs five.' }), sounds(4000, 'u2')],
  ];
  const after = (heardAt: number): Script => [
    [worked(5100, 'm1'), heard(heardAt, 'u2'), works(9000, 'm2', 'tool'), worked(9100, 'm2'), legDown(12_000)],
  ];
  const endsAt5 = (change: Parameters<typeof propose>[1], heardAt: number): WhatIf =>
    again(plain, [...script, propose(5000, change), ...after(heardAt)], { guard: { enabled: false } });

  test('clears its words with what was heard of them, and stops its model', () => {
    const result = endsAt5({ ownWords: fixed('Bye.') }, 5200);
    expect(told(result)).toBe('earlier: 12000 caller_hangup, 5000 agent_ended, another reason');
    expect(reports(result, 'u2').slice(-2)).toEqual(['4000 playback.started', '5000 playback.cleared']);
    const over = result.entries.find(({ event }) => event.type === 'playback.cleared')!.event;
    expect(over).toMatchObject({ playedMs: 1000, pushedMs: 2000, heardText: 'It cost' });
    expect(supposed(result)).toContain('5000 work.finished');
    expect(result.entries.some(({ event }) => event.type === 'work.started' && event.workId === 'm2')).toBe(false);
  });

  test('lets its words end before the message of the end tool', () => {
    const result = endsAt5({ message: 'All the best.' }, 9000);
    expect(reports(result, 'u2').at(-1)).toBe('9000 playback.finished');
    expect(reports(result, 'farewell-1')).toContain('9000 playback.started');
  });
});

test('a check-in that comes sooner is said once', () => {
  const checkIn = (afterMs: number): Setting => ({
    silence: { timeoutMs: 30_000, noWordsMs: null, checkIns: [{ afterMs, message: 'Still there?' }] },
  });
  const script: Script = [
    ...plays(0, 'u1', 2000),
    { until: 12_000 },
    ...plays(12_200, 'check-in-1', 13_500),
    legDown(15_000),
  ];
  const result = again({ ...plain, ...checkIn(10_000) }, script, checkIn(6000));
  expect(reports(result, 'check-in-1')[0]).toBe('8000 utterance.started');
  expect(reports(result, 'check-in-1').filter((report) => report.endsWith('utterance.started'))).toHaveLength(1);
});

test('a goodbye that noise stopped goes on where it was', () => {
  const message = 'We have not heard from you for a while, so we say goodbye now. Please call again whenever you like!';
  const script: Script = [...plays(0, 'u1', 2000), speaks(16_000), stops(16_800), { until: 25_000 }, legDown(26_000)];
  const result = again(plain, script, {
    farewell: { mode: 'static', message },
    silence: { timeoutMs: 10_000, noWordsMs: null },
  });
  const rest = result.entries.find(
    ({ event }) => event.type === 'playback.finished' && event.utteranceId.endsWith('-rest'),
  );
  expect(rest?.event).toMatchObject({ pushedMs: expect.toSatisfy((ms: number) => ms > 1000 && ms < 4500) });
});

test('a goodbye without words is waited for no longer than it takes to know that', () => {
  const result = again(plain, silent, { farewell: { mode: 'static', message: '' } });
  expect(result.wouldBe.end.endedAt - result.wouldBe.decidedAt).toBeLessThan(1000);
  expect(result.wouldBe.end.farewell.heard).toBe('failed');
});

test('a line that was dropped at the end of a shorter goodbye stays up for a longer one', () => {
  const message = 'It was a pleasure to talk to you. We wish you a very pleasant evening. Goodbye, and call again!';
  const dropped: Script = [...silent.slice(0, -1), legDown(34_700, { by: 'system' })];
  const result = again(plain, dropped, { farewell: { mode: 'static', message } });
  expect(result.wouldBe.end.farewell).toMatchObject({ heard: 'confirmed', heardShare: 1 });
  const answered = again(plain, silent, { farewell: { mode: 'static', message } });
  expect(answered.entries.filter(({ event }) => event.type === 'hang_up.answered')).toHaveLength(1);
});

test('a transfer that both settings make is the same transfer', () => {
  const script: Script = [...plays(0, 'u1', 2000), transfers(3000), transferred(8000), hungUp(8300)];
  const result = again(plain, script, { silence: { timeoutMs: 10_000, noWordsMs: null } });
  expect(told(result)).toBe('same: 8000 transferred, 8000 transferred');
});

test('an end that the operator ordered stays one', () => {
  const script: Script = [
    ...plays(0, 'u1', 2000),
    propose(15_000, { trigger: 'operator', turn: goodbye('u1') }),
    ...plays(15_200, 'farewell-1', 17_000),
    hungUp(17_600),
  ];
  const result = again(plain, script, { guard: { minCallMs: 60_000 } });
  expect(told(result)).toBe('same: 15000 operator_ended, 15000 operator_ended');
});

test('a log of another engine is not replayed', () => {
  const { log } = play(plain, ...silent);
  const policy = policyWith(plain);
  const cut = { direction: 'inbound' as const, events: log.slice(0, 3), was: policy };
  expect(whatIf(cut, { policy, retell: (event) => event })).toBeNull();
});

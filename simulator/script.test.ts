/** Scripts of callers: what can stand in them, and what is said of what cannot. */
import { describe, expect, test } from 'vitest';
import { BadConfig } from '../contract/errors.ts';
import { type Act, type Moment, parseScript, settingsOnTop } from './script.ts';

/** The one step of a script. */
function step(text: string): { moment: Moment; act: Act } {
  const { steps } = parseScript(text);
  expect(steps).toHaveLength(1);
  return { moment: steps[0]!.moment, act: steps[0]!.act };
}

function problem(text: string): string {
  try {
    parseScript(text, 'call.txt');
  } catch (error) {
    if (error instanceof BadConfig) return error.message;
    throw error;
  }
  throw new Error('the script was accepted');
}

test('comments, empty lines and Windows line ends do not count, but line numbers do', () => {
  const script = parseScript('# hello\r\n\r\n  caller: hi there  \r\n\thang up');
  expect(script.direction).toBe('inbound');
  expect(script.steps.map(({ line, act }) => ({ line, ...act }))).toEqual([
    { line: 3, act: 'say', text: 'hi there' },
    { line: 4, act: 'hang_up' },
  ]);
});

test('an empty script is a caller who says nothing', () => {
  expect(parseScript('')).toEqual({ direction: 'inbound', steps: [] });
});

test('outbound, on a line of its own', () => {
  expect(parseScript('outbound\ncaller: hi').direction).toBe('outbound');
});

describe('moments', () => {
  test.each<[string, Moment]>([
    ['hang up', { when: 'agent_finished' }],
    ['[after 3s] hang up', { when: 'after', ms: 3_000 }],
    ['[ after 0.25 s ]hang up', { when: 'after', ms: 250 }],
    ['[at 60s] hang up', { when: 'at', ms: 60_000 }],
    ['[over goodbye 0.5s] hang up', { when: 'over_goodbye', ms: 500 }],
    ['[over reply 1s] hang up', { when: 'over_reply', ms: 1_000 }],
  ])('%s', (text, moment) => {
    expect(step(text).moment).toEqual(moment);
  });
});

describe('steps', () => {
  test.each<[string, Act]>([
    ['caller: what: a colon', { act: 'say', text: 'what: a colon' }],
    ['caller:no space', { act: 'say', text: 'no space' }],
    ['noise 1.5s', { act: 'noise', ms: 1_500 }],
    ['press #', { act: 'press', digit: '#' }],
    ['voicemail', { act: 'voicemail' }],
    ['operator ends', { act: 'operator', farewell: true }],
    ['operator hangs up', { act: 'operator', farewell: false }],
    ['balance is used up', { act: 'balance' }],
    ['refuse 1 hang-up', { act: 'refuse_hang_ups', count: 1 }],
    ['refuse 20 hang-ups', { act: 'refuse_hang_ups', count: 20 }],
  ])('%s', (text, act) => {
    expect(step(text).act).toEqual(act);
  });
});

describe('settings', () => {
  const settings = [
    'lose marks',
    'marks are back',
    'voice down',
    'all voices down',
    'voices are back',
    'never answers',
  ];

  test.each(settings)('%s: at once, unless a moment is given', (text) => {
    expect(step(text).moment).toEqual({ when: 'after', ms: 0 });
    expect(step(`[at 3s] ${text}`).moment).toEqual({ when: 'at', ms: 3_000 });
  });

  test('on top of a script they hold from the first ring on', () => {
    const onTop = (text: string): string[] => settingsOnTop(parseScript(text)).map(({ act }) => act.act);
    expect(onTop('voice down\nrefuse 2 hang-ups\ncaller: hi\nlose marks')).toEqual(['voice_down', 'refuse_hang_ups']);
    expect(onTop('[at 1s] voice down')).toEqual([]);
    expect(onTop('never answers')).toEqual(['never_answers']);
    expect(onTop('')).toEqual([]);
  });
});

describe('what cannot be read is told with its line, and with what would be right', () => {
  test('a moment', () => {
    expect(problem('caller: hi\n[in 3s] hang up')).toBe(
      'call.txt:2: "[in 3s]" is no moment; write [after 2s], [at 30s], [over goodbye 0.5s] or [over reply 1s]',
    );
    expect(problem('[after 3] hang up')).toContain('call.txt:1: "[after 3]" is no moment');
    expect(problem('[] hang up')).toContain('"[]" is no moment');
  });

  test.each(['dance', 'caller:', 'noise', 'noise 5', 'press 12', 'refuse hang-ups', 'Hang up', '[after 1s]'])(
    '%s',
    (text) => {
      const act = text.replace(/^\[.*\]/, '');
      expect(problem(text)).toMatch(
        new RegExp(`^call\\.txt:1: "${act}" is no step; write caller: WORDS, noise 5s, press 1, `),
      );
      expect(problem(text)).toContain('hang up, voicemail, operator ends');
    },
  );

  test('more steps than a call can hold', () => {
    expect(problem('hang up\n'.repeat(1_001))).toBe('call.txt: more than 1000 steps');
  });
});

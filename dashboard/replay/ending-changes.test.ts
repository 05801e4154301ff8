import { describe, expect, test } from 'vitest';
import { parseAgent } from '../../contract/agent.ts';
import { changesBetween, changesInAddress, fitsAddress, readWith, withChanges } from './ending-changes.ts';

const parsed = parseAgent({
  name: 'Front desk',
  ending: {
    reasons: [{ reason: 'Wrong number' }],
    silence: { timeout_seconds: 20, check_ins: [{ after_seconds: 8, message: 'Are you there?' }] },
    guard: { require: [{ rule: 'true' }, { rule: 'true', message: 'No.' }, { disclosure: 'Recorded.' }] },
  },
});
if (!parsed.ok) throw new Error('the agent of the test cannot be read');
const { agent } = parsed;

describe('what is different', () => {
  test('holds the settings that are, and no others', () => {
    const changed = withChanges(agent, { silence: { timeout_seconds: 10 }, mutual_goodbye: true });
    expect(changed.ending.silence.check_ins).toEqual(agent.ending.silence.check_ins);
    expect(changesBetween(agent.ending, changed.ending)).toEqual({
      silence: { timeout_seconds: 10 },
      mutual_goodbye: true,
    });
  });

  test('is nothing where a setting was put back', () => {
    const changed = withChanges(agent, { silence: { timeout_seconds: 10 } });
    const back = withChanges(changed, { silence: { timeout_seconds: 20 } });
    expect(changesBetween(agent.ending, back.ending)).toEqual({});
  });

  test('holds a list whole, and a number that is gone as null', () => {
    const reasons = [...agent.ending.reasons, { ...agent.ending.reasons[0]!, reason: 'Sold out' }];
    const after = { ...agent.ending, reasons, silence: { ...agent.ending.silence, timeout_seconds: null } };
    expect(changesBetween(agent.ending, after)).toEqual({ reasons, silence: { timeout_seconds: null } });
  });
});

describe('an address', () => {
  test('gives back what was put into it, the whole of the settings included', () => {
    const whole = JSON.parse(JSON.stringify(agent.ending)) as Record<string, unknown>;
    expect(readWith({ with: whole, agent: 'x' })).toEqual({ with: whole });
    expect(readWith(changesInAddress({ guard: { enabled: false } }))).toEqual({ with: { guard: { enabled: false } } });
  });

  test.each([
    ['no object', 'silence'],
    ['a list', [{ enabled: true }]],
    ['nothing in it', {}],
    ['a setting that does not exist', { silence: { timeout_minutes: 1 } }],
    ['a name of every object', JSON.parse('{"__proto__": {}}')],
    ['a text where a number stands', { silence: { timeout_seconds: '10' } }],
    ['a list where an object stands', { guard: [] }],
    ['null where an object stands', { guard: null }],
    ['a reason without its closing', { reasons: [{ reason: 'x', outcome_tags: [], final: false }] }],
    ['a reason with half a closing', { reasons: [{ reason: 'x', closing: {}, outcome_tags: [], final: false }] }],
    ['too many entries', { phrases: Array.from({ length: 101 }, () => 'bye') }],
    ['more than gets through', { phrases: Array.from({ length: 50 }, () => 'x'.repeat(200)) }],
  ])('with %s changes nothing', (_what, value) => {
    expect(readWith({ with: value })).toEqual({});
  });

  test('does not hold more than gets through a proxy, counted as it is written there', () => {
    const phrases = (letter: string) => ({ phrases: Array.from({ length: 10 }, () => letter.repeat(100)) });
    expect(fitsAddress(phrases('a'))).toBe(true);
    expect(fitsAddress(phrases('ß'))).toBe(false);
    expect(changesInAddress(phrases('ß'))).toEqual({});
  });
});

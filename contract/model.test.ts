import { describe, expect, test } from 'vitest';
import { model } from './model.ts';
import { problemsOf } from './problems.ts';
import { echoScript, script } from './script.ts';
import { speech } from './speech.ts';

const wrong = (schema: typeof model | typeof script, input: unknown) => {
  const { error } = schema.safeParse(input);
  return error ? problemsOf(error.issues, input).map(({ path, problem }) => `${path}: ${problem}`) : [];
};

describe('models', () => {
  test.each([
    ['openai', 'OPENAI_API_KEY'],
    ['anthropic', 'ANTHROPIC_API_KEY'],
  ])('%s takes its key from %s', (provider, api_key_env) => {
    expect(model.parse({ provider, name: 'm' })).toEqual({ provider, name: 'm', api_key_env });
  });

  test('a compatible service needs an address, and maybe no key', () => {
    expect(wrong(model, { provider: 'openai_compatible', name: 'm' })).toEqual(['base_url: is missing']);
    const given = { provider: 'openai_compatible', name: 'm', base_url: 'http://127.0.0.1:8080/v1' };
    expect(model.parse(given)).toEqual({ ...given, api_key_env: null });
  });

  test('the others are told', () => {
    expect(wrong(model, { provider: 'acme' })).toEqual(['provider: "acme" is not known here']);
    expect(wrong(model, { provider: 'openai' })).toEqual(['name: is missing']);
    expect(wrong(model, 'offline')).toHaveLength(1);
  });
});

describe('scripts', () => {
  test('a rule waits 300 ms for its first word and 30 ms between them', () => {
    expect(script.parse([{ when: ['bye'], say: 'Bye! [END_CALL]' }])).toEqual([
      { when: ['bye'], say: 'Bye! [END_CALL]', once: false, tools: [], first_word_ms: 300, word_ms: 30 },
    ]);
  });

  test.each([
    ['does nothing', { when: 'anything' }],
    ['waits for nothing', { when: [], say: 'a' }],
    ['waits for no words', { when: ['!'], say: 'a' }],
    ['waits for an unknown moment', { when: 'later', say: 'a' }],
    ['says too much', { when: 'anything', say: 'a'.repeat(2_001) }],
    ['has an unknown fault', { when: 'anything', fault: 'slow' }],
  ])('a rule that %s is refused', (_, rule) => {
    expect(wrong(script, [rule])).toHaveLength(1);
  });

  test('without one, the offline model never ends a call', () => {
    const spoken = echoScript.map((rule) => rule.say).join(' ');
    expect(spoken).not.toMatch(/\[|end_call/i);
    expect(echoScript.every((rule) => rule.tools.length === 0 && !rule.once)).toBe(true);
    expect(echoScript.map((rule) => rule.when)).toEqual(['greeting', 'farewell', 'anything']);
  });
});

test('speech needs no key unless told otherwise', () => {
  expect(speech.parse({})).toEqual({
    listen: { provider: 'offline', expected: [] },
    speak: { provider: 'offline', voice: '' },
  });
});

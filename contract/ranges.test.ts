import { describe, expect, test } from 'vitest';
import { parseAgent } from './agent.ts';

const parses = (path: string, value: unknown) => parseAgent(at(path, value)).ok;

/** An agent with `value` at a path; a number in the path is a place in a list. */
function at(path: string, value: unknown): object {
  const around: Record<string, object> = {
    'ending.actions.0': { name: 'go' },
    'ending.reasons.0': { reason: 'r' },
    'ending.silence.check_ins.0': { after_seconds: 1, message: 'm' },
    'ending.max_duration.wrap_up.0': { before_end_seconds: 1, instruction: 'i' },
    'ending.pre_call.0': { when: 'true' },
    'tools.0': { name: 't', http: { url: 'https://x.example' } },
    'tools.0.http': { url: 'https://x.example' },
    'transfers.0': { name: 'n', to: '+15550100' },
    'after_call.webhooks.0': { url: 'https://x.example' },
    model: { provider: 'openai', name: 'm' },
  };
  const build = (keys: string[], above: string): unknown => {
    const [key, ...rest] = keys;
    if (key === undefined) return value;
    const here = above === '' ? key : `${above}.${key}`;
    const inner = build(rest, here);
    if (key === '0') return [inner];
    return { ...around[above], ...(above === '' ? { name: 'n' } : {}), [key]: inner };
  };
  return build(path.split('.'), '') as object;
}

describe('numbers at, below and above their limits', () => {
  test.each<[string, number, number, number]>([
    ['ending.silence.timeout_seconds', 5, 3600, 0.001],
    ['ending.silence.no_words_seconds', 5, 7200, 0.001],
    ['ending.silence.check_ins.0.after_seconds', 1, 29.999, 0.001],
    ['ending.max_duration.seconds', 10, 86_400, 0.001],
    ['ending.max_duration.wrap_up.0.before_end_seconds', 1, 86_400, 0.001],
    ['ending.guard.min_call_seconds', 0, 3600, 0.001],
    ['ending.guard.max_vetoes', 0, 20, 1],
    ['ending.rescue.max', 0, 20, 1],
    ['ending.rescue.listen_ms', 0, 5_000, 1],
    ['tools.0.http.timeout_seconds', 1, 60, 0.001],
    ['model.temperature', 0, 2, 0.001],
  ])('%s', (path, min, max, step) => {
    expect(parses(path, min)).toBe(true);
    expect(parses(path, max)).toBe(true);
    expect(parses(path, min - step)).toBe(false);
    expect(parses(path, max + step)).toBe(false);
    for (const wrong of ['5', NaN, Infinity, true, {}]) expect(parses(path, wrong)).toBe(false);
  });

  test.each(['ending.silence.timeout_seconds', 'ending.max_duration.seconds'])('%s may be null', (path) => {
    expect(parses(path, null)).toBe(true);
  });

  test.each(['ending.guard.max_vetoes', 'ending.rescue.max', 'ending.rescue.listen_ms'])('%s is whole', (path) => {
    expect(parses(path, 1.5)).toBe(false);
  });
});

describe('texts at and above their limits', () => {
  test.each<[string, number]>([
    ['name', 200],
    ['prompt', 100_000],
    ['greeting.message', 1_000],
    ['ending.actions.0.description', 1_000],
    ['ending.actions.0.goodbye_prompt', 1_000],
    ['ending.actions.0.name', 64],
    ['ending.reasons.0.reason', 200],
    ['ending.reasons.0.closing.message', 1_000],
    ['ending.farewell.message', 1_000],
    ['ending.apology', 1_000],
    ['ending.phrases.0', 200],
    ['ending.silence.check_ins.0.message', 1_000],
    ['ending.max_duration.wrap_up.0.instruction', 1_000],
    ['ending.voicemail.message', 1_000],
    ['ending.pre_call.0.message', 1_000],
    ['tools.0.name', 64],
    ['tools.0.filler', 1_000],
  ])('%s', (path, max) => {
    expect(parses(path, 'a'.repeat(max))).toBe(true);
    expect(parses(path, 'a'.repeat(max + 1))).toBe(false);
    expect(parses(path, 5)).toBe(false);
  });
});

describe('lists at and above their limits', () => {
  const many = <Item>(count: number, item: (index: number) => Item) =>
    Array.from({ length: count }, (_, index) => item(index));

  test.each<[string, number, (index: number) => unknown]>([
    ['ending.actions', 20, (index) => ({ name: `a${index}` })],
    ['ending.reasons', 50, (index) => ({ reason: `reason ${index}` })],
    ['ending.phrases', 50, (index) => `phrase ${index}`],
    ['ending.pre_call', 50, () => ({ when: 'true' })],
    ['ending.guard.require', 20, () => ({ rule: 'true' })],
    ['ending.silence.check_ins', 10, (index) => ({ after_seconds: index + 1, message: 'm' })],
    ['ending.max_duration.wrap_up', 10, () => ({ before_end_seconds: 1, instruction: 'i' })],
    ['ending.silence.outcome_tags', 20, (index) => `t${index}`],
    ['tools', 50, (index) => ({ name: `t${index}`, http: { url: 'https://x.example' } })],
    ['transfers', 50, (index) => ({ name: `t${index}`, to: '+15550100' })],
    ['after_call.extract', 50, (index) => ({ name: `e${index}` })],
    ['after_call.webhooks', 20, () => ({ url: 'https://x.example' })],
  ])('%s', (path, max, item) => {
    expect(parses(path, [])).toBe(true);
    expect(parses(path, many(max, item))).toBe(true);
    expect(parses(path, many(max + 1, item))).toBe(false);
  });
});

describe('forms', () => {
  test.each<[string, unknown[], unknown[]]>([
    ['ending.actions.0.name', ['end_call', '_', 'A9'], ['', '9a', 'end call', 'end-call', 'é']],
    [
      'transfers.0.to',
      ['+15550100', '+4930123456', 'sip:desk@pbx.example'],
      ['15550100', '+0155501', 'tel:+1', '+1 555'],
    ],
    ['time_zone', ['UTC', 'Europe/Berlin'], ['Mars/One', '', 'Berlin']],
    ['language', ['en', 'de-AT', 'zh-Hant-TW'], ['', 'english!', 'e']],
    [
      'tools.0.http.url',
      ['https://a.example/{{id}}?q={{q}}', 'http://127.0.0.1:1'],
      ['', 'a.example', 'file:///etc', 'https://'],
    ],
    ['after_call.email.to', ['', 'a@b.example', '{{mail}}'], ['a', 'a@b@c', 'a b@c']],
    ['ending.reasons.0.reason', ['Wrong number', 'Où?'], ['', '  ', 'two\nlines', 'Conversation_ended']],
    ['ending.phrases.0', ['bye'], ['', '...']],
    ['variables', [{ a: 'x', b: 1, c: true, d: ['x'] }], [{ a: null }, { a: [1] }, { a: {} }]],
    ['id', ['agent_1', 'front-desk'], ['', 'a b', 'a/b', 'x'.repeat(65)]],
  ])('%s', (path, right, wrong) => {
    const variables = path === 'after_call.email.to' ? { variables: { mail: 'x' } } : {};
    for (const value of right)
      expect({ value, ok: parseAgent({ ...at(path, value), ...variables }).ok }).toEqual({ value, ok: true });
    for (const value of wrong) expect({ value, ok: parses(path, value) }).toEqual({ value, ok: false });
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRelayMessage, type RelayCommand, type RelayMessage, writeRelayCommand } from './relay-messages.ts';

type Fixture = { name: string; message: object; read: RelayMessage };

function fixtures(carrier: string): Fixture[] {
  const file = new URL(`fixtures/relay/${carrier}-messages.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { messages: Fixture[] }).messages;
}

describe.each(['twilio', 'telnyx'])('%s says', (carrier) => {
  it.each(fixtures(carrier))('$name', ({ message, read }) => {
    expect(readRelayMessage(JSON.stringify(message))).toEqual(read);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['half of JSON', '{"type":"prompt","voicePrompt":"he'],
    ['a list', '[{"type":"prompt"}]'],
    ['a number', '7'],
    ['null', 'null'],
    ['no type', '{"voicePrompt":"hello"}'],
    ['a type that is no word', '{"type":7}'],
    ['setup without a call', '{"type":"setup","sessionId":"VX1"}'],
    ['setup with a call that is no text', '{"type":"setup","callSid":{"a":1}}'],
    ['a prompt without words', '{"type":"prompt","last":true}'],
    ['words that are no text', '{"type":"prompt","voicePrompt":["hello"]}'],
    ['no key', '{"type":"dtmf"}'],
    ['many keys', '{"type":"dtmf","digit":"12"}'],
    ['a key that is none', '{"type":"dtmf","digit":"x"}'],
    ['a speaker neither on nor off', '{"type":"info","name":"agentSpeaking","value":"???"}'],
    ['played tokens without text', '{"type":"info","name":"tokensPlayed","value":{"a":1}}'],
  ])('%s', (_, text) => {
    expect(readRelayMessage(text).type).toBe('invalid');
  });

  it('a message that is far too long is not even looked at', () => {
    const text = JSON.stringify({ type: 'prompt', voicePrompt: 'a'.repeat(70_000) });
    expect(readRelayMessage(text)).toEqual({ type: 'invalid', why: `it has ${text.length} characters` });
  });
});

describe('what is odd but understood', () => {
  const read = (message: object): RelayMessage => readRelayMessage(JSON.stringify(message));

  it('long words are cut', () => {
    expect(read({ type: 'prompt', voicePrompt: 'a'.repeat(20_000) })).toMatchObject({ text: 'a'.repeat(8_000) });
    expect(read({ type: 'hologram'.repeat(100) })).toMatchObject({ type: 'unknown', name: expect.any(String) });
  });

  it('an interruption without details is one all the same', () => {
    const nothing = { type: 'interrupt', utteranceUntilInterrupt: '', durationUntilInterruptMs: null };
    expect(read({ type: 'interrupt' })).toEqual(nothing);
    expect(read({ type: 'interrupt', durationUntilInterruptMs: 'soon' })).toEqual(nothing);
    expect(read({ type: 'interrupt', durationUntilInterruptMs: -5 })).toEqual(nothing);
  });

  it('an error never hands on what it quotes', () => {
    const message = read({ type: 'error', description: 'Invalid message received: {"token":"Dear Ann"}' });
    expect(JSON.stringify(message)).not.toContain('Ann');
  });

  it('parameters are bounded in number and length', () => {
    const many = Object.fromEntries(Array.from({ length: 55 }, (_, i) => [`p${i}`, 'x'.repeat(1_100)]));
    const { parameters } = read({ type: 'setup', callSid: 'CA1', customParameters: many }) as { parameters: object };
    expect(Object.keys(parameters)).toHaveLength(50);
    expect(Math.max(...Object.values(parameters).map((value: string) => value.length))).toBe(1_000);
  });
});

it('nothing that comes can throw', () => {
  const kinds = fc.constantFrom('setup', 'prompt', 'dtmf', 'interrupt', 'info', 'error', 'other');
  const message = fc
    .record({ type: kinds, name: fc.string() })
    .chain((base) => fc.dictionary(fc.string(), fc.jsonValue()).map((more) => JSON.stringify({ ...more, ...base })));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), message), (text) => typeof readRelayMessage(text).type === 'string'),
  );
});

it.each<[RelayCommand, string]>([
  [
    { type: 'text', token: 'Good "day"\n', last: false, lang: 'en-US', interruptible: true, preemptible: true },
    '{"type":"text","token":"Good \\"day\\"\\n","last":false,"lang":"en-US","interruptible":true,"preemptible":true}',
  ],
  [{ type: 'text', token: '', last: true }, '{"type":"text","token":"","last":true}'],
  [
    { type: 'play', source: 'https://x.example/a.wav', loop: 1, interruptible: true, preemptible: false },
    '{"type":"play","source":"https://x.example/a.wav","loop":1,"interruptible":true,"preemptible":false}',
  ],
  [{ type: 'sendDigits', digits: '12#' }, '{"type":"sendDigits","digits":"12#"}'],
  [
    { type: 'language', ttsLanguage: 'de-DE', transcriptionLanguage: 'de-DE' },
    '{"type":"language","ttsLanguage":"de-DE","transcriptionLanguage":"de-DE"}',
  ],
  [{ type: 'end', handoffData: '{"reason":"hang_up"}' }, '{"type":"end","handoffData":"{\\"reason\\":\\"hang_up\\"}"}'],
  [{ type: 'end' }, '{"type":"end"}'],
])('%j goes out as documented', (command, text) => {
  expect(writeRelayCommand(command)).toBe(text);
});

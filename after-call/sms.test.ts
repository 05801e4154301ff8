import { describe, expect, test } from 'vitest';
import type { MessageState } from '../contract/call.ts';
import { BadConfig, Retryable, Terminal } from '../contract/errors.ts';
import { OutcomeUnknown } from '../providers/carriers/carrier-request.ts';
import { Stopped } from '../providers/messaging/messenger.ts';
import type { Model } from '../providers/models/model.ts';
import { smsStep } from './sms.ts';
import type { EndedCall } from './step.ts';
import { ended, type World, world } from './testing/ended.ts';

const agreed = [
  ['agent', 'Shall I send you a text message with the address?'],
  ['caller', 'Yes, please.'],
] as const;
const hi = [['caller', 'Hi there.']] as const;
const fixedText = { enabled: true, mode: 'static' as const, message: 'See you at {{clinic}}, {{mood}}{{summary}}' };
const implied = { ...fixedText, consent: 'implied_by_call' as const };
const extract = [{ name: 'mood' }];

async function smsOf(call: EndedCall, tools: World): Promise<MessageState> {
  const { findings } = await smsStep.run(call, tools, false);
  return findings!.sms!;
}

test('fixed words with variables go to the caller, from the number that they called', async () => {
  const tools = world();
  const call = ended(agreed, { sms: fixedText, extract }, { record: { extracted: { mood: 'happy' } } });
  expect(await smsOf(call, tools)).toMatchObject({
    state: 'sent',
    why: null,
    text: 'See you at Acme, happy',
    provider: 'twilio',
    message_id: 'SM1',
    consent: { by: 'words', evidence: 'Yes, please.' },
  });
  const text = 'See you at Acme, happy';
  expect(tools.sent).toEqual([{ id: 'sms_call_1', from: '+15550100002', to: '+15550100001', text }]);
});

describe('it is not sent, and the record tells why', () => {
  const sender = { smsSenderOf: () => null };
  const stopped = { consentOf: async () => 'stopped' as const };
  test.each([
    ['not_enabled', ended(hi, {}, { record: { sms_requested: ['code 1'] } }), {}],
    ['no_number', ended(hi, { sms: implied }, { record: { from: 'anonymous' } }), {}],
    ['no_number', ended(hi, { sms: implied }, { record: { from: 'sip:+15550100001@x.example' } }), {}],
    ['stopped', ended(agreed, { sms: implied }), stopped],
    ['condition_not_met', ended(hi, { sms: { ...implied, when: 'transcript.contains("appointment")' } }), {}],
    ['condition_failed', ended(hi, { sms: { ...implied, when: 'mood.contains("x")' }, extract }), {}],
    ['no_consent', ended(hi, { sms: fixedText }), {}],
    ['not_configured', ended(agreed, { sms: fixedText }), sender],
    ['no_words', ended(hi, { sms: { ...implied, message: '{{summary}}' } }), {}],
    ['no_model', ended(hi, { sms: { enabled: true, consent: 'implied_by_call' } }, { agent: { language: 'de' } }), {}],
  ] as const)('%s', async (why, call, parts) => {
    const tools = world(parts);
    expect(await smsOf(call, tools)).toMatchObject({ state: 'unsent', why, message_id: null });
    expect(tools.sent).toEqual([]);
  });
});

test('a STOP that comes while the words are written is heeded', async () => {
  const wishes = ['consented', 'stopped'] as const;
  let asked = 0;
  const tools = world({ consentOf: async () => wishes[asked++]! });
  expect(await smsOf(ended(hi, { sms: fixedText }), tools)).toMatchObject({ state: 'unsent', why: 'stopped' });
  expect(tools.sent).toEqual([]);
});

describe('consent by rule', () => {
  test.each([
    ['an offer, and yes', [...agreed], 'Yes, please.'],
    ['an offer, and no', [agreed[0], ['caller', 'No, thanks.']], null],
    ['asking for one', [['caller', 'Can you text me the address?']], 'Can you text me the address?'],
    ['asking by sms', [['caller', 'Send it to me by SMS.']], 'Send it to me by SMS.'],
    ['asking not to', [['caller', "Please don't text me."]], null],
    ['taking it back', [...agreed, ['caller', 'Actually no text message, please.']], null],
    [
      'yes to something else',
      [
        ['agent', 'Shall I book it?'],
        ['caller', 'Yes.'],
      ],
      null,
    ],
    ['the agent alone', [agreed[0]], null],
  ] as const)('%s', async (_, said, evidence) => {
    const { consent } = await smsOf(ended(said, { sms: fixedText }), world());
    expect(consent?.evidence ?? null).toBe(evidence);
  });

  test('stored consent needs no words', async () => {
    const state = await smsOf(ended(hi, { sms: fixedText }), world({ consentOf: async () => 'consented' }));
    expect(state).toMatchObject({ state: 'sent', consent: { by: 'stored', evidence: null } });
  });
});

describe('with a model', () => {
  /** Answers with these arguments, in order. */
  const modelThat = (...answers: object[]): Model => ({
    id: 'test/model',
    stream(_request, sink) {
      sink.toolCall({ id: '1', name: 'give_answer', arguments: answers.shift() as Record<string, unknown> });
      sink.done();
      return () => {};
    },
  });
  const said = [['caller', 'Könnten Sie mir das aufs Handy schreiben?']] as const;

  test('it quotes the consent and writes the words', async () => {
    const quote = 'mir das aufs Handy schreiben';
    const model = modelThat({ agreed: true, quote }, { text: 'Danke für Ihren Anruf.' });
    const state = await smsOf(ended(said, { sms: { enabled: true } }), world({ modelOf: () => model }));
    expect(state).toMatchObject({ state: 'sent', text: 'Danke für Ihren Anruf.', consent: { evidence: quote } });
  });

  test.each([
    { agreed: true, quote: 'Ja, schicken Sie mir eine SMS.' },
    { agreed: true, quote: '' },
    { agreed: false, quote: 'mir das' },
  ])('%j is no consent', async (answer) => {
    const model = modelThat(answer);
    const state = await smsOf(ended(said, { sms: fixedText }), world({ modelOf: () => model }));
    expect(state.why).toBe('no_consent');
  });
});

test('what the model asked for in the call comes before the document', async () => {
  const tools = world();
  const when = 'sms_requested';
  const record = { sms_requested: ['Your code is 12.', 'Bye.'] };
  await smsOf(ended(hi, { sms: { ...implied, when } }, { record }), tools);
  expect(tools.sent[0]?.text).toBe('Your code is 12.\nBye.');
});

describe('once only', () => {
  const call = ended(hi, { sms: implied });

  test('a replay tells what came of it, and sends nothing', async () => {
    const tools = world();
    const first = await smsOf(call, tools);
    expect(await smsOf(call, tools)).toEqual(first);
    expect(tools.sent).toHaveLength(1);
  });

  test('after a crash it is looked for, and not sent again', async () => {
    const tools = world({ messenger: { find: async () => 'SM7' } });
    await tools.outbox.begin({ accountId: 'a', callId: 'c', kind: 'sms' }, intended);
    expect(await smsOf(call, tools)).toMatchObject({ state: 'sent', message_id: 'SM7', text: 'Hi' });
    expect(tools.sent).toEqual([]);
  });

  test('after a crash, with a carrier that has no list, it stays unknown', async () => {
    const tools = world();
    await tools.outbox.begin({ accountId: 'a', callId: 'c', kind: 'sms' }, intended);
    expect(await smsOf(call, tools)).toMatchObject({ state: 'unknown', why: 'outcome_unknown', text: 'Hi' });
    expect(await smsOf(call, tools)).toMatchObject({ state: 'unknown' });
    expect(tools.sent).toEqual([]);
  });

  const intended = { text: 'Hi', provider: 'twilio', consent: null, from: '+15550100002', to: '+15550100001' };
  const failing = (...errors: Error[]) => {
    const sent: string[] = [];
    const send = async ({ text }: { text: string }) => {
      sent.push(text);
      const error = errors.shift();
      if (error) throw error;
      return 'SM1';
    };
    return { sent, tools: world({ messenger: { send } }) };
  };

  test('no answer leaves it unknown', async () => {
    const { sent, tools } = failing(new OutcomeUnknown('cut'));
    expect(await smsOf(call, tools)).toMatchObject({ state: 'unknown' });
    expect(await smsOf(call, tools)).toMatchObject({ state: 'unknown' });
    expect(sent).toHaveLength(1);
  });

  test.each([new Retryable('busy'), new BadConfig('wrong token')])(
    '%s: it did not leave, and may be tried again',
    async (error) => {
      const { sent, tools } = failing(error);
      await expect(smsOf(call, tools)).rejects.toBe(error);
      expect(await smsOf(call, tools)).toMatchObject({ state: 'sent' });
      expect(sent).toHaveLength(2);
    },
  );

  test('a refusal is final', async () => {
    const { tools } = failing(new Terminal('the carrier answered 400, error 21211'));
    expect(await smsOf(call, tools)).toMatchObject({
      state: 'unsent',
      why: 'refused',
      detail: expect.stringContaining('21211'),
    });
  });

  test('a number that told the carrier to stop is put on our list', async () => {
    const { tools } = failing(new Stopped('stop'));
    expect(await smsOf(call, tools)).toMatchObject({ state: 'unsent', why: 'stopped' });
    expect(tools.stopped).toEqual(['+15550100001']);
  });
});

test.each([
  [{ sms: implied }, 'sms.sent'],
  [{ sms: fixedText }, 'sms.failed'],
  [{ sms: { ...implied, when: 'false' } }, undefined],
] as const)('%j tells %s', async (afterCall, event) => {
  const { told = [] } = await smsStep.run(ended(hi, afterCall), world(), false);
  expect(told[0]?.event).toBe(event);
});

import Telnyx from 'telnyx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { meaningOf, never, verdictOf } from '../carriers/testing/carrier-check.ts';
import { type CarrierStandIn, startCarrierStandIn } from '../carriers/testing/carrier-stand-in.ts';
import { systemClock } from '../clock.ts';
import { type Messenger, Stopped } from './messenger.ts';
import { telnyxInbound, telnyxMessenger } from './telnyx.ts';

const apiKey = 'KEY0123456789_secret';
const id = '40385f64-5717-4562-b3fc-2c963f66afa6';
const message = { id: 'sms_call_1', from: '+15550100002', to: '+15550100001', text: 'Bis morgen – 10 Uhr' };
const secrets = [apiKey, message.text];

let service: CarrierStandIn;
let messenger: Messenger;
beforeEach(async () => {
  service = await startCarrierStandIn();
  messenger = telnyxMessenger({ apiKey, baseUrl: service.baseUrl, clock: systemClock });
});
afterEach(() => service.close());

it('asks what the official SDK asks', async () => {
  service.answer(() => ({ status: 200, body: { data: { id } } }));
  expect(await messenger.send(message, never)).toBe(id);
  const { from, to, text } = message;
  const official = new Telnyx({ apiKey, baseURL: `${service.baseUrl}/v2`, maxRetries: 0 });
  await official.messages.send({ from, to, text });
  expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
});

describe('a failure is named by what to do', () => {
  it.each([
    ['cut', 'unknown'],
    [{ status: 503 }, 'unknown'],
    [{ status: 200, body: { hello: 'world' } }, 'unknown'],
    [{ status: 429 }, 'retry'],
    [{ status: 401, body: { errors: [{ code: '10009', title: `no ${apiKey}` }] } }, 'config'],
    [{ status: 422, body: { errors: [{ code: '40310', detail: `bad ${message.to}` }] } }, 'never'],
  ] as const)('%j, and it is asked once', async (answer, verdict) => {
    service.answer(() => answer);
    expect(await verdictOf(messenger.send(message, never), secrets)).toBe(verdict);
    expect(service.asked).toHaveLength(1);
  });

  it('a number that has told Telnyx to stop', async () => {
    service.answer(() => ({ status: 409, body: { errors: [{ code: '40300' }] } }));
    await expect(messenger.send(message, never)).rejects.toBeInstanceOf(Stopped);
  });
});

describe('a webhook', () => {
  const received = (payload: object, event_type = 'message.received') =>
    telnyxInbound(JSON.stringify({ data: { event_type, payload } }));
  const from = { phone_number: '+15550100001' };

  it.each([
    ['Stop', 'stop'],
    ['UNSTOP', 'start'],
    ['When do you stop?', null],
  ])('with "%s" wishes %s', (text, wish) => {
    expect(received({ from, text })).toEqual({ from: '+15550100001', wish });
  });

  it('of something else is no message', () => {
    expect(received({ from, text: 'stop' }, 'message.finalized')).toBeNull();
    expect(received({ text: 'stop' })).toBeNull();
    expect(telnyxInbound('not json')).toBeNull();
  });
});

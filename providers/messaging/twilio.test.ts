import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { meaningOf, never, verdictOf } from '../carriers/testing/carrier-check.ts';
import { type CarrierStandIn, startCarrierStandIn } from '../carriers/testing/carrier-stand-in.ts';
import { systemClock } from '../clock.ts';
import { type Messenger, Stopped } from './messenger.ts';
import { twilioInbound, twilioMessenger } from './twilio.ts';

const accountSid = 'AC0123456789abcdef0123456789abcdef';
const authToken = 'fedcba9876543210fedcba9876543210';
const sid = 'SM0123456789abcdef0123456789abcdef';
const message = { id: 'sms_call_1', from: '+15550100002', to: '+15550100001', text: 'Bis morgen – 10 & 11 Uhr +1' };
const secrets = [authToken, accountSid, message.text];
const since = new Date('2026-11-20T10:00:00.500Z');

let service: CarrierStandIn;
let messenger: Messenger;
beforeEach(async () => {
  service = await startCarrierStandIn();
  messenger = twilioMessenger({ accountSid, authToken, baseUrl: service.baseUrl, clock: systemClock });
});
afterEach(() => service.close());

/** The official SDK, led to the stand-in. */
function official(): ReturnType<typeof twilio> {
  class LedAway extends twilio.RequestClient {
    override request<T>(options: Parameters<twilio.RequestClient['request']>[0]) {
      const uri = options.uri.replace('https://api.twilio.com', service.baseUrl);
      return super.request<T>({ ...options, uri } as never);
    }
  }
  return twilio(accountSid, authToken, { httpClient: new LedAway() });
}

describe('what is asked equals what the official SDK asks', () => {
  it('to send from a number', async () => {
    service.answer(() => ({ status: 201, body: { sid } }));
    expect(await messenger.send(message, never)).toBe(sid);
    await official().messages.create({ from: message.from, to: message.to, body: message.text });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it('to send by a messaging service', async () => {
    const messagingServiceSid = 'MG0123456789abcdef0123456789abcdef';
    service.answer(() => ({ status: 201, body: { sid } }));
    await messenger.send({ ...message, from: messagingServiceSid }, never);
    await official().messages.create({ messagingServiceSid, to: message.to, body: message.text });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it('to look for a message', async () => {
    service.answer(() => ({ status: 200, body: { messages: [], page_size: 50, page: 0 } }));
    expect(await messenger.find(message, since, never)).toBeNull();
    await official().messages.list({ to: message.to, dateSentAfter: new Date('2026-11-20T00:00:00Z'), pageSize: 50 });
    const [ours, theirs] = service.asked.map(({ path }) => new URL(path, service.baseUrl));
    expect(ours!.pathname).toBe(theirs!.pathname);
    expect(ours!.searchParams.get('To')).toBe(theirs!.searchParams.get('To'));
    expect([...ours!.searchParams.keys()].toSorted()).toEqual([...theirs!.searchParams.keys()].toSorted());
  });
});

it.each([
  ['its words, since then', { body: message.text, date_created: 'Fri, 20 Nov 2026 10:00:00 +0000' }, sid],
  ['other words', { body: 'Hi', date_created: 'Fri, 20 Nov 2026 10:00:05 +0000' }, null],
  ['the same words of a call before', { body: message.text, date_created: 'Fri, 20 Nov 2026 09:59:58 +0000' }, null],
  ['no date', { body: message.text }, null],
])('a message is found by %s', async (_, listed, found) => {
  service.answer(() => ({ status: 200, body: { messages: [{ sid, ...listed }] } }));
  expect(await messenger.find(message, since, never)).toBe(found);
});

describe('a failure is named by what to do', () => {
  it.each([
    ['cut', 'unknown'],
    [{ status: 500 }, 'unknown'],
    [{ status: 201 }, 'unknown'],
    [{ status: 429, body: { code: 20429 } }, 'retry'],
    [{ status: 401, body: { code: 20003, message: `bad token ${authToken}` } }, 'config'],
    [{ status: 400, body: { code: 21211, message: `The number ${message.to} is bad` } }, 'never'],
  ] as const)('%j, and it is asked once', async (answer, verdict) => {
    service.answer(() => answer);
    expect(await verdictOf(messenger.send(message, never), secrets)).toBe(verdict);
    expect(service.asked).toHaveLength(1);
  });

  it('nobody listens: it never left', async () => {
    await service.close();
    expect(await verdictOf(messenger.send(message, never), secrets)).toBe('retry');
  });

  it('a number that has told Twilio to stop', async () => {
    service.answer(() => ({ status: 400, body: { code: 21610 } }));
    await expect(messenger.send(message, never)).rejects.toBeInstanceOf(Stopped);
  });
});

it.each([
  [{ From: '+15550100001', Body: ' Stop. ' }, 'stop'],
  [{ From: '+15550100001', Body: 'STOP ALL' }, 'stop'],
  [{ From: '+15550100001', Body: 'Arrêt', OptOutType: 'STOP' }, 'stop'],
  [{ From: '+15550100001', Body: 'start' }, 'start'],
  [{ From: '+15550100001', Body: 'Please stop by at ten' }, null],
  [{ From: '+15550100001' }, null],
])('%j wishes %s', (form, wish) => {
  expect(twilioInbound(form as Record<string, string>)).toEqual({ from: '+15550100001', wish });
});

it('a form without a sender is no message', () => {
  expect(twilioInbound({ Body: 'stop' })).toBeNull();
});

import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Carrier } from './carrier.ts';
import { haltedClock, intent, meaningOf, never, verdictOf } from './testing/carrier-check.ts';
import { parseXml } from './testing/xml.ts';
import { type CarrierStandIn, startCarrierStandIn } from './testing/carrier-stand-in.ts';
import { twilioCarrier } from './twilio.ts';

const accountSid = 'AC0123456789abcdef0123456789abcdef';
const authToken = 'fedcba9876543210fedcba9876543210';
const leg = 'CA0123456789abcdef0123456789abcdef';
const secrets = [authToken, accountSid, leg];

let service: CarrierStandIn;
let carrier: Carrier;
beforeEach(async () => {
  service = await startCarrierStandIn();
  carrier = twilioCarrier({ accountSid, authToken, baseUrl: service.baseUrl, clock: systemClock });
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

const call = (status: string): object => ({ sid: leg, status, account_sid: accountSid });

describe('what is asked equals what the official SDK asks', () => {
  it('to dial', async () => {
    service.answer(() => ({ status: 201, body: call('queued') }));
    expect(await carrier.dial(intent, never)).toBe(leg);
    await official().calls.create({
      from: intent.from,
      to: intent.to,
      url: intent.answerUrl,
      method: 'POST',
      statusCallback: intent.statusUrl,
      statusCallbackMethod: 'POST',
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      timeout: 30,
      timeLimit: 605,
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: intent.statusUrl,
      asyncAmdStatusCallbackMethod: 'POST',
    });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it('to dial without limits and detection', async () => {
    service.answer(() => ({ status: 201, body: call('queued') }));
    await carrier.dial({ ...intent, ringMsMax: null, callMsMax: null, detectVoicemail: 'off' }, never);
    const names = new Set(new URLSearchParams(service.asked[0]?.body).keys());
    expect([...names].toSorted()).toEqual(
      ['From', 'Method', 'StatusCallback', 'StatusCallbackEvent', 'StatusCallbackMethod', 'To', 'Url'].toSorted(),
    );
  });

  it("to dial, and to wait for the end of a machine's greeting", async () => {
    service.answer(() => ({ status: 201, body: call('queued') }));
    await carrier.dial({ ...intent, detectVoicemail: 'after_greeting' }, never);
    expect(new URLSearchParams(service.asked[0]?.body).get('MachineDetection')).toBe('DetectMessageEnd');
  });

  it('to hang up', async () => {
    service.answer(() => ({ status: 200, body: call('completed') }));
    await carrier.hangUp(leg, never);
    await official().calls(leg).update({ status: 'completed' });
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });

  it.each(['+15550177', 'sip:desk@pbx.example.com'])('to transfer to %s', async (target) => {
    service.answer(() => ({ status: 200, body: call('in-progress') }));
    const reportUrl = 'https://voice.example.com/twilio/transfer';
    await carrier.transfer(leg, { to: target, ringMsMax: 45_000, reportUrl }, never);
    const document = new twilio.twiml.VoiceResponse();
    const dial = document.dial({ action: reportUrl, method: 'POST', timeout: 45 });
    const told = {
      statusCallback: reportUrl,
      statusCallbackMethod: 'POST',
      statusCallbackEvent: ['answered' as const],
    };
    if (target.startsWith('sip:')) dial.sip(told, target);
    else dial.number(told, target);
    await official().calls(leg).update({ twiml: document.toString() });
    const [ours, theirs] = service.asked.map(({ body }) => new URLSearchParams(body).get('Twiml')!);
    const shape = (xml: string) => parseXml(xml.replace(target, ''));
    expect(shape(ours!)).toEqual(shape(theirs!));
    expect(ours).toContain(`>${target}</`);
  });

  it('for the state', async () => {
    service.answer(() => ({ status: 200, body: call('ringing') }));
    expect(await carrier.legState(leg, never)).toEqual({ state: 'ringing', raw: 'ringing' });
    await official().calls(leg).fetch();
    expect(meaningOf(service.asked[0])).toEqual(meaningOf(service.asked[1]));
  });
});

describe('a hang-up', () => {
  it.each([
    ['still going on', { status: 200, body: call('in-progress') }, 'accepted'],
    ['over', { status: 200, body: call('completed') }, 'carrier_ended'],
    ['over in another way', { status: 200, body: call('no-answer') }, 'carrier_ended'],
    ['not known', { status: 404, body: { code: 20404, status: 404 } }, 'carrier_ended'],
  ])('of a call that is %s', async (_, answer, proof) => {
    service.answer(() => answer);
    expect(await carrier.hangUp(leg, never)).toBe(proof);
  });

  it('of a call in no state for it is looked at again', async () => {
    let status = 'completed';
    const refusal = { status: 400, body: { code: 21220, message: 'Invalid call state', status: 400 } };
    service.answer((asked) => (asked.method === 'POST' ? refusal : { status: 200, body: call(status) }));
    expect(await carrier.hangUp(leg, never)).toBe('carrier_ended');
    status = 'queued';
    expect(await verdictOf(carrier.hangUp(leg, never), secrets)).toBe('never');
  });
});

describe('a failure is named by what to do', () => {
  it.each([
    [500, undefined, 'retry'],
    [503, { code: 20503 }, 'retry'],
    [429, { code: 20429 }, 'retry'],
    [401, { code: 20003, message: `bad token ${authToken}` }, 'config'],
    [400, { code: 21211, message: `The number ${intent.to} is bad` }, 'never'],
  ] as const)('%i to a hang-up', async (status, body, kind) => {
    service.answer(() => ({ status, ...(body && { body }) }));
    expect(await verdictOf(carrier.hangUp(leg, never), secrets)).toBe(kind);
    expect(await verdictOf(carrier.legState(leg, never), secrets)).toBe(kind);
  });

  it.each([
    [{ status: 500 }, 'unknown'],
    ['cut', 'unknown'],
    [{ status: 201, body: { hello: 'world' } }, 'unknown'],
    [{ status: 201 }, 'unknown'],
    [{ status: 429 }, 'retry'],
    [{ status: 403, body: { code: 20003 } }, 'config'],
    [{ status: 400, body: { code: 21211, message: `The number ${intent.to} is bad` } }, 'never'],
  ] as const)('%j to a dial, which is asked once', async (answer, kind) => {
    service.answer(() => answer);
    expect(await verdictOf(carrier.dial(intent, never), secrets)).toBe(kind);
    expect(service.asked).toHaveLength(1);
  });

  it('nobody listens: the dial never went out, and may be tried again', async () => {
    await service.close();
    expect(await verdictOf(carrier.dial(intent, never), secrets)).toBe('retry');
    expect(await verdictOf(carrier.hangUp(leg, never), secrets)).toBe('retry');
  });

  it('an id that is none asks nobody', async () => {
    expect(await verdictOf(carrier.hangUp('../../Messages', never), secrets)).toBe('never');
    expect(service.asked).toEqual([]);
  });
});

describe('a carrier that does not answer', () => {
  it('is waited for as long as the limit says, on the clock that was given', async () => {
    const clock = haltedClock();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    service.answer(() => (resolve(), 'silent'));
    const slow = twilioCarrier({ accountSid, authToken, baseUrl: service.baseUrl, clock, requestMsMax: 700 });
    const verdict = verdictOf(slow.dial(intent, never), secrets);
    await asked;
    clock.runOut();
    expect(await verdict).toBe('unknown');
  });

  it('is given up by a signal', async () => {
    const stop = new AbortController();
    service.answer(() => (stop.abort(), 'silent'));
    expect(await verdictOf(carrier.hangUp(leg, stop.signal), secrets)).toBe('retry');
  });
});

/** The transfer block of a flow, by the carriers that speak for us: who takes the call, and who does not. Source: design contract.md section 2. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { type CarrierStandIn, startCarrierStandIn } from '../../providers/carriers/testing/carrier-stand-in.ts';
import { parseXml } from '../../providers/carriers/testing/xml.ts';
import { openStore, type Store } from '../store/store.ts';
import { fastClock } from '../testing/fast-clock.ts';
import { publicUrl, type RelayPhone, relayPhone, type Sign } from '../testing/relay-phone.ts';
import { type TestServer, testServer } from '../testing/server.ts';
import { signed as signedByTwilio } from '../testing/twilio-world.ts';

/** Its texts are short: the stand-ins speak them in no time, which is not believed of longer ones. */
const agent: AgentInput = {
  id: 'desk',
  name: 'Desk',
  kind: 'flow',
  transfers: [{ name: 'desk', to: '+15550177' }],
  flow: {
    nodes: [
      { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'Connect you?' } },
      { id: 'hand_over', kind: 'transfer', data: { to: 'desk', line: 'One moment.' } },
      {
        id: 'nobody',
        kind: 'end_call',
        data: { message: { mode: 'fixed', text: 'Goodbye now!' }, outcome_tags: ['no_desk'] },
      },
    ],
    edges: [
      { id: 'e1', from: 'ask', to: 'hand_over' },
      { id: 'e2', from: 'hand_over', to: 'nobody', label: 'failed' },
    ],
  },
};

const handedOver = {
  ended_reason: 'transferred',
  trigger: 'transfer',
  evidence: 'transferred to +15550177',
  hang_up: { attempts: 0 },
  outcome_tags: [],
  flow: { block: 'hand_over', path: ['ask', 'hand_over'], end_block: null, follow_ups: null },
};
const nobodyThere = {
  ended_reason: 'agent_ended',
  trigger: 'flow_block',
  farewell: { text: 'Goodbye now!', heard: 'confirmed' },
  outcome_tags: ['no_desk'],
  flow: { path: ['ask', 'hand_over', 'nobody'], end_block: 'nobody' },
};

let store: Store;
let rest: CarrierStandIn;
let server: TestServer;
let phone: RelayPhone;
let end: Promise<CallRecord>;
/** The REST service has taken the order to transfer, with this body. */
let transferAsked: PromiseWithResolvers<string>;

beforeAll(async () => {
  store = await openStore({ memory: true });
  await store.agents.put('acc_default', 'desk', { ...agent });
});
afterAll(() => store.close());
beforeEach(async () => {
  rest = await startCarrierStandIn();
  transferAsked = Promise.withResolvers();
});
afterEach(async () => {
  phone.breaks();
  await server.close();
  await rest.close();
});

/** A caller at `carrier` whom the agent is connecting. */
async function connecting(
  carrier: 'twilio' | 'telnyx',
  leg: string,
  env: Record<string, string>,
  signed: Sign,
): Promise<void> {
  server = await testServer(store, { env, config: { publicUrl }, clock: fastClock(5) });
  end = new Promise((resolve) => {
    server.switchboard.watchAll((event) => event.type === 'ended' && event.record && resolve(event.record));
  });
  const legField = carrier === 'telnyx' ? 'callControlId' : 'callSid';
  const options = { server: server.url, carrier, leg, sign: signed, legField, query: '?agent=desk' };
  phone = await relayPhone(options);
  await phone.connect(carrier === 'telnyx' ? { headers: {} } : {});
  await phone.hears('Connect you?');
  phone.says('yes please');
  await phone.hears('One moment.');
}

describe('at Twilio', () => {
  const leg = 'CA00000000000000000000000000000077';

  /** `takes`: whether Twilio takes the order to transfer. */
  async function transferring(takes = true): Promise<void> {
    let status = 'in-progress';
    rest.answer(({ body }) => {
      if (body.includes('Status=completed')) status = 'completed';
      if (!body.startsWith('Twiml=')) return { status: 200, body: { sid: leg, status } };
      transferAsked.resolve(new URLSearchParams(body).get('Twiml')!);
      return takes ? { status: 200, body: { sid: leg, status } } : { status: 400, body: { code: 21212 } };
    });
    const env = { TWILIO_ACCOUNT_SID: `AC${'1'.padStart(32, '0')}`, TWILIO_AUTH_TOKEN: 'secret' };
    await connecting('twilio', leg, { ...env, TWILIO_BASE_URL: rest.baseUrl }, signedByTwilio);
  }

  /** The document by which Twilio dials the target: it ends the relay session. */
  async function dialling(): Promise<ReturnType<typeof parseXml>> {
    await transferring();
    const document = await transferAsked.promise;
    expect(document).toContain('+15550177');
    phone.breaks();
    return parseXml(document.replace('+15550177', '')).children[0]!;
  }
  const pathOf = (url: string): string => url.replace(publicUrl, '');

  test('whoever answers has the call', async () => {
    const [number] = (await dialling()).children;
    const path = pathOf(number!.attributes['statusCallback']!);
    await phone.post(path, { CallSid: 'CAchild', ParentCallSid: leg, CallStatus: 'in-progress' });
    expect(await end).toMatchObject(handedOver);
  });

  test.each(['busy', 'no-answer'])('%s leads to the way "failed"', async (status) => {
    const { attributes } = await dialling();
    const post = await phone.post(pathOf(attributes['action']!), { DialCallStatus: status, CallStatus: 'in-progress' });
    const url = parseXml(await post.text()).children[0]!.children[0]!.attributes['url']!;
    await phone.connect({ url });
    await phone.hears('Goodbye now!');
    expect(await end).toMatchObject(nobodyThere);
  });

  test('an order that Twilio refuses leads to the way "failed"', async () => {
    await transferring(false);
    await phone.hears('Goodbye now!');
    expect(await end).toMatchObject(nobodyThere);
  });
});

describe('at Telnyx', () => {
  const leg = 'v3:leg-one';
  const keys = generateKeyPairSync('ed25519');
  const signed: Sign = (_url, body) => {
    const seconds = Math.floor(Date.now() / 1000);
    const signature = sign(null, Buffer.from(`${seconds}|${body}`), keys.privateKey).toString('base64');
    return { 'telnyx-timestamp': String(seconds), 'telnyx-signature-ed25519': signature };
  };

  beforeEach(async () => {
    rest.answer(({ path, body }) => {
      if (path.endsWith('/actions/transfer')) transferAsked.resolve(body);
      const isOver = path.endsWith('/actions/hangup');
      if (isOver) void reports('call.hangup', { call_control_id: leg, hangup_cause: 'normal_clearing' }, 'status');
      return { status: 200, body: { data: { result: 'ok' } } };
    });
    const env = {
      TELNYX_API_KEY: 'KEY1',
      TELNYX_PUBLIC_KEY: Buffer.from(keys.publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64'),
      TELNYX_BASE_URL: rest.baseUrl,
      TELNYX_CONNECTION_ID: '1',
    };
    await connecting('telnyx', leg, env, signed);
  });

  async function reports(event_type: string, payload: object, to: 'status' | 'transfer'): Promise<void> {
    const body = JSON.stringify({ data: { event_type, payload } });
    const url = `${server.url}/telnyx/${to}`;
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...signed(url, body) }, body });
  }

  /** The leg of the target. */
  async function ofTarget(event: string, payload: object = {}): Promise<void> {
    const asked = await transferAsked.promise;
    expect(JSON.parse(asked)).toMatchObject({ to: '+15550177' });
    const client_state = Buffer.from(leg).toString('base64');
    await reports(event, { call_control_id: 'v3:leg-two', client_state, ...payload }, 'transfer');
  }

  test('whoever answers has the call', async () => {
    await ofTarget('call.answered');
    expect(await end).toMatchObject(handedOver);
  });

  test('nobody answering leads to the way "failed"', async () => {
    await ofTarget('call.hangup', { hangup_cause: 'timeout' });
    await phone.hears('Goodbye now!');
    expect(await end).toMatchObject(nobodyThere);
  });
});

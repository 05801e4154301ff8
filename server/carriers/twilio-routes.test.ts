/**
 * Twilio over real sockets: whole calls, and what can go wrong with them. How long things take depends on the machine
 * here; relay-endings.test.ts counts attempts and seconds. Source: design ending.md sections 8 and 10.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import type { RelayPhone } from '../testing/relay-phone.ts';
import { politeAgent } from '../testing/server.ts';
import { type TwilioHabits, type TwilioWorld, twilioWorld } from '../testing/twilio-world.ts';

let store: Store;
let world: TwilioWorld;

beforeAll(async () => {
  store = await openStore({ memory: true });
  await store.agents.put('acc_default', 'polite', politeAgent);
});
afterAll(() => store.close());
beforeEach(async () => {
  world = await twilioWorld(store);
});
afterEach(() => world.close());

/** The caller has heard the greeting and says bye; the goodbye is with Twilio. */
async function saidBye(habits: TwilioHabits = {}, plays = true): Promise<RelayPhone> {
  const phone = await world.call(habits);
  await phone.connect();
  await phone.hears('Hello.');
  phone.plays = plays;
  phone.says('bye');
  await phone.hears('Goodbye now!');
  return phone;
}

const byAgent = { ended_reason: 'agent_ended', trigger: 'tool', ended_by: 'agent' };
const hangUps = (): number => world.rest.asked.filter(({ method }) => method === 'POST').length;
const hangUpDocument = /<Response><Hangup\/><\/Response>$/;

describe('a call', () => {
  test('from the voice webhook to the proof that the phone is down', async () => {
    const end = world.nextEnd();
    const phone = await saidBye();
    const record = await end;
    expect(phone.attributes).toMatchObject({ language: 'en-US', events: 'speaker-events tokens-played' });
    expect(phone.spoken).toEqual(['Hello.', 'Goodbye now!']);
    expect(record).toMatchObject({ ...byAgent, from: '+15550100001', to: '+15550100002', direction: 'inbound' });
    expect(record.farewell).toMatchObject({ text: 'Goodbye now!', heard: 'confirmed', heard_share: 1 });
    expect(record.hang_up.proof).toBe('carrier_ended');
    expect(world.rest.asked[0]).toMatchObject({ method: 'POST', body: 'Status=completed' });
    await phone.ended.promise;
    expect(world.server.switchboard.size).toBe(0);
  });

  test('is stored with its leg before it is answered', async () => {
    const phone = await world.call();
    const [call] = world.server.switchboard.list('acc_default');
    const stored = await store.calls.get('acc_default', call!.callId);
    expect(stored).toMatchObject({ carrier: 'twilio', legId: 'CA00000000000000000000000000000001', state: 'live' });
    expect(phone.relayUrl).toMatch(/^wss:\/\/calls\.example\.com\/twilio\/relay\/[\w-]{32}$/);
  });

  test.each(['lost', 'doubled'] as const)(
    'whose callbacks are %s ends once, with the same proof',
    async (callbacks) => {
      const end = world.nextEnd();
      await saidBye({ callbacks });
      const record = await end;
      expect(record).toMatchObject({
        ...byAgent,
        farewell: { heard: 'confirmed' },
        hang_up: { proof: 'carrier_ended' },
      });
    },
  );

  test('whose hang-up fails five times is asked for until it works', async () => {
    const end = world.nextEnd();
    await saidBye({ failures: 5, callbacks: 'lost' });
    const record = await end;
    expect(record).toMatchObject({ ...byAgent, hang_up: { proof: 'carrier_ended' } });
    expect(record.hang_up.attempts).toBeGreaterThanOrEqual(6);
    expect(hangUps()).toBeGreaterThanOrEqual(6);
  });

  test('that no hang-up reaches is dropped by the answer to what comes next', async () => {
    const end = world.nextEnd();
    await saidBye({ failures: 99, asksNext: true });
    expect(await end).toMatchObject({ ...byAgent, hang_up: { proof: 'carrier_ended' } });
  });

  test('whose socket breaks in the middle of the farewell is dropped, with the truth about it', async () => {
    const end = world.nextEnd();
    const phone = await saidBye({ callbacks: 'lost' }, false);
    phone.breaks();
    const record = await end;
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      ended_by: 'system',
      hang_up: { proof: 'carrier_ended' },
    });
    expect(record).toMatchObject({ carrier_cause: 'relay session lost', farewell: { heard: 'unconfirmed' } });
    expect(hangUps()).toBeGreaterThan(0);
  });

  test('whose socket never comes is dropped', async () => {
    const end = world.nextEnd();
    await world.call();
    const record = await end;
    expect(record).toMatchObject({ ended_reason: 'error', ended_by: 'system', hang_up: { proof: 'carrier_ended' } });
    expect(record.error_detail).toBe('twilio opened no relay socket in 15 s');
    expect(hangUps()).toBeGreaterThan(0);
    expect(world.server.logged).toContainEqual(
      expect.objectContaining({ msg: 'twilio opened no relay socket in 15 s', level: 40 }),
    );
  });

  test('that the caller hangs up before the socket comes', async () => {
    const end = world.nextEnd();
    const phone = await world.call();
    await phone.post('/twilio/status', { CallStatus: 'completed' });
    expect(await end).toMatchObject({ ended_reason: 'caller_hangup', hang_up: { attempts: 0 } });
  });
});

describe('the voice webhook', () => {
  test('asked again before the socket comes, gives the same document; afterwards a hang-up', async () => {
    const phone = await world.call();
    expect(await phone.ask()).toBe(phone.document);
    expect(world.server.switchboard.size).toBe(1);
    await phone.connect();
    await phone.hears('Hello.');
    expect(await phone.ask()).toMatch(hangUpDocument);
  });

  test('names the agent', async () => {
    await store.agents.put('acc_default', 'other', { ...politeAgent, id: 'other' });
    await world.call({ query: '?agent=other' });
    expect(world.server.switchboard.list('acc_default')[0]).toMatchObject({ agentId: 'other' });
  });

  test('that names an unknown agent hangs up, and the log says why', async () => {
    const phone = await world.call({ query: '?agent=nobody' });
    expect(phone.document).toMatch(hangUpDocument);
    expect(world.server.switchboard.size).toBe(0);
    const why = 'there is no agent "nobody"';
    expect(world.server.logged).toContainEqual(
      expect.objectContaining({ msg: 'a call was not taken', why, level: 50 }),
    );
    expect(JSON.stringify(world.server.logged)).not.toContain('+1555');
  });
});

test('callbacks of unknown calls are taken, and unknown calls are hung up', async () => {
  const phone = await world.call({ query: '?agent=nobody' });
  expect((await phone.post('/twilio/status', { CallStatus: 'completed' })).status).toBe(204);
  expect(await (await phone.post('/twilio/action', { CallStatus: 'in-progress' })).text()).toMatch(hangUpDocument);
});

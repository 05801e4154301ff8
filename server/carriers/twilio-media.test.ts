/** Calls over Twilio's Media Streams, by a client that plays in its time and gives marks back as Twilio does. Source: design ending.md sections 5 and 8. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeG711, encodeG711 } from '../../providers/sound/g711.ts';
import { openStore, type Store } from '../store/store.ts';
import { soundOf } from '../testing/fake-speech.ts';
import { atServer, opened } from '../testing/relay-phone.ts';
import { politeAgent } from '../testing/server.ts';
import {
  signed,
  type StreamedPhone,
  type TwilioHabits,
  type TwilioWorld,
  twilioWorld,
} from '../testing/twilio-world.ts';

const greeting = 'Hello, this is the front desk. How can I help you today?';
const farewell = 'Thank you for calling. Have a lovely day, goodbye!';

let store: Store;
let world: TwilioWorld;

beforeAll(async () => {
  store = await openStore({ memory: true });
  const script = [
    { when: ['wait'], say: 'Of course.' },
    { when: ['bye'], say: farewell, tools: [{ name: 'end_call', arguments: {} }] },
    { when: 'anything' as const, say: 'I see.' },
  ];
  const model = { provider: 'offline' as const, script };
  await store.agents.put('acc_default', 'polite', {
    ...politeAgent,
    greeting: { mode: 'static', message: greeting },
    model,
  });
});
afterAll(() => store.close());
beforeEach(async () => {
  world = await twilioWorld(store, { speed: 5 }); // A busy machine must not make marks late.
});
afterEach(() => world.close());

/** As a telephone plays it. */
const onWire = (text: string): number[] => [...decodeG711('PCMU', encodeG711('PCMU', soundOf(text, 8_000)))];
const samplesOf = (text: string): number => soundOf(text, 8_000).length;

/** The caller has heard the greeting, and says bye. */
async function saidBye(habits: TwilioHabits = {}): Promise<StreamedPhone> {
  const phone = await world.stream(habits);
  await phone.hears(samplesOf(greeting) + 1_600);
  world.speech.says('bye');
  return phone;
}

const byAgent = { ended_reason: 'agent_ended', trigger: 'tool', ended_by: 'agent' };
const hangUps = (): number => world.rest.asked.filter(({ method }) => method === 'POST').length;

describe('a call', () => {
  test('whose farewell is played to its last sample, and then proved, and then hung up', async () => {
    const end = world.nextEnd();
    const phone = await saidBye();
    const record = await end;
    expect(record).toMatchObject({
      ...byAgent,
      farewell: { text: farewell, heard: 'confirmed', heard_share: 1 },
      hang_up: { proof: 'carrier_ended' },
      from: '+15550100001',
    });
    const played = [...phone.played];
    const start = samplesOf(greeting) + 1_600;
    expect(played.slice(start, start + samplesOf(farewell))).toEqual(onWire(farewell));
    const proof = phone.markedAt.findLast(({ name }) => name.endsWith('.end'))!;
    expect(proof.samples).toBe(start + samplesOf(farewell) + 1_600); // The tail of 200 ms is played, too.
    expect(await phone.closed).toBe(1000);
    expect(world.rest.asked[0]).toMatchObject({ method: 'POST', body: 'Status=completed' });
  });

  test('is opened by a document that hangs up when the stream is over', async () => {
    const { document, streamUrl } = await world.stream();
    expect(document).toContain(`<Response><Connect><Stream url="${streamUrl}"/></Connect><Hangup/></Response>`);
    expect(streamUrl).toMatch(/^wss:\/\/calls\.example\.com\/twilio\/media\/[\w-]{32}$/);
  });

  test('whose marks are lost is hung up when the farewell is over, unconfirmed', async () => {
    const end = world.nextEnd();
    const phone = await world.stream();
    await phone.hears(samplesOf(greeting));
    phone.marks = false;
    world.speech.says('bye');
    const record = await end;
    expect(record).toMatchObject({
      ...byAgent,
      farewell: { heard: 'unconfirmed' },
      hang_up: { proof: 'carrier_ended' },
    });
    expect([...phone.played].slice(-samplesOf(farewell) - 1_600, -1_600)).toEqual(onWire(farewell));
  });

  test('is not ended by marks that a clear brings back', async () => {
    const end = world.nextEnd();
    const phone = await saidBye();
    await phone.hears(samplesOf(greeting) + 1_600 + 800);
    const { clears } = phone;
    world.speech.speaks();
    await expect.poll(() => phone.clears).toBe(clears + 1);
    world.speech.says('wait');
    const ends = (): number =>
      phone.markedAt.filter(({ name }) => new RegExp(`^${phone.clears}\\..*end$`).test(name)).length;
    await expect.poll(ends).toBe(1); // Of the new generation: "Of course." was played.
    expect(world.server.switchboard.size).toBe(1);
    world.speech.says('bye');
    const record = await end;
    expect(record).toMatchObject({ ...byAgent, farewell: { heard: 'confirmed', rescues: 1 } });
    expect(record.transcript.filter(({ role }) => role === 'agent').map(({ text }) => text)).toContain('Of course.');
  });

  test('stands still while somebody makes a noise, and goes on where it was, losing nothing', async () => {
    const phone = await world.stream();
    await phone.hears(4_000);
    world.speech.speaks();
    await expect.poll(() => phone.clears).toBe(1);
    const before = phone.playedSamples;
    expect(before).toBeLessThan(samplesOf(greeting) - 4_000);
    world.speech.stops();
    await phone.hears(samplesOf(greeting));
    const tail = phone.markedAt.findLast(({ name }) => name.endsWith('.end'));
    await expect.poll(() => phone.markedAt.findLast(({ name }) => name.endsWith('.end'))).not.toBe(tail);
    const played = [...phone.played].slice(0, -1_600);
    const again = played.length - samplesOf(greeting);
    expect(again).toBeLessThan(4_000); // Half a second at most comes twice.
    expect(played.slice(-4_000)).toEqual(onWire(greeting).slice(-4_000));
    expect(played.slice(before)).toEqual(onWire(greeting).slice(before - again));
  });

  test('hears the caller, and keys', async () => {
    const phone = await world.stream();
    phone.says(soundOf('hello there', 8_000));
    await expect.poll(() => world.speech.heardSamples).toBe(samplesOf('hello there'));
    const [live] = world.server.switchboard.list('acc_default');
    phone.presses('5');
    const pressed = (): boolean => JSON.stringify(live!.entries).includes('"caller.pressed"');
    await expect.poll(pressed).toBe(true);
  });

  test('whose hang-up fails five times is asked for until it works', async () => {
    const end = world.nextEnd();
    await saidBye({ failures: 5, callbacks: 'lost' });
    expect(await end).toMatchObject({ ...byAgent, hang_up: { proof: 'carrier_ended' } });
    expect(hangUps()).toBeGreaterThanOrEqual(6);
  });

  test('that no hang-up reaches is dropped by what its document says next', async () => {
    const end = world.nextEnd();
    await saidBye({ failures: 99, asksNext: true });
    expect(await end).toMatchObject({ ...byAgent, hang_up: { proof: 'carrier_ended' } });
  });

  test('whose stream stops because the caller hung up', async () => {
    const end = world.nextEnd();
    const phone = await world.stream();
    await phone.hears(800);
    phone.stops();
    await phone.post('/twilio/status', { CallStatus: 'completed' });
    expect(await end).toMatchObject({ ended_reason: 'caller_hangup', hang_up: { attempts: 0 } });
  });

  test('whose stream breaks while the phone is up is dropped, with the truth about it', async () => {
    const end = world.nextEnd();
    const phone = await world.stream({ callbacks: 'lost' });
    await phone.hears(800);
    phone.breaks();
    expect(await end).toMatchObject({
      ended_by: 'system',
      carrier_cause: 'media stream lost',
      hang_up: { proof: 'carrier_ended' },
    });
    expect(hangUps()).toBeGreaterThan(0);
  });
});

describe('refused', () => {
  test('a stream with a forged signature, of another call, or a second one', async () => {
    const phone = await world.stream();
    const url = atServer(phone.streamUrl, world.server.url);
    await expect(opened(url, { 'x-twilio-signature': 'AAAA' })).rejects.toBe(403);
    await expect(opened(url, signed(`${phone.streamUrl}x`, ''))).rejects.toBe(403);
    await expect(opened(url, signed(phone.streamUrl, ''))).rejects.toBe(404);
  });

  test('a kind of line that does not exist, with a hang-up', async () => {
    const phone = await world.call({ query: '?line=fax' });
    expect(phone.document).toMatch(/<Response><Hangup\/><\/Response>$/);
    const why = 'line: it must be relay or media in the voice address';
    expect(world.server.logged).toContainEqual(expect.objectContaining({ msg: 'a call was not taken', why }));
  });
});

/** The voice line over real sockets, with ears and a voice that need no program. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Retryable } from '../../contract/errors.ts';
import { firstAccount } from '../first-account.ts';
import { openStore, type Store } from '../store/store.ts';
import { nextEnd } from '../testing/ended-call.ts';
import { type FakeSpeech, fakeSpeech, soundOf } from '../testing/fake-speech.ts';
import { fastClock } from '../testing/fast-clock.ts';
import { politeAgent, type TestServer, testServer } from '../testing/server.ts';
import { type VoiceCaller, voiceCaller } from '../testing/voice-caller.ts';

/** Slow enough that a busy machine does not make marks late. */
const speed = 5;
const farewell = 'Thank you for calling. Have a lovely day, and call again soon. Goodbye!';
const tailSamples = 3_200;
const samples = (text: string): number => soundOf(text, 16_000).length;

let store: Store;
let server: TestServer;
let speech: FakeSpeech;
let busy = false;
const callers: VoiceCaller[] = [];

beforeAll(async () => {
  store = await openStore({ memory: true });
  const script = [
    { when: ['bye'], say: farewell, tools: [{ name: 'end_call', arguments: {} }] },
    { when: 'anything' as const, say: 'I see.' },
  ];
  await store.agents.put(firstAccount, 'polite', { ...politeAgent, model: { provider: 'offline', script } });
});
afterAll(() => store.close());
beforeEach(async () => {
  busy = false;
  speech = fakeSpeech();
  server = await testServer(store, {
    clock: fastClock(speed),
    openSpeech(settings) {
      if (busy) throw new Retryable('No speech worker is free.');
      return speech.open(settings);
    },
  });
});
afterEach(async () => {
  for (const caller of callers.splice(0)) caller.breaks();
  await server.close();
});

async function call(path = '/v1/voice/polite', key: string | null = server.key): Promise<VoiceCaller> {
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const caller = await voiceCaller(server.url + path, headers, speed);
  callers.push(caller);
  return caller;
}

describe('a call', () => {
  test('whose farewell was played to its end, by the count of the client', async () => {
    const end = nextEnd(server.switchboard);
    const caller = await call();
    await caller.hears(samples('Hello.') + tailSamples);
    speech.says('bye');
    const record = await end;
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      farewell: { text: farewell, heard: 'confirmed', heard_share: 1 },
      hang_up: { proof: 'far_end_confirmed' },
    });
    expect(caller.playedSamples).toBe(samples('Hello.') + samples(farewell) + 2 * tailSamples);
    const ended = { type: 'ended', ended_reason: 'agent_ended', farewell: { heard: 'confirmed', heard_share: 1 } };
    expect(await caller.message('ended')).toMatchObject(ended);
    expect(await caller.closed).toBe(1000);
  });

  test('from a browser, by a ticket that is good once', async () => {
    const { path } = await server.api.text.ticket({ agent_id: 'polite', line: 'voice' });
    expect(path).toMatch(/^\/v1\/voice\/polite\?ticket=rt_/);
    const caller = await call(path, null);
    expect(await caller.message('started')).toMatchObject({ agent_id: 'polite' });
    await expect(call(path, null)).rejects.toBe(401);
  });

  test('hears the caller, but not faster than anybody can speak', async () => {
    const caller = await call();
    await caller.hears(samples('Hello.'));
    const second = Buffer.alloc(32_000, 1);
    caller.sends(second);
    await expect.poll(() => speech.heardSamples).toBe(16_000);
    for (let seconds = 0; seconds < 200; seconds++) caller.sends(second);
    caller.tell({ type: 'press', digit: '7' });
    const [live] = server.switchboard.list(firstAccount);
    await expect.poll(() => JSON.stringify(live!.entries)).toContain('"caller.pressed"');
    expect(speech.heardSamples).toBeLessThan(100 * 16_000);
  });

  test('that the caller hangs up, or whose connection breaks', async () => {
    for (const [leave, endedBy] of [
      [(caller: VoiceCaller) => caller.tell({ type: 'hang_up' }), 'caller'],
      [(caller: VoiceCaller) => caller.breaks(), 'carrier'],
    ] as const) {
      const end = nextEnd(server.switchboard);
      const caller = await call();
      await caller.message('started');
      leave(caller);
      expect(await end).toMatchObject({ ended_reason: 'caller_hangup', ended_by: endedBy });
    }
  });

  test('that is spoken over drops what was not played', async () => {
    const end = nextEnd(server.switchboard);
    const caller = await call();
    await caller.hears(samples('Hello.') + tailSamples);
    speech.says('bye');
    await caller.hears(samples('Hello.') + 2 * tailSamples);
    const { clears } = caller;
    speech.speaks();
    await expect.poll(() => caller.clears).toBe(clears + 1);
    speech.says('bye');
    expect(await end).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'cut_by_closing' } });
  });
});

test('a client that goes while it rings leaves no call behind', { timeout: 60_000 }, async () => {
  await store.agents.put(firstAccount, 'rung', politeAgent);
  const cold = await testServer(store); // Its first worker starts with the first call, and nobody hears before.
  const ring = () => voiceCaller(`${cold.url}/v1/voice/rung`, { authorization: `Bearer ${cold.key}` }, 1);
  const [gone, stays] = [await ring(), await ring()];
  gone.breaks();
  callers.push(stays);
  await stays.message('started');
  expect(gone.received).toEqual([]);
  expect((await cold.api.calls.list({ agent_id: 'rung' })).items).toHaveLength(1);
  await cold.close();
});

describe('refused', () => {
  test.each([
    ['sound of an odd number of bytes', Buffer.alloc(5), 1003, 'binary_message'],
    ['a message of more than 8 KiB', `{"type":"mark","name":"${'x'.repeat(9_000)}"}`, 1009, 'message_too_large'],
  ])('%s', async (_name, data, code, error) => {
    const caller = await call();
    await caller.message('started');
    caller.sends(data);
    expect(await caller.message('error')).toMatchObject({ code: error });
    expect(await caller.closed).toBe(code);
  });

  test('a message that is none, while the call goes on', async () => {
    const caller = await call();
    await caller.message('started');
    caller.sends('{"type":"mark"}');
    expect(await caller.message('error')).toMatchObject({ code: 'bad_message', path: 'name' });
    expect(server.switchboard.size).toBe(1);
  });

  test('without a key, for an unknown agent, and when nobody is free to hear and speak', async () => {
    await expect(call('/v1/voice/polite', null)).rejects.toBe(401);
    await expect(call('/v1/voice/nobody')).rejects.toBe(404);
    busy = true;
    const caller = await call();
    expect(await caller.message('error')).toMatchObject({ code: 'try_again_later' });
    expect(await caller.closed).toBe(1013);
  });
});

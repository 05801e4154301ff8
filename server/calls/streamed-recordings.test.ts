/** Recordings of legs whose far end plays by itself: media streams and browsers. Real sockets, ears and a voice that need no program. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { decodeG711, encodeG711 } from '../../providers/sound/g711.ts';
import { type Wav, wavSamples } from '../../providers/sound/testing/wav-samples.ts';
import { firstAccount } from '../first-account.ts';
import { openStore, type Store } from '../store/store.ts';
import { soundOf } from '../testing/fake-speech.ts';
import { politeAgent } from '../testing/server.ts';
import { twilioWorld, type TwilioWorld } from '../testing/twilio-world.ts';
import { voiceCaller } from '../testing/voice-caller.ts';

const speed = 5; // Slow enough that a busy machine does not make marks late.
const greeting = 'Hello, this is the front desk. How can I help you today?';
const callerSays = 'my name is Ada and I would like a table';
const tailMs = 200;

let store: Store;
let world: TwilioWorld;

beforeAll(async () => {
  store = await openStore({ memory: true });
  const ending = { silence: { timeout_seconds: null, no_words_seconds: null } }; // The machine may be slow.
  const agent = {
    ...politeAgent,
    greeting: { mode: 'static', message: greeting },
    recording: { enabled: true },
    ending,
  };
  await store.agents.put(firstAccount, 'polite', agent);
});
afterAll(() => store.close());
beforeEach(async () => {
  world = await twilioWorld(store, { speed });
});
afterEach(() => world.close());

type Line = {
  rate: number;
  hears(ms: number): Promise<void>;
  says(pcm: Int16Array): void;
  asHeard(pcm: Int16Array): Int16Array;
};

const lines: Record<string, () => Promise<Line>> = {
  async 'a media stream'() {
    const { hears, says } = await world.stream();
    const asHeard = (pcm: Int16Array): Int16Array => decodeG711('PCMU', encodeG711('PCMU', pcm));
    return { rate: 8_000, hears: (ms) => hears(ms * 8), says: (pcm) => says(pcm), asHeard };
  },
  async 'a browser'() {
    const headers = { authorization: `Bearer ${world.server.key}` };
    const caller = await voiceCaller(`${world.server.url}/v1/voice/polite`, headers, speed);
    const says = (pcm: Int16Array): void => caller.sends(Buffer.from(pcm.buffer));
    return { rate: 16_000, hears: (ms) => caller.hears(ms * 16), says, asHeard: (pcm) => pcm };
  },
};

const lengthMs = (text: string): number => text.length * 40;
const idOfLive = (): string => world.server.switchboard.list(firstAccount)[0]!.callId;

/** As it is served. Strict: it throws for a file that is not whole. */
async function recordingOf(callId: string): Promise<Wav> {
  const answer = await world.server.send(`/v1/calls/${callId}/recording`);
  expect(answer.status).toBe(200);
  const path = join(world.server.dataDir, 'served.wav');
  writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  return wavSamples(path);
}

/** As it stands on the disk. Strict, too. */
function fileOf(callId: string): Wav {
  const folder = join(world.server.dataDir, 'recordings');
  const name = readdirSync(folder, { recursive: true }).find((file) => String(file).endsWith(`${callId}.wav`));
  return wavSamples(join(folder, String(name)));
}

/** How many of a sound's frames are there in their order, sample for sample, and at which millisecond it begins. */
function found(pcm: Int16Array, channel: Int16Array, rate: number): { share: number; atMs: number } {
  const size = rate / 50;
  const starts = Array.from({ length: Math.floor(pcm.length / size) }, (_, n) => n * size);
  const places: number[] = [];
  for (const at of starts) {
    const from = places.length === 0 ? 0 : places.at(-1)! + size - 1; // A far end that starved has gaps.
    const place = placeOf(pcm.subarray(at, at + size), channel, from);
    if (place >= 0) places.push(place);
  }
  return { share: places.length / starts.length, atMs: ((places[0] ?? -1) * 1000) / rate };
}

function placeOf(frame: Int16Array, channel: Int16Array, from: number): number {
  for (let place = from; place + frame.length <= channel.length; place++)
    if (channel[place] === frame[0] && frame.every((sample, at) => channel[place + at] === sample)) return place;
  return -1;
}

test.each(Object.keys(lines))('%s: the caller is left, the agent right, each when it was heard', async (name) => {
  const end = world.nextEnd();
  const line = await lines[name]!();
  await line.hears(lengthMs(greeting) + tailMs);
  line.says(soundOf(callerSays, line.rate));
  await expect.poll(() => world.speech.heardSamples).toBe(soundOf(callerSays, line.rate).length);
  world.speech.says('bye');
  const { call_id: id } = await end;
  const { channels, sampleRate } = await recordingOf(id);
  expect([channels.length, sampleRate]).toEqual([2, line.rate]);
  const [left, right] = channels as [Int16Array, Int16Array];
  const hello = found(soundOf(greeting, line.rate), right, line.rate);
  const caller = found(line.asHeard(soundOf(callerSays, line.rate)), left, line.rate);
  const goodbye = found(soundOf('Goodbye now!', line.rate), right, line.rate);
  expect([hello.share, caller.share, goodbye.share].every((share) => share > 0.97)).toBe(true);
  expect(caller.atMs).toBeGreaterThan(hello.atMs);
  expect(goodbye.atMs).toBeGreaterThan(hello.atMs + lengthMs(greeting));
  expect(found(soundOf(greeting, line.rate), left, line.rate).share).toBeLessThan(0.1);
});

test.each(Object.keys(lines))('%s of a caller who sends no sound holds what the agent said', async (name) => {
  const end = world.nextEnd();
  const line = await lines[name]!();
  await line.hears(lengthMs(greeting) + tailMs);
  world.speech.says('bye');
  const { call_id: id } = await end;
  const [, right] = (await recordingOf(id)).channels;
  for (const text of [greeting, 'Goodbye now!'])
    expect(found(soundOf(text, line.rate), right!, line.rate).share).toBeGreaterThan(0.97);
});

test.each(Object.keys(lines))(
  '%s: in mid-call, as a crash would leave it, the file is whole and holds both',
  async (name) => {
    const line = await lines[name]!();
    await line.hears(lengthMs(greeting) + tailMs);
    line.says(soundOf(callerSays, line.rate));
    const id = idOfLive();
    const shares = (): number[] => {
      const { channels } = fileOf(id);
      const caller = found(line.asHeard(soundOf(callerSays, line.rate)), channels[0]!, line.rate);
      return [caller.share, found(soundOf(greeting, line.rate), channels[1]!, line.rate).share];
    };
    await expect.poll(() => shares().every((share) => share > 0.97), { timeout: 20_000 }).toBe(true);
  },
);

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textLine } from '../../lines/text.ts';
import { systemClock } from '../../providers/clock.ts';
import { openRecording } from '../../providers/sound/recording.ts';
import { wavSamples } from '../../providers/sound/testing/wav-samples.ts';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import { firstAccount } from '../first-account.ts';
import { recordingsIn } from './recordings.ts';
import { openStore, type Store } from '../store/store.ts';
import { anotherAccount, politeAgent, type TestServer, testServer } from '../testing/server.ts';

const today = Date.parse('2026-11-21T12:00:00Z');
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ringoff-recordings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onError = (error: unknown): never => {
  throw error;
};
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('recordings', () => {
  test('stand in the folder of the day on which they go', async () => {
    const recordings = recordingsIn(folder, () => today);
    const path = recordings.pathFor('call_1', new Date(today), 90);
    expect(path).toBe(join(folder, '2027-02-19', 'call_1.wav'));
    writeFileSync(path, '');
    expect(await recordings.find('call_1', '2027-02-19')).toBe(path);
    expect(await recordings.find('call_2', '2027-02-19')).toBeNull();
  });

  test('go when their day is over, and not before', async () => {
    for (const day of ['2026-11-20', '2026-11-21', '2027-01-01', 'notes']) mkdirSync(join(folder, day));
    writeFileSync(join(folder, '2026-11-20', 'call_1.wav'), '');
    let now = today;
    const clock = virtualClock();
    const stop = recordingsIn(folder, () => now).keepTime({ clock, onError });
    await expect.poll(() => readdirSync(folder)).toEqual(['2026-11-21', '2027-01-01', 'notes']);
    now += 86_400_000;
    await expect.poll(() => (clock.advance(3_600_000), readdirSync(folder))).toEqual(['2027-01-01', 'notes']);
    stop();
  });

  test('of a call go with it', async () => {
    const recordings = recordingsIn(folder, () => today);
    for (const call of ['call_1', 'call_2']) writeFileSync(recordings.pathFor(call, new Date(today), 1), '');
    await recordings.erase(['call_1', 'call_9']);
    await recordings.erase(['call_1']);
    expect(readdirSync(join(folder, '2026-11-22'))).toEqual(['call_2.wav']);
  });

  test('that a crash cut off are whole after a start; those that grow are left alone', async () => {
    const recordings = recordingsIn(folder, () => today);
    const frame = Int16Array.from({ length: 160 }, (_, index) => index);
    const paths = ['call_1', 'call_2'].map((call) => recordings.pathFor(call, new Date(today), 1));
    for (const path of paths) {
      const recording = await openRecording(path, { sampleRate: 8_000, onStopped: onError });
      for (let tick = 0; tick < 50; tick++) recording.write(frame, frame);
      await recording.close();
      truncateSync(path, 44 + 1_003);
    }
    utimesSync(paths[0]!, (today - 120_000) / 1_000, (today - 120_000) / 1_000);
    utimesSync(paths[1]!, (today - 1_000) / 1_000, (today - 1_000) / 1_000);
    recordings.keepTime({ clock: virtualClock(), onError })();
    await expect.poll(() => readFileSync(paths[0]!).length).toBe(44 + 1_000);
    expect(wavSamples(paths[0]!).channels[0]).toHaveLength(250);
    await settled();
    expect(readFileSync(paths[1]!)).toHaveLength(44 + 1_003);
  });
});

describe('the address of a recording', () => {
  let store: Store;
  let server: TestServer;
  beforeEach(async () => {
    store = await openStore({ memory: true });
    server = await testServer(store, { config: { recordingsDir: folder } });
  });
  afterEach(async () => {
    await server.close();
    await store.close();
  });

  /** Typed, on a line that says it is one of sound. */
  async function endedCall(kind: 'text' | 'audio'): Promise<{ id: string; url: string | null }> {
    const recording = { enabled: true, retention_days: 30 };
    await store.agents.put(firstAccount, 'polite', { ...politeAgent, recording });
    const line = textLine({ clock: systemClock, charactersPerSecond: 2_000, show: () => {}, showEnd: () => {} });
    const who = { accountId: firstAccount, agentId: 'polite', direction: 'inbound' as const, carrier: 'text' };
    const order = { ...who, legId: null, from: '', to: '', metadata: {} };
    const { callId, session } = await server.switchboard.open({ ...order, makeLine: () => ({ ...line, kind }) });
    line.caller.answers();
    line.caller.hangsUp();
    await session.done;
    const answer = await server.send(`/v1/calls/${callId}`);
    const { recording_url: url } = (await answer.json()) as { recording_url: string | null };
    return { id: callId, url };
  }

  test('is none for a call without sound of ours, which says so', async () => {
    const { id, url } = await endedCall('text');
    expect(url).toBeNull();
    const answer = await server.send(`/v1/calls/${id}/recording`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: 'no_recording' } }]);
    expect((await server.send('/v1/calls/call_none/recording')).status).toBe(404);
  });

  test('opens without a key, whole and in ranges; a forged one does not', async () => {
    const { id, url } = await endedCall('audio');
    writeFileSync(recordingsIn(folder).pathFor(id, new Date(), 30), 'RIFFsound');
    const whole = await fetch(url!);
    expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([
      200,
      'audio/wav',
      'RIFFsound',
    ]);
    const part = await fetch(url!, { headers: { range: 'bytes=4-8' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 4-8/9', 'sound']);
    expect((await fetch(url!, { headers: { range: 'bytes=99-' } })).status).toBe(416);
    expect((await fetch(url!.replace(/signature=./, 'signature=!'))).status).toBe(403);
    expect((await fetch(url!.replace(/\?.*/, ''))).status).toBe(401);
    const { key } = await anotherAccount(store);
    expect(
      (await server.send(`/v1/calls/${id}/recording`, { headers: { authorization: `Bearer ${key}` } })).status,
    ).toBe(404);
  });
});

/** Processes that are killed in mid-call, and a telephone that tells whether its line went down. Source: design ending.md sections 8 and 10. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { offlineEar } from '../../providers/speech/offline-ear.ts';
import { repairRecording } from '../../providers/sound/recording.ts';
import { wavSamples } from '../../providers/sound/testing/wav-samples.ts';
import { openStore, type Store } from '../store/store.ts';
import type { BaresipCall } from '../testing/baresip.ts';
import { lines, type PhoneCall, phoneAgent, type PhoneWorld, phoneWorld } from '../testing/phone-world.ts';
import { childrenOf } from '../testing/processes.ts';
import { describeWith } from '../testing/programs.ts';

/** From the death of a process to the end of its calls. */
const endMsMax = 5_000;
/** Whoever notices first: the server, or a speech worker whose connection to it breaks. */
const soundGone = /the phone process died \(SIGKILL\)|the connection for sound to the leg is closed/;

describeWith(['baresip', 'flite', 'sox', 'pocketsphinx_continuous'], 'kill -9', () => {
  let store: Store;
  let world: PhoneWorld;
  const phones: BaresipCall[] = [];
  let port = 5_260;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    world = await phoneWorld(store, { agent: { ...phoneAgent, recording: { enabled: true, consent: '' } } });
  });
  afterEach(() => phones.splice(0).forEach((phone) => phone.close()));
  afterAll(async () => {
    await world?.close();
    await store.close();
  });

  async function callInFarewell(): Promise<PhoneCall> {
    const made = world.call((port += 2));
    phones.push(made.phone);
    await made.sees('playback.finished', 'greeting');
    made.phone.say(lines.bye);
    await Promise.all([made.sees('end.proposed'), made.sees('playback.started', 'u1')]);
    return made;
  }

  /** What baresip showed; it waits a moment for its call to be closed, and is then told to quit. */
  async function screenOf({ phone }: PhoneCall): Promise<string> {
    phone.command('quit');
    return phone.over;
  }

  function killed(words: string): void {
    const found = childrenOf(process.pid, words);
    expect(found.length).toBeGreaterThan(0);
    for (const { pid } of found) process.kill(pid, 'SIGKILL');
  }

  test('of the workers in mid-farewell: the line goes down, the record says why, the recording holds the words', async () => {
    const made = await callInFarewell();
    const killedAt = performance.now();
    killed('speech-worker.ts');
    const record = await made.record;
    expect(performance.now() - killedAt).toBeLessThan(endMsMax);
    expect(await screenOf(made)).toMatch(/BYE sip:caller/);
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      error_detail: 'the speech worker ended with SIGKILL',
      farewell: { heard: 'failed' },
      hang_up: { proof: 'far_end_confirmed' },
    });
    const [caller, agent] = await recorded(record.call_id);
    const heard = await offlineEar([lines.bye], process.env).recognise(
      { pcm: caller!, sampleRate: 8_000 },
      new AbortController().signal,
    );
    expect(heard).toBe(lines.bye);
    expect(agent!.some((sample) => Math.abs(sample) > 1_000)).toBe(true);
  }, 60_000);

  test('of the telephone in mid-farewell: the next one hangs up', async () => {
    const made = await callInFarewell();
    const killedAt = performance.now();
    killed('phone-process.ts');
    const record = await made.record;
    expect(performance.now() - killedAt).toBeLessThan(endMsMax);
    expect(await screenOf(made)).toMatch(/BYE sip:caller/);
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      error_detail: expect.stringMatching(soundGone),
      farewell: { heard: 'failed' },
      hang_up: { proof: 'far_end_confirmed' },
    });
    const [caller] = await recorded(record.call_id);
    expect(caller!.length).toBeGreaterThan(8_000);
  }, 60_000);

  test('of the telephone while nobody says goodbye: the call ends as an error, and the next call works', async () => {
    const made = world.call((port += 2));
    phones.push(made.phone);
    await made.sees('playback.finished', 'greeting');
    killed('phone-process.ts');
    expect(await made.record).toMatchObject({
      ended_reason: 'error',
      error_detail: expect.stringMatching(soundGone),
      hang_up: { proof: 'far_end_confirmed' },
    });
    const next = await callInFarewell();
    expect(await next.record).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'confirmed' } });
  }, 60_000);

  /** The two sides, as far as they were written. */
  async function recorded(callId: string): Promise<Int16Array[]> {
    const folder = join(world.server.dataDir, 'recordings');
    const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const file = join(
      folder,
      kept.find((name) => name.includes(callId))!,
    );
    await repairRecording(file, 8_000);
    return wavSamples(file).channels;
  }
});

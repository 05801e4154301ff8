import { afterEach, describe, expect, test } from 'vitest';
import type { SpeechEvent } from '../../lines/speech.ts';
import { offline } from '../../lines/testing/pipeline.ts';
import { openSoundLeg, type SoundLeg } from '../../lines/testing/sound-leg.ts';
import { systemClock, type Clock } from '../../providers/clock.ts';
import { missingPrograms } from '../../providers/speech/testing/peers.ts';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import { startChild } from '../store/testing/child.ts';
import { speechPool, type SpeechPool } from './pool.ts';

const missing = missingPrograms('flite');
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function poolOf(workersMax: number, clock: Clock = systemClock): SpeechPool & { warnings: string[] } {
  const warnings: string[] = [];
  const log = { warn: (facts: object, message: string) => void warnings.push(`${message} ${JSON.stringify(facts)}`) };
  const pool = speechPool({ workersMax, clock, log });
  closers.push(() => pool.close());
  return Object.assign(pool, { warnings });
}

async function legOf(): Promise<SoundLeg> {
  const leg = await openSoundLeg();
  closers.push(() => leg.close());
  return leg;
}

/** One call that speaks: its leg, its events, and the one that is waited for. */
async function speakingCall(pool: SpeechPool) {
  const leg = await legOf();
  const speech = pool.open({ ...offline, sound: leg.address });
  const lost = Promise.withResolvers<SpeechEvent>();
  const spoke = Promise.withResolvers<SpeechEvent>();
  speech.onEvent((event) => {
    if (event.type === 'speech.lost') lost.resolve(event);
    if (event.type === 'voice.spoke') spoke.resolve(event);
  });
  speech.send({ type: 'speak', utterance: 1, text: 'One moment, please.', last: true, voice: 'main' });
  const pcm = await leg.ended(1);
  return { leg, speech, spoke: await spoke.promise, lost: lost.promise, ms: pcm.length / 8 };
}

describe.skipIf(missing)(`speech workers${missing ? ` (${missing})` : ''}`, () => {
  test('a call is spoken for in a worker, and gives its place back', async () => {
    const pool = poolOf(1);
    const { speech, spoke, ms } = await speakingCall(pool);
    expect(ms).toBeGreaterThan(500);
    expect(spoke).toEqual({ type: 'voice.spoke', utterance: 1, chars: 'One moment, please.'.length, ms });
    expect(pool.state).toMatchObject({ workers: 1, ready: 1, calls: 1 });
    speech.close();
    speech.close();
    expect(pool.state.calls).toBe(0);
  });

  test('a killed worker: its call has lost its speech at once, the next call gets another worker', async () => {
    const pool = poolOf(1);
    const call = await speakingCall(pool);
    process.kill(pool.state.pids[0]!, 'SIGKILL');
    expect(await call.lost).toEqual({ type: 'speech.lost', detail: 'the speech worker ended with SIGKILL' });
    expect(pool.warnings.join()).toContain('SIGKILL');
    expect((await speakingCall(pool)).ms).toBeGreaterThan(500);
  });

  test('a worker that hangs: its call has lost its speech after 2 s, and it is killed', async () => {
    const clock = virtualClock();
    const pool = poolOf(1, clock);
    const call = await speakingCall(pool);
    process.kill(pool.state.pids[0]!, 'SIGSTOP');
    clock.advance(2_500);
    expect(await call.lost).toMatchObject({ detail: 'the speech worker gave no sign of life for 2000 ms' });
    await call.leg.closed;
  });

  test('workers end with the server, however it dies', async () => {
    const leg = await legOf();
    const parent = startChild(
      new URL('../testing/speech-parent-child.ts', import.meta.url),
      JSON.stringify({ ...offline, sound: leg.address }),
    );
    await leg.ended(1);
    await parent.kill();
    expect(await leg.closed).toBeUndefined();
  });

  test('ten calls to a worker; one too many is refused', async () => {
    const pool = poolOf(1);
    const leg = await legOf();
    for (let call = 0; call < 10; call++) pool.open({ ...offline, sound: leg.address });
    expect(() => pool.open({ ...offline, sound: leg.address })).toThrow('No speech worker is free: 1 of at most 1');
  });

  test('is ready once the worker of the next call hears, or could not be started', async () => {
    const pool = poolOf(1);
    await pool.ready();
    expect(pool.state).toMatchObject({ workers: 1, ready: 1 });
    const script = new URL('no-such-worker.ts', import.meta.url);
    const broken = speechPool({ workersMax: 1, clock: systemClock, log: { warn() {} }, script });
    closers.push(() => broken.close());
    await broken.ready();
    expect(broken.state.ready).toBe(0);
  });

  test('a second worker is started before it is needed', async () => {
    const pool = poolOf(2);
    const leg = await legOf();
    for (let call = 0; call < 6; call++) pool.open({ ...offline, sound: leg.address });
    expect(pool.state.workers).toBe(1);
    pool.open({ ...offline, sound: leg.address });
    expect(pool.state.workers).toBe(2);
  });
});

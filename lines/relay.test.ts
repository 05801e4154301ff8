import { afterEach, describe, expect, it, vi } from 'vitest';
import { Retryable } from '../contract/errors.ts';
import { systemClock } from '../providers/clock.ts';
import { relayLine } from './relay.ts';
import { silentClip } from './relay-silence.ts';
import { fakeSocket, leg, relayBench } from './testing/relay-bench.ts';

afterEach(() => void vi.useRealTimers());

describe('the session', () => {
  it('is answered by its setup, once', () => {
    const bench = relayBench();
    bench.line.attach(bench.socket);
    const setup = { type: 'setup', callSid: leg, sessionId: 'VX1' };
    bench.socket.receive(setup);
    bench.socket.receive(setup);
    expect(bench.types()).toEqual(['leg.answered']);
    expect([bench.line.kind, bench.line.bestProof]).toEqual(['relay', 'carrier_ended']);
  });

  it('has one socket: another one is closed', () => {
    const bench = relayBench();
    bench.open();
    const second = fakeSocket(bench.now);
    bench.line.attach(second);
    second.receive({ type: 'prompt', voicePrompt: 'hello', last: true });
    expect([second.closedByUs, bench.socket.closedByUs, bench.types()]).toEqual([true, false, []]);
  });

  it('notes what it cannot read, without its words and not for ever', () => {
    const bench = relayBench();
    bench.open();
    for (let i = 0; i < 40; i++) bench.socket.receive('Ann said {');
    bench.socket.receive({ type: 'hologram' });
    expect(bench.notes).toHaveLength(20);
    expect(JSON.stringify(bench.notes)).not.toContain('Ann');
    bench.socket.receive({ type: 'prompt', voicePrompt: 'still here', last: true });
    expect(bench.types()).toEqual(['caller.said']);
  });

  it('cannot transfer yet, and says so', () => {
    const bench = relayBench();
    bench.open();
    bench.line.send({ type: 'transfer', to: '+15550100' });
    expect(bench.types()).toEqual(['transfer.failed']);
  });

  it('lets go of everything when it is closed, twice if need be', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', 'Hello there.');
    bench.socket.receive({ type: 'prompt', voicePrompt: 'he', last: false });
    bench.line.send({ type: 'hang_up', attempt: 1 });
    bench.line.close();
    bench.line.close();
    await bench.pass(0);
    expect(vi.getTimerCount()).toBe(0);
    const seen = bench.events.length;
    bench.report({ state: 'down' });
    bench.line.send({ type: 'hang_up', attempt: 2 });
    await bench.pass(60_000);
    expect([bench.events.length, bench.socket.closedByUs]).toEqual([seen, true]);
  });
});

describe('what the caller does', () => {
  it('is told by reports of speech where there are any', async () => {
    const bench = relayBench();
    bench.open();
    bench.info('clientSpeaking', 'on');
    for (const words of ['I', 'I would', 'I would like']) {
      bench.socket.receive({ type: 'prompt', voicePrompt: words, last: false });
    }
    await bench.pass(9_000);
    bench.info('clientSpeaking', 'off');
    bench.socket.receive({ type: 'prompt', voicePrompt: 'late', last: false });
    bench.socket.receive({ type: 'prompt', voicePrompt: ' I would like tea. ', last: true });
    expect(bench.types()).toEqual(['caller.speech_started', 'caller.speech_stopped', 'caller.said']);
    expect(bench.of('caller.said')).toMatchObject([{ text: 'I would like tea.' }]);
  });

  it('is told by words where there are no reports', () => {
    const bench = relayBench();
    bench.open();
    bench.socket.receive({ type: 'prompt', voicePrompt: 'I would', last: false });
    bench.socket.receive({ type: 'prompt', voicePrompt: 'I would like tea.', last: true });
    expect(bench.types()).toEqual(['caller.speech_started', 'caller.speech_stopped', 'caller.said']);
  });

  it('speech that comes to no words ends by itself', async () => {
    const bench = relayBench();
    bench.open();
    bench.socket.receive({ type: 'interrupt' });
    await bench.pass(3_000);
    bench.socket.receive({ type: 'prompt', voicePrompt: ' ', last: true });
    expect(bench.events).toMatchObject([
      { at: 0, type: 'caller.speech_started' },
      { at: 3_000, type: 'caller.speech_stopped' },
    ]);
  });

  it('a key is a key, and its interruption is no speech', () => {
    const bench = relayBench();
    bench.open();
    bench.socket.receive({ type: 'interrupt' });
    bench.socket.receive({ type: 'dtmf', digit: '#' });
    expect(bench.types()).toEqual(['caller.speech_started', 'caller.speech_stopped', 'caller.pressed']);
    expect(bench.of('caller.pressed')).toMatchObject([{ digit: '#' }]);
  });

  it('a machine that answers is told once', () => {
    const bench = relayBench({ legId: leg });
    bench.report({ state: 'unknown', answeredBy: 'machine' });
    bench.report({ state: 'unknown', answeredBy: 'machine' });
    bench.report({ state: 'unknown', answeredBy: 'human' });
    expect(bench.events).toMatchObject([{ type: 'voicemail.detected', by: 'carrier' }]);
  });
});

describe('a hang-up', () => {
  it('ends the session and drops the leg at the same time', async () => {
    const bench = relayBench();
    bench.open();
    bench.line.send({ type: 'hang_up', attempt: 1 });
    expect(bench.socket.sent).toMatchObject([{ at: 0, type: 'end', handoffData: '{"reason":"hang_up"}' }]);
    expect([bench.socket.closedByUs, bench.carrier.asked]).toEqual([true, ['0 hang up']]);
    await bench.pass(0);
    expect(bench.events).toMatchObject([{ type: 'hang_up.answered', attempt: 1, proof: 'accepted', latencyMs: 0 }]);
  });

  it('that was accepted is looked at again, so that a lost callback does not matter', async () => {
    const bench = relayBench();
    bench.open();
    bench.line.send({ type: 'hang_up', attempt: 1 });
    bench.carrier.legState = 'down';
    await bench.pass(1_000);
    expect(bench.carrier.asked).toEqual(['0 hang up', '400 look']);
    expect(bench.of('leg.ended')).toMatchObject([{ at: 400, by: null, cause: 'completed', proof: 'carrier_ended' }]);
  });

  it('whose leg is still up when looked at is not proven', async () => {
    const bench = relayBench();
    bench.open();
    bench.line.send({ type: 'hang_up', attempt: 1 });
    await bench.pass(10_000);
    expect(bench.of('leg.ended')).toEqual([]);
    expect(bench.carrier.asked).toEqual(['0 hang up', '400 look']);
  });

  it('that fails claims nothing from the closed socket', async () => {
    const bench = relayBench();
    bench.open();
    bench.carrier.hangUp = new Retryable('the carrier answered 500');
    bench.line.send({ type: 'hang_up', attempt: 1 });
    await bench.pass(5_000);
    const told = { attempt: 1, proof: null, detail: 'the carrier answered 500' };
    expect(bench.events).toMatchObject([{ type: 'hang_up.answered', ...told }]);
  });

  it('without an answer is given up in time, and later ones do not wait for it', async () => {
    const bench = relayBench();
    bench.open();
    bench.carrier.hangUp = null;
    bench.line.send({ type: 'hang_up', attempt: 1 });
    await bench.pass(500);
    bench.carrier.hangUp = 'carrier_ended';
    bench.line.send({ type: 'hang_up', attempt: 2 });
    await bench.pass(10_000);
    expect(bench.of('hang_up.answered')).toMatchObject([
      { attempt: 2, proof: 'carrier_ended', at: 500 },
      { attempt: 1, proof: null, latencyMs: 5_000 },
    ]);
    expect(bench.socket.sent).toHaveLength(1);
  });

  it('of a leg that nobody knows yet is answered with no proof', async () => {
    const bench = relayBench();
    bench.line.send({ type: 'hang_up', attempt: 1 });
    await bench.pass(0);
    bench.line.knowLeg(leg);
    bench.line.send({ type: 'hang_up', attempt: 2 });
    await bench.pass(0);
    expect(bench.of('hang_up.answered')).toMatchObject([{ proof: null }, { proof: 'accepted' }]);
  });

  it('the carrier calling our closed socket a failure changes nothing', async () => {
    const bench = relayBench();
    bench.open();
    bench.line.send({ type: 'hang_up', attempt: 1 });
    await bench.pass(100);
    bench.report({ state: 'up', raw: 'in-progress', session: 'lost' });
    bench.report({ state: 'down', raw: 'completed', cause: 'completed', session: 'lost' });
    expect(bench.of('leg.ended')).toMatchObject([{ by: null, cause: 'completed', failed: false }]);
  });

  it('refuses a socket that comes after it', () => {
    const bench = relayBench({ legId: leg });
    bench.line.send({ type: 'hang_up', attempt: 1 });
    bench.line.attach(bench.socket);
    expect(bench.socket.closedByUs).toBe(true);
  });
});

describe('callbacks', () => {
  it('doubled and reordered ones end the leg once', () => {
    const bench = relayBench();
    bench.open();
    bench.report({ state: 'ringing', raw: 'ringing' });
    bench.report({ state: 'down', raw: 'completed', cause: 'completed' });
    bench.report({ state: 'up', raw: 'in-progress' });
    bench.report({ state: 'down', raw: 'completed', cause: 'completed' });
    expect(bench.types()).toEqual(['leg.ended']);
  });

  it('about another leg say nothing', () => {
    const bench = relayBench();
    bench.open();
    bench.report({ leg: 'CAother', state: 'down', raw: 'completed' });
    expect(bench.events).toEqual([]);
  });

  it('of an outbound call that fails tell it before any session is open', () => {
    const bench = relayBench({ legId: leg });
    bench.report({ state: 'down', raw: 'failed', cause: 'failed (SIP 404)', failed: true });
    expect(bench.events).toMatchObject([{ type: 'leg.ended', cause: 'failed (SIP 404)', failed: true }]);
  });
});

describe('a session that ends by itself', () => {
  it('because the caller hung up shows soon in the state of the leg', async () => {
    const bench = relayBench();
    bench.open();
    bench.socket.breakOff(1000);
    await bench.pass(400);
    bench.carrier.legState = 'down';
    await bench.pass(10_000);
    expect(bench.carrier.asked).toEqual(['0 look', '500 look']);
    expect(bench.events).toMatchObject([{ at: 500, type: 'leg.ended', by: null, cause: 'completed', failed: false }]);
  });

  it('because the caller hung up may be told by a callback first', async () => {
    const bench = relayBench();
    bench.open();
    bench.socket.breakOff(1000);
    await bench.pass(300);
    bench.report({ state: 'down', raw: 'completed', cause: 'completed', session: 'over' });
    await bench.pass(10_000);
    expect(bench.events).toMatchObject([{ at: 300, type: 'leg.ended', failed: false }]);
    expect(bench.carrier.asked).toEqual(['0 look']);
  });

  it('while the leg stays up is hung up by us, and told as what it is', async () => {
    const bench = relayBench();
    bench.open();
    bench.socket.breakOff(1000);
    await bench.pass(3_200);
    bench.carrier.legState = 'down';
    await bench.pass(10_000);
    expect(bench.carrier.asked).toEqual(['0 look', '500 look', '1500 look', '2500 look', '3000 hang up', '3400 look']);
    const told = { by: 'system', cause: 'relay session lost', failed: true, proof: 'carrier_ended' };
    expect(bench.events).toMatchObject([{ type: 'leg.ended', ...told }]);
  });

  it('by a broken connection is not looked at for long', async () => {
    const bench = relayBench();
    bench.open();
    bench.carrier.hangUp = 'carrier_ended';
    bench.socket.breakOff(1006);
    await bench.pass(1);
    expect(bench.carrier.asked).toEqual(['0 hang up']);
    expect(bench.events).toMatchObject([{ type: 'leg.ended', by: 'system', cause: 'relay session lost' }]);
  });

  it('and of which the carrier says that it broke, too', async () => {
    const bench = relayBench();
    bench.open();
    bench.socket.breakOff();
    await bench.pass(200);
    bench.report({ state: 'up', raw: 'in-progress', session: 'lost' });
    await bench.pass(100);
    bench.report({ state: 'down', raw: 'completed', cause: 'completed' });
    await bench.pass(10_000);
    expect(bench.carrier.asked).toEqual(['0 look', '200 hang up']);
    expect(bench.events).toMatchObject([{ at: 300, type: 'leg.ended', by: 'system', failed: true }]);
  });

  it('at a carrier that no longer answers comes to an end, and says what is not known', async () => {
    const bench = relayBench();
    bench.open();
    bench.carrier.hangUp = new Retryable('the carrier answered 500');
    bench.carrier.legState = new Retryable('the carrier answered 500');
    bench.socket.breakOff(1006);
    await bench.pass(40_000);
    expect(bench.carrier.asked).toHaveLength(8);
    const cause = 'relay session lost, and the leg was not seen to go down';
    expect(bench.events).toMatchObject([{ type: 'leg.ended', at: 32_000, cause, failed: true, proof: 'accepted' }]);
  });

  it('says nothing more, and a hang-up that is ordered takes over', async () => {
    const bench = relayBench();
    bench.open();
    bench.socket.breakOff(1006);
    bench.say('u1', 'Is anybody there?');
    await bench.pass(100);
    bench.line.send({ type: 'hang_up', attempt: 1 });
    await bench.pass(20_000);
    expect(bench.carrier.asked).toEqual(['0 hang up', '100 hang up', '400 look', '500 look']);
    expect(bench.types()).toEqual(['hang_up.answered']);
  });
});

it('a carrier that heeds no signal is given up all the same', async () => {
  const bench = relayBench();
  const signals: AbortSignal[] = [];
  const can = { playbackMarks: true, transfer: false, detectVoicemail: true, bestProof: 'carrier_ended' } as const;
  const hangUp = (_leg: string, signal: AbortSignal): Promise<never> => {
    signals.push(signal);
    return new Promise<never>(() => {});
  };
  const line = relayLine({
    clock: systemClock,
    legId: leg,
    carrier: { can, hangUp, transfer: async () => {}, legState: hangUp },
  });
  const told: string[] = [];
  line.start((event) => told.push(event.type));
  line.send({ type: 'hang_up', attempt: 1 });
  await bench.pass(5_000);
  expect([told, signals[0]?.aborted]).toEqual([['hang_up.answered'], true]);
});

it('the silent clip is a wave file of nothing', () => {
  const clip = Buffer.from(silentClip(100));
  expect([clip.toString('ascii', 0, 4), clip.toString('ascii', 8, 16)]).toEqual(['RIFF', 'WAVEfmt ']);
  expect([clip.length, clip.readUInt32LE(4), clip.readUInt32LE(40)]).toEqual([1_644, 1_636, 1_600]);
  expect([clip.readUInt32LE(24), clip.readUInt16LE(34)]).toEqual([8_000, 16]);
  expect(clip.subarray(44).every((byte) => byte === 0)).toBe(true);
});

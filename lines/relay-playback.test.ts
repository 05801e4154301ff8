import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { speechMs } from './relay-ledger.ts';
import { leg, relayBench } from './testing/relay-bench.ts';

afterEach(() => void vi.useRealTimers());

type Step = { at: number } & ({ say: string; text: string; last: boolean } | { carrier: object });
type Recording = { steps: Step[]; sent: object[]; events: object[] };

describe('recorded sessions', () => {
  it.each(['twilio-heard-to-the-end', 'twilio-interrupted', 'telnyx-without-events'])('%s', async (name) => {
    const file = new URL(`fixtures/relay/${name}.json`, import.meta.url);
    const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
    const bench = relayBench();
    bench.open();
    for (const step of recording.steps) {
      await bench.pass(step.at - bench.now());
      if ('say' in step) bench.say(step.say, step.text, step.last);
      else bench.socket.receive(step.carrier);
    }
    await bench.pass(20_000);
    expect(bench.events).toMatchObject(recording.events);
    expect(bench.socket.sent).toMatchObject(recording.sent);
  });
});

const farewell = 'Thank you for calling Acme Dental. Goodbye!';
const lengthMs = speechMs(farewell);

/** The carrier speaks it, and says so. */
async function spoken(bench: ReturnType<typeof relayBench>, ms: number, ...pieces: string[]): Promise<void> {
  await bench.pass(300);
  bench.info('agentSpeaking', 'on');
  await bench.pass(ms);
  for (const piece of pieces) bench.info('tokensPlayed', piece);
  bench.info('agentSpeaking', 'off');
}

describe('proof of playback', () => {
  it('is confirmed by all tokens and silence after the last text', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await spoken(bench, 2_200, 'Thank you for calling Acme Dental.', ' Goodbye!');
    const whole = { at: 2_500, pushedMs: lengthMs, playedMs: lengthMs, proof: 'confirmed' };
    expect(bench.of('playback.finished')).toMatchObject([whole]);
  });

  it('is estimated by silence alone, when tokens are not reported', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await spoken(bench, 2_200);
    await bench.pass(500);
    expect(bench.of('playback.finished')).toMatchObject([{ at: 2_600, playedMs: lengthMs, proof: 'estimated' }]);
  });

  it('is estimated by time without any report, with room for a slow voice', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(20_000);
    expect(bench.of('playback.queued')).toMatchObject([{ remainingMs: 700 + lengthMs + 1_000 }]);
    expect(bench.of('playback.finished')).toMatchObject([{ at: 700 + lengthMs + 1_000, proof: 'estimated' }]);
  });

  it('is estimated when all tokens were played and silence is never reported', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(300);
    bench.info('agentSpeaking', 'on');
    await bench.pass(2_200);
    bench.info('tokensPlayed', farewell);
    await bench.pass(500);
    expect(bench.of('playback.finished')).toMatchObject([{ proof: 'estimated', playedMs: lengthMs }]);
  });

  it('waits for tokens that trail behind the silence', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await spoken(bench, 2_200, 'Thank you for calling Acme Dental.');
    await bench.pass(200);
    bench.info('tokensPlayed', ' Goodbye!');
    expect(bench.of('playback.finished')).toMatchObject([{ proof: 'confirmed' }]);
  });

  it('tells the share, when the carrier stopped in the middle', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await spoken(bench, 1_300, 'Thank you for');
    await bench.pass(500);
    const [finished] = bench.of('playback.finished');
    expect(finished).toMatchObject({ proof: 'estimated', pushedMs: lengthMs });
    expect(finished!.playedMs / finished!.pushedMs).toBeCloseTo(11 / 35, 2);
  });
});

describe('a text that comes in pieces', () => {
  it('is gathered, and silence in the middle is not its end', async () => {
    const bench = relayBench();
    bench.open();
    for (const piece of ['One', ' moment', ' please.']) bench.say('u1', piece, false);
    await spoken(bench, 900, 'One moment please.');
    await bench.pass(3_000);
    expect(bench.of('playback.finished')).toEqual([]);
    bench.say('u1', ' Here it is.', false);
    bench.say('u1', '');
    await spoken(bench, 700, ' Here it is.');
    expect(bench.of('playback.finished')).toMatchObject([{ at: 5_200, proof: 'confirmed' }]);
    expect(bench.socket.sent).toMatchObject([
      { at: 20, token: 'One moment please.', last: false },
      { at: 4_200, token: ' Here it is.', last: true },
    ]);
  });

  it('that ends after everything was heard is over at once', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', 'One moment please.', false);
    await spoken(bench, 900, 'One moment please.');
    await bench.pass(50);
    bench.say('u1', '');
    expect(bench.socket.sent.at(-1)).toMatchObject({ type: 'text', token: '', last: true });
    expect(bench.of('playback.finished')).toMatchObject([{ proof: 'confirmed' }]);
  });

  it('before the session is open goes out with it', async () => {
    const bench = relayBench();
    bench.say('u1', 'Hello.');
    expect(bench.socket.sent).toEqual([]);
    bench.open();
    expect(bench.socket.sent).toMatchObject([{ token: 'Hello.', last: true, interruptible: true, preemptible: true }]);
  });

  it('without any word is a failure', () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', ' \n');
    expect(bench.of('playback.failed')).toMatchObject([{ utteranceId: 'u1' }]);
    expect(bench.socket.sent).toEqual([]);
  });
});

describe('two utterances', () => {
  it('are spoken one after the other, and the second one is announced again when its turn comes', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', 'Your appointment is booked.');
    bench.say('u2', farewell);
    expect(bench.socket.sent).toHaveLength(1);
    await spoken(bench, 1_500, 'Your appointment is booked.');
    expect(bench.socket.sent).toMatchObject([{}, { token: farewell, last: true }]);
    await spoken(bench, 2_200, farewell);
    expect(bench.types()).toEqual([
      'playback.queued',
      'playback.queued',
      'playback.started',
      'playback.finished',
      'playback.queued',
      'playback.started',
      'playback.finished',
    ]);
  });

  it('a late report about the first does not end the second', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', 'We close at six, but the door stays open.');
    await bench.pass(300);
    bench.info('agentSpeaking', 'on');
    await bench.pass(900);
    bench.line.send({ type: 'clear' });
    bench.say('u2', farewell);
    await bench.pass(70);
    bench.info('tokensPlayed', 'We close at six,');
    bench.info('agentSpeaking', 'off');
    await spoken(bench, 2_200, farewell);
    expect(bench.of('playback.finished')).toMatchObject([{ utteranceId: 'u2', at: 3_770, proof: 'confirmed' }]);
  });

  it('nor does it when the carrier takes its time to begin the second', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', 'We close at six, but the door stays open.');
    await bench.pass(300);
    bench.info('agentSpeaking', 'on');
    await bench.pass(900);
    bench.line.send({ type: 'clear' });
    bench.say('u2', farewell);
    await bench.pass(70);
    bench.info('agentSpeaking', 'off');
    await bench.pass(600);
    await spoken(bench, 2_200);
    await bench.pass(500);
    expect(bench.socket.sent).toHaveLength(2);
    expect(bench.of('playback.finished')).toMatchObject([{ utteranceId: 'u2', at: 4_470, playedMs: lengthMs }]);
  });

  it('the first is replaced without silence in between, as preemptible text is', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', 'We close at six, but the door stays open.');
    await bench.pass(300);
    bench.info('agentSpeaking', 'on');
    await bench.pass(900);
    bench.line.send({ type: 'clear' });
    bench.say('u2', farewell);
    await bench.pass(2_400);
    bench.info('tokensPlayed', farewell);
    bench.info('agentSpeaking', 'off');
    expect(bench.of('playback.started')).toMatchObject([{ utteranceId: 'u1' }, { utteranceId: 'u2' }]);
    expect(bench.of('playback.finished')).toMatchObject([{ utteranceId: 'u2', proof: 'confirmed' }]);
  });
});

describe('clearing', () => {
  it('tells what was heard by tokens and by time, and drops what waits', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    bench.say('u2', 'Are you still there?');
    await bench.pass(300);
    bench.info('agentSpeaking', 'on');
    await bench.pass(1_500);
    bench.line.send({ type: 'clear' });
    expect(bench.of('playback.cleared')).toMatchObject([
      { utteranceId: 'u1', heardText: 'Thank you for', pushedMs: lengthMs },
      { utteranceId: 'u2', heardText: '', playedMs: 0 },
    ]);
    await bench.pass(20_000);
    expect(bench.socket.sent).toHaveLength(1);
  });

  it('plays a silent clip when no other words follow', async () => {
    const bench = relayBench({ silenceUrl: 'https://voice.example.com/silence.wav' });
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(1_000);
    bench.line.send({ type: 'clear' });
    await bench.pass(100);
    expect(bench.socket.sent.at(-1)).toMatchObject({ type: 'play', source: 'https://voice.example.com/silence.wav' });
    bench.say('u2', farewell);
    bench.line.send({ type: 'clear' });
    bench.say('u3', 'No problem.');
    await bench.pass(1_000);
    expect(bench.socket.sent.map((message) => message['type'])).toEqual(['text', 'play', 'text', 'text']);
  });

  it('ignores the rest of words that were cut', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', 'We close at', false);
    await bench.pass(400);
    bench.socket.receive({ type: 'interrupt' });
    bench.say('u1', ' six.', false);
    bench.say('u1', '');
    await bench.pass(20_000);
    expect(bench.socket.sent).toHaveLength(1);
    expect(bench.types().slice(-2)).toEqual(['playback.cleared', 'caller.speech_stopped']);
  });

  it('when nothing is said does nothing', () => {
    const bench = relayBench({ silenceUrl: 'https://voice.example.com/silence.wav' });
    bench.open();
    bench.line.send({ type: 'clear' });
    bench.socket.receive({ type: 'interrupt', utteranceUntilInterrupt: 'x' });
    expect(bench.of('playback.cleared')).toEqual([]);
  });
});

describe('an interruption without tokens', () => {
  it('whose words are not ours is measured by time', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(700 + lengthMs / 2);
    bench.socket.receive({ type: 'interrupt', utteranceUntilInterrupt: 'twenty five dollars' });
    expect(bench.of('playback.cleared')).toMatchObject([{ heardText: 'Thank you for' }]);
  });

  it('is silence, whether or not the carrier says so: words after it need a sound of their own', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(300);
    bench.info('agentSpeaking', 'on');
    await bench.pass(500);
    bench.socket.receive({ type: 'interrupt' });
    bench.say('u2', 'Of course.');
    await bench.pass(8_000);
    expect(bench.of('playback.failed')).toMatchObject([{ utteranceId: 'u2' }]);
  });

  it('before any sound heard nothing', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(100);
    bench.socket.receive({ type: 'interrupt', utteranceUntilInterrupt: '', durationUntilInterruptMs: 0 });
    expect(bench.of('playback.cleared')).toMatchObject([{ heardText: '', playedMs: 0 }]);
  });
});

describe('a carrier that fails', () => {
  it('to give any sound, although it reports sound: asked twice', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', 'Hello there.');
    await spoken(bench, 800, 'Hello there.');
    bench.say('u2', farewell);
    await bench.pass(10_000);
    expect(bench.socket.sent.slice(1)).toMatchObject([
      { at: 1_100, token: farewell },
      { at: 5_100, token: farewell },
    ]);
    expect(bench.of('playback.failed')).toMatchObject([{ utteranceId: 'u2', at: 9_100 }]);
  });

  it('to understand our text', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(50);
    bench.socket.receive({ type: 'error', description: 'Invalid message received, code: 64107' });
    expect(bench.of('playback.failed')).toMatchObject([{ utteranceId: 'u1' }]);
    expect(bench.notes).toEqual([{ type: 'carrier_error', detail: '64107' }]);
  });

  it('in something else does not stop words that are being said', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(900);
    bench.socket.receive({ type: 'error', description: 'Invalid message received, code: 64107' });
    bench.socket.receive({ type: 'error', description: 'no recogniser' });
    expect(bench.of('playback.failed')).toEqual([]);
  });

  it('and claims to have played what it swallowed is asked once more', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await spoken(bench, 400, farewell);
    expect(bench.of('playback.finished')).toEqual([]);
    expect(bench.socket.sent).toMatchObject([{ token: farewell }, { token: farewell, last: true }]);
    await spoken(bench, 2_200, farewell);
    expect(bench.of('playback.finished')).toMatchObject([{ proof: 'confirmed' }]);
    expect(bench.of('playback.started')).toHaveLength(1);
  });

  it('and swallows it twice does not get away with it', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await spoken(bench, 400, farewell);
    await spoken(bench, 400, farewell);
    expect(bench.of('playback.finished')).toMatchObject([{ playedMs: 400, pushedMs: lengthMs, proof: 'estimated' }]);
    expect(bench.socket.sent).toHaveLength(2);
  });

  it('to stop is not waited for without end', async () => {
    const bench = relayBench();
    bench.open();
    bench.say('u1', farewell);
    await bench.pass(300);
    bench.info('agentSpeaking', 'on');
    await bench.pass(lengthMs * 2);
    expect(bench.of('playback.queued').length).toBeGreaterThan(3);
    expect(bench.of('playback.finished')).toEqual([]);
    await bench.pass(lengthMs + 6_000);
    expect(bench.of('playback.finished')).toMatchObject([{ proof: 'estimated' }]);
  });
});

it('a hang-up drops what is being said without another word about it', async () => {
  const bench = relayBench();
  bench.open();
  bench.say('u1', farewell);
  await bench.pass(1_000);
  bench.events.length = 0;
  bench.line.send({ type: 'hang_up', attempt: 1 });
  bench.say('u2', 'too late');
  bench.line.send({ type: 'clear' });
  await bench.pass(0);
  expect(bench.types()).toEqual(['hang_up.answered']);
});

it('the leg going down reports what was heard first', async () => {
  const bench = relayBench();
  bench.open();
  bench.say('u1', farewell);
  await bench.pass(700 + lengthMs / 2);
  bench.events.length = 0;
  bench.report({ leg, state: 'down', raw: 'completed', cause: 'completed' });
  expect(bench.events).toMatchObject([
    { type: 'playback.cleared', heardText: 'Thank you for' },
    { type: 'leg.ended', by: null, cause: 'completed', failed: false, proof: 'carrier_ended' },
  ]);
});

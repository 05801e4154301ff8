/** The page of Nixflex's [END_CALL] tag, through its door. docs/seeds.md tells where each sentence stands. */
import { describe, expect, test } from 'vitest';
import { callEndedPayload } from '../../../contract/webhook.ts';
import { nixflexWebhook } from '../../../contract/webhook-formats/nixflex.ts';
import type { Rule } from '../../testing/agents.ts';
import { play, type Played, type PlayOptions } from '../../testing/play.ts';
import { playRelayCall, type RelayCall } from '../../testing/relay-call.ts';
import { throughDoor } from '../../testing/vendor-agent.ts';
import { takeIn } from '../door.ts';
import type { JsonDocument } from '../json-document.ts';
import { nixflex } from '../nixflex.ts';

const example = "You're welcome. Have a lovely day.";
const actions = 'ACTIONS\n- End the call when the caller says goodbye: [END_CALL]';
const rules: readonly Rule[] = [
  { when: ['thanks', 'bye'], say: `${example} [END_CALL]` },
  { when: 'anything', say: 'I see.' },
];

function call(script: string, document: JsonDocument = {}, more: PlayOptions = {}): Promise<Played> {
  return play(throughDoor(nixflex, { system_prompt: actions, ...document }, rules), script, more);
}

/** One reply to "hi". */
function replies(say: string): Promise<Played> {
  return play(throughDoor(nixflex, {}, [{ when: ['hi'], say }]), 'caller: hi');
}

const told = ({ record }: Played) => nixflexWebhook(callEndedPayload(record));
const eventAt = ({ log }: Played, type: string) =>
  log.findLast((entry) => 'event' in entry && entry.event.type === type)!.at;
const farewellAt = ({ log }: Played) =>
  log.find((entry) => 'effects' in entry && entry.effects.some((effect) => effect.type === 'speak'))!.at;
const hangUpAt = ({ log }: Played) =>
  log.find((entry) => 'effects' in entry && entry.effects.some((effect) => effect.type === 'hang_up'))!.at;

describe('003_adf7a8eae07ad083', () => {
  test('the tag ends the call once the agent has finished speaking', async () => {
    const played = await call('caller: great, thanks');
    expect(hangUpAt(played)).toBeGreaterThanOrEqual(eventAt(played, 'playback.finished'));
    expect(played.record).toMatchObject({ trigger: 'tag', farewell: { heard: 'confirmed', heard_share: 1 } });
  });

  test('the goodbye is said first, then the call is over', async () => {
    const { story } = await call('caller: great, thanks');
    expect(story.slice(2)).toEqual([
      `agent: ${example}`,
      'end: agent_ended by tag, dropped by agent',
      `farewell: "${example}" confirmed, spoken_words, goodbyes: 1`,
    ]);
  });

  test.each(['[END_CALL] Have a lovely day.', 'Have a [END_CALL] lovely day.', 'Have a lovely day. [END_CALL]'])(
    'the tag may stand anywhere: %s',
    async (say) => {
      const { story } = await replies(say);
      expect(story.slice(2, 4)).toEqual([
        expect.stringMatching(/^agent: Have a +lovely day\.$/),
        'end: agent_ended by tag, dropped by agent',
      ]);
    },
  );

  test('the tag is never spoken', async () => {
    const { log, record } = await call('caller: great, thanks');
    const said = log.flatMap((entry) =>
      'event' in entry && entry.event.type === 'agent.said' ? [entry.event.text] : [],
    );
    expect(said.join(' ')).not.toMatch(/END|\[|\]/);
    expect(JSON.stringify(record.transcript)).not.toContain('END_CALL');
  });

  test('the tag has no parameters: one that is written into it changes nothing and is not spoken', async () => {
    const { record } = await replies('Have a lovely day. [END_CALL: now]');
    expect(record).toMatchObject({ trigger: 'tag', farewell: { text: 'Have a lovely day.' } });
  });

  test('the example of the page', async () => {
    const { story } = await call('caller: Great, thanks for the help.');
    expect(story.slice(1, 3)).toEqual(['caller: Great, thanks for the help.', `agent: ${example}`]);
  });

  test.each([
    ['the booking is complete', 'confirm the booking', 'You are booked for ten. Goodbye! [END_CALL]'],
    ['the caller is done', 'that is all, bye', 'Goodbye! [END_CALL]'],
    ['abuse after a warning', 'you idiot again', 'I am ending this call. [END_CALL]'],
  ])('the prompt says when: %s', async (_when, words, say) => {
    const script: Rule[] = [
      { when: [words], say },
      { when: 'anything', say: 'Please be polite.' },
    ];
    const played = await play(
      throughDoor(nixflex, { system_prompt: actions }, script),
      `caller: you idiot\ncaller: ${words}`,
    );
    expect(played.asked[0]!.system).toContain(actions);
    expect(told(played).ended_reason).toBe('completed');
  });

  test('the prompt may ask for a confirmation before the end', async () => {
    const { record } = await replies('You are booked for ten on Tuesday. Goodbye! [END_CALL]');
    expect(record.farewell).toMatchObject({ text: 'You are booked for ten on Tuesday. Goodbye!', heard: 'confirmed' });
  });

  describe('how a call ends on a telephone', () => {
    const limits = { silence_hangup_seconds: 10, max_call_duration_seconds: 60 };
    const agent = throughDoor(nixflex, limits, [{ when: ['my model is gone'], fault: 'down' }, ...rules]);
    const setUp: RelayCall['moves'] = [[0, (phone) => phone.setUp()]];
    const says = (words: string, ...atMs: number[]): RelayCall['moves'] => [
      ...setUp,
      ...atMs.map((at): RelayCall['moves'][number] => [at, (phone) => phone.says(words)]),
    ];
    const bye = says('bye', 2_000);
    /** Each way of our own to end a call that the page names, and a failure for the others. */
    const triggers: [string, RelayCall['moves']][] = [
      ['tag', bye],
      ['silence', setUp],
      ['max_duration', says('tell me more', 2_000, 10_000, 18_000, 26_000, 34_000, 42_000, 50_000)],
      ['failure', says('my model is gone', 2_000)],
    ];

    test.each(triggers)('%s leads to a hang-up at the carrier', async (trigger, moves) => {
      const { record, asked, status } = await playRelayCall({ agent, moves });
      expect(asked[0]).toBe('POST Status=completed');
      expect([record.trigger, status, record.hang_up.proof]).toEqual([trigger, 'completed', 'carrier_ended']);
    });

    test('the phone is down within a second of the last word', async () => {
      const { log, silentAt } = await playRelayCall({ agent, moves: bye });
      const ended = log.findLast((entry) => 'event' in entry && entry.event.type === 'leg.ended')!;
      expect(ended.at - silentAt).toBeLessThanOrEqual(1_000);
    });

    test.each(triggers)(
      'after %s the safety net alone is enough: the carrier refuses, asks what next, and is told to hang up',
      async (trigger, moves) => {
        const { record, status } = await playRelayCall({ agent, moves, failures: 99 });
        expect([record.trigger, status, record.hang_up.proof]).toEqual([trigger, 'completed', 'carrier_ended']);
      },
    );

    test.each(triggers)('after %s the hang-up alone is enough: no callback ever comes', async (trigger, moves) => {
      const { record, status } = await playRelayCall({ agent, moves, callbacks: 'lost' });
      expect([record.trigger, status, record.hang_up.proof]).toEqual([trigger, 'completed', 'carrier_ended']);
    });

    test('the layers do not wait for each other', async () => {
      const { log, silentAt } = await playRelayCall({ agent, moves: bye, failures: 99 });
      const attempts = log.filter(
        (entry) => 'effects' in entry && entry.effects.some(({ type }) => type === 'hang_up'),
      );
      expect(attempts[0]!.at - silentAt).toBeLessThan(1_000);
      const ended = log.findLast((entry) => 'event' in entry && entry.event.type === 'leg.ended')!;
      expect(ended.at - attempts[0]!.at).toBeLessThan(1_500);
    });
  });

  describe('ended_reason', () => {
    test.each([
      ['completed', 'caller: bye'],
      ['caller_hangup', 'caller: hi\nhang up'],
      ['silence_timeout', 'caller: hi'],
      ['max_duration_reached', Array.from({ length: 60 }, () => '[after 5s] caller: tell me more').join('\n')],
      ['voicemail_detected', 'outbound\n[at 1s] voicemail'],
      ['balance_insufficient', 'caller: hi\nbalance is used up'],
    ])('%s is the word of a real call', async (word, script) => {
      expect(told(await call(script)).ended_reason).toBe(word);
    });

    test('completed: the goodbye was heard', async () => {
      const { record } = await call('caller: bye');
      expect(record).toMatchObject({ ended_by: 'agent', farewell: { heard: 'confirmed' } });
    });

    test('caller_hangup: the caller dropped the line', async () => {
      expect((await call('caller: hi\nhang up')).record).toMatchObject({ ended_by: 'caller', trigger: 'caller' });
    });

    test('voicemail: the engine hangs up at once, without a word', async () => {
      const { story, record } = await call('outbound\n[at 1s] voicemail');
      expect(story.at(-1)).toBe('farewell: none skipped, skipped, goodbyes: 0');
      expect(record.duration_seconds).toBeLessThan(2);
    });

    test('voicemail: only the model of an outbound call can report one', async () => {
      const offered = async (script: string) => (await call(script)).asked[0]!.tools.map(({ name }) => name);
      expect(await offered('outbound\ncaller: bye')).toEqual(['report_voicemail']);
      expect(await offered('caller: bye')).toEqual([]);
    });

    test('credit used up: an apology, then the end', async () => {
      const { record, story } = await call('caller: hi\nbalance is used up');
      expect(record.farewell).toMatchObject({ source: 'apology', heard: 'confirmed' });
      expect(story).toContain(`agent: ${record.farewell.text}`);
    });
  });

  describe('the two thresholds', () => {
    test('silence: 10 seconds if nothing is said', async () => {
      const { record } = await call('caller: hi');
      expect(record).toMatchObject({ ended_reason: 'silence_timeout', clocks: { quiet_seconds: 10 } });
    });

    test.each([5, 45])('silence: %i seconds are allowed and hold', async (seconds) => {
      const { record } = await call('caller: hi', { silence_hangup_seconds: seconds });
      expect(record.clocks.quiet_seconds).toBe(seconds);
    });

    test.each([4.9, 45.1])('silence: %f seconds are refused', (seconds) => {
      const taken = takeIn(nixflex, null, { silence_hangup_seconds: seconds });
      expect(taken).toMatchObject({ ok: false, problems: [{ path: 'silence_hangup_seconds' }] });
    });

    test('silence: words of the caller begin it anew', async () => {
      const { record } = await call('[after 8s] caller: hi\n[after 9s] caller: hi');
      expect(record.ended_reason).toBe('silence_timeout');
      expect(record.duration_seconds).toBeGreaterThan(25);
    });

    test('silence: the words of the agent are none, and the wait begins when they are over', async () => {
      const say = 'We are open every day, and I gladly tell you about each of them in turn. '.repeat(6);
      const agent = throughDoor(nixflex, { silence_hangup_seconds: 5 }, [{ when: ['hi'], say }]);
      const played = await play(agent, 'caller: hi');
      const ofReply = (type: string) =>
        played.log.find(
          (entry) =>
            'event' in entry &&
            entry.event.type === type &&
            'utteranceId' in entry.event &&
            entry.event.utteranceId === 'u1',
        )!.at;
      const [begun, over] = [ofReply('playback.started'), ofReply('playback.finished')];
      expect(over - begun).toBeGreaterThan(10_000);
      expect(farewellAt(played) - over).toBe(5_000);
      expect(played.record).toMatchObject({ ended_reason: 'silence_timeout', clocks: { quiet_seconds: 5 } });
    });

    test('each agent has thresholds of its own', async () => {
      const endOf = async (document: JsonDocument, script: string) => (await call(script, document)).record;
      expect((await endOf({ silence_hangup_seconds: 5 }, 'caller: hi')).clocks.quiet_seconds).toBe(5);
      expect((await endOf({ silence_hangup_seconds: 45 }, 'caller: hi')).clocks.quiet_seconds).toBe(45);
      const lengths = [60, 120].map(async (seconds) => {
        return (await endOf({ max_call_duration_seconds: seconds }, chatter)).duration_seconds;
      });
      const [short, long] = await Promise.all(lengths);
      expect(short).toBeLessThanOrEqual(60);
      expect(long).toBeGreaterThan(110);
    });

    const chatter = Array.from({ length: 500 }, () => '[after 4s] caller: tell me more').join('\n');

    test('length: 300 seconds if nothing is said', async () => {
      const { record } = await call(chatter);
      expect(record.ended_reason).toBe('max_duration_reached');
      expect(record.duration_seconds).toBeGreaterThan(290);
      expect(record.duration_seconds).toBeLessThanOrEqual(300);
    });

    test.each([60, 1800])('length: %i seconds are allowed and hold', async (seconds) => {
      const { record } = await call(chatter, { max_call_duration_seconds: seconds });
      expect(record.ended_reason).toBe('max_duration_reached');
      expect(record.duration_seconds).toBeGreaterThan(seconds - 10);
      expect(record.duration_seconds).toBeLessThanOrEqual(seconds);
    });

    test.each([59, 1801])('length: %i seconds are refused', (seconds) => {
      const taken = takeIn(nixflex, null, { max_call_duration_seconds: seconds });
      expect(taken).toMatchObject({ ok: false, problems: [{ path: 'max_call_duration_seconds' }] });
    });

    test('length: it holds in the middle of a word', async () => {
      const story = 'caller: and now I tell you a very long story which does not end before the minute is over';
      const settings = { silence_hangup_seconds: 45, max_call_duration_seconds: 60 };
      const { record } = await call(`[at 30s] caller: hi\n[at 55s] ${story}`, settings);
      expect(record.ended_reason).toBe('max_duration_reached');
      expect(record.duration_seconds).toBeLessThanOrEqual(60);
    });

    test('length: it holds while nobody talks', async () => {
      const settings = { silence_hangup_seconds: 45, max_call_duration_seconds: 60 };
      const { record } = await call('[at 30s] caller: hi', settings);
      expect(record.ended_reason).toBe('max_duration_reached');
    });

    test('both can be set later', async () => {
      const before = throughDoor(nixflex, { system_prompt: actions });
      const later = { silence_hangup_seconds: 20, max_call_duration_seconds: 90 };
      const agent = throughDoor(nixflex, later, rules, before);
      expect((await play(agent, 'caller: hi')).record.clocks.quiet_seconds).toBe(20);
      const { record } = await play(agent, chatter);
      expect(record.ended_reason).toBe('max_duration_reached');
      expect(record.duration_seconds).toBeGreaterThan(80);
      expect(record.duration_seconds).toBeLessThanOrEqual(90);
    });
  });
});

/** Calls over a carrier's relay, from greeting to proof that the phone is down. Source: design ending.md sections 5 and 8. */
import { describe, expect, test } from 'vitest';
import { agentThat, longGoodbye, longRules } from '../testing/agents.ts';
import { playRelayCall, type RelayCall, type RelayedCall } from '../testing/relay-call.ts';

const agent = agentThat(longRules);
/** Answered at once; the caller says bye after the greeting, and the long goodbye plays from about 3.2 s to 6 s. */
const bye: RelayCall['moves'] = [
  [0, (twilio) => twilio.setUp()],
  [2_000, (twilio) => twilio.says('bye')],
];

function play(change: Partial<RelayCall> = {}): Promise<RelayedCall> {
  const { moves = [], ...rest } = change;
  return playRelayCall({ agent, ...rest, moves: [...bye, ...moves] });
}

const byAgent = { ended_reason: 'agent_ended', trigger: 'tool', ended_by: 'agent' };

describe('the farewell is heard', () => {
  test('to its last token: confirmed, and the phone is down within a second', async () => {
    const { record, spoken, asked, status } = await play();
    expect(spoken.join('')).toBe(`Hello.${longGoodbye}`);
    expect(record).toMatchObject({ ...byAgent, farewell: { text: longGoodbye, heard: 'confirmed', heard_share: 1 } });
    expect(record.hang_up).toMatchObject({ attempts: 1, proof: 'carrier_ended', leaked_seconds: 0 });
    expect(asked).toEqual(['POST Status=completed']);
    expect([status, record.carrier_cause]).toEqual(['completed', 'completed']);
  });

  test.each([
    ['all', 500],
    ['speaker', 600],
  ] as const)('with events: %s, and the hang-up follows %i ms after the last word', async (events, afterMs) => {
    const { log, silentAt } = await play({ events });
    const ordered = log.find((entry) => 'effects' in entry && entry.effects.some((e) => e.type === 'hang_up'));
    expect(ordered!.at - silentAt).toBe(afterMs);
  });

  test.each(['speaker', 'none'] as const)('with events: %s, as well as can be told', async (events) => {
    const { record, spoken } = await play({ events });
    expect(spoken.join('')).toBe(`Hello.${longGoodbye}`);
    expect(record).toMatchObject({ ...byAgent, farewell: { heard: 'estimated', heard_share: 1 } });
    expect(record.hang_up).toMatchObject({ attempts: 1, proof: 'carrier_ended' });
  });
});

describe('the caller speaks over the farewell', () => {
  test.each(['all', 'speaker', 'none'] as const)(
    '"wait, one more thing" takes the call back (events: %s)',
    async (events) => {
      const { record, spoken } = await play({
        events,
        moves: [
          [4_500, (twilio) => twilio.says('wait, one more thing')],
          [12_000, (twilio) => twilio.says('bye')],
        ],
      });
      expect(record.rescues).toMatchObject([{ text: 'wait, one more thing' }]);
      expect(record.transcript.map((turn) => [turn.role, turn.text, turn.cut])).toEqual([
        ['agent', 'Hello.', false],
        ['caller', 'bye', false],
        ['agent', expect.stringMatching(/^Thank you for/), true],
        ['caller', 'wait, one more thing', false],
        ['agent', 'I see.', false],
        ['caller', 'bye', false],
        ['agent', longGoodbye, false],
      ]);
      expect(spoken.at(-1)).toMatch(/goodbye!$/);
      expect(record).toMatchObject({ ...byAgent, farewell: { heard_share: 1, rescues: 1 } });
    },
  );

  test.each(['all', 'speaker', 'none'] as const)('"okay bye" hangs up at once (events: %s)', async (events) => {
    const { record, spoken } = await play({ events, moves: [[4_500, (twilio) => twilio.says('okay bye')]] });
    expect(record).toMatchObject({ ...byAgent, farewell: { heard: 'cut_by_closing', rescues: 0 } });
    expect(record.farewell.heard_share).toBeGreaterThan(0.1);
    expect(record.farewell.heard_share).toBeLessThan(0.6);
    expect(spoken.at(-1)).toMatch(/^Thank you for.*…$/);
    expect(record.hang_up.proof).toBe('carrier_ended');
  });
});

describe('the carrier', () => {
  test('refuses five hang-ups and takes the sixth', async () => {
    const { record, asked } = await play({ failures: 5, callbacks: 'lost' });
    expect(record).toMatchObject({ ...byAgent, farewell: { heard: 'confirmed' } });
    expect(record.hang_up_attempts.map((attempt) => attempt.proof)).toEqual([null, null, null, null, null, 'accepted']);
    expect(record.hang_up).toMatchObject({ attempts: 6, proof: 'carrier_ended', leaked_seconds: 15 });
    expect(asked).toEqual([...Array.from({ length: 6 }, () => 'POST Status=completed'), 'GET']);
  });

  test('takes no hang-up, but asks what to do next: the answer drops the leg', async () => {
    const { record } = await play({ failures: 99 });
    expect(record).toMatchObject({ ...byAgent, carrier_cause: 'completed' });
    expect(record.hang_up).toMatchObject({ proof: 'carrier_ended', leaked_seconds: 1 });
    expect(record.hang_up_attempts.map((attempt) => attempt.proof)).toEqual([null, null]);
  });

  test('takes no hang-up and tells nothing: the record says so', async () => {
    const { record, status } = await play({ failures: 99, callbacks: 'lost' });
    expect(record).toMatchObject({ ...byAgent, carrier_cause: null });
    expect(record.hang_up).toMatchObject({ proof: null, leaked_seconds: 32 });
    expect(status).toBe('in-progress');
  });

  test.each(['lost', 'doubled', 'reordered'] as const)(
    'has its callbacks %s: one end, the same proof',
    async (callbacks) => {
      const { record, log } = await play({ callbacks });
      expect(record).toMatchObject({ ...byAgent, farewell: { heard: 'confirmed' }, carrier_cause: 'completed' });
      expect(record.hang_up).toMatchObject({ attempts: 1, proof: 'carrier_ended' });
      const ends = log.flatMap((entry) => ('effects' in entry ? entry.effects : []));
      expect(ends.filter((effect) => effect.type === 'record_end')).toHaveLength(1);
    },
  );

  test.each(['completed', 'invalid state'] as const)(
    'answers "%s" to a hang-up: that is success',
    async (hangUpSays) => {
      const { record } = await play({ hangUpSays, callbacks: 'lost' });
      expect(record).toMatchObject({ ...byAgent, hang_up: { attempts: 1, proof: 'carrier_ended' } });
    },
  );
});

describe('the session breaks', () => {
  test.each(['sent', 'lost'] as const)(
    'in the middle of the farewell (callbacks %s): one end, with the truth',
    async (callbacks) => {
      const { record, status } = await play({ callbacks, moves: [[4_500, (twilio) => twilio.breaks()]] });
      expect(record).toMatchObject({
        ended_reason: 'agent_ended',
        carrier_cause: 'relay session lost',
        ended_by: 'system',
      });
      expect(record.farewell).toMatchObject({ heard: 'unconfirmed' });
      expect(record.farewell.heard_share).toBeGreaterThan(0.1);
      expect([record.hang_up.proof, status]).toEqual(['carrier_ended', 'completed']);
    },
  );

  test('in the middle of the conversation: an error, and the leg is dropped', async () => {
    const { record, status } = await play({ callbacks: 'lost', moves: [[1_500, (twilio) => twilio.breaks()]] });
    expect(record).toMatchObject({ ended_reason: 'error', ended_by: 'system', carrier_cause: 'relay session lost' });
    expect([record.hang_up.proof, status]).toEqual(['carrier_ended', 'completed']);
  });
});

describe('the caller hangs up', () => {
  test.each(['sent', 'lost'] as const)('in the conversation (callbacks %s)', async (callbacks) => {
    const { record } = await play({ callbacks, moves: [[1_500, (twilio) => twilio.hangsUp()]] });
    expect(record).toMatchObject({ ended_reason: 'caller_hangup', ended_by: 'caller', carrier_cause: 'completed' });
    expect(record.farewell.heard).toBe('not_started');
    expect(record.hang_up).toMatchObject({ attempts: 0, proof: 'carrier_ended' });
  });

  test('in the farewell: still the agent ended it, the caller dropped the line', async () => {
    const { record, spoken } = await play({ moves: [[4_500, (twilio) => twilio.hangsUp()]] });
    expect(record).toMatchObject({ ...byAgent, ended_by: 'caller', farewell: { heard: 'unconfirmed' } });
    expect(record.transcript.at(-1)).toMatchObject({ role: 'agent', cut: true });
    expect(spoken.at(-1)).toMatch(/…$/);
  });
});

test('an outbound call that nobody answers', async () => {
  const busy: RelayCall['moves'] = [[4_000, (twilio) => twilio.hangsUp()]];
  const { record } = await playRelayCall({ agent, direction: 'outbound', moves: busy });
  expect(record).toMatchObject({ ended_reason: 'not_answered', ended_by: 'carrier', answered_at: null });
});

test('hold music on the line: nobody says anything, and the clock ends it', async () => {
  const { record, spoken } = await playRelayCall({
    agent: agentThat([], { silence: { timeout_seconds: 5 }, farewell: { mode: 'static', message: 'Goodbye then.' } }),
    moves: [[0, (twilio) => twilio.setUp()]],
  });
  expect(spoken).toEqual(['Hello.', 'Goodbye then.']);
  expect(record).toMatchObject({ ended_reason: 'silence_timeout', farewell: { heard: 'confirmed' } });
});

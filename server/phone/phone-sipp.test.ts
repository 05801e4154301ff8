/** What telephones do that do not keep to the plan, in real time, by sipp. Sources: RFC 3261, design ending.md section 8. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import type { CallRecord } from '../../contract/call.ts';
import type { SippRun } from '../testing/sipp.ts';
import { keypadAgent, type PhoneWorld, phoneWorld, type WatchedCall } from '../testing/phone-world.ts';
import { describeWith } from '../testing/programs.ts';

/** Asked often, and not for long. */
const limits = { hangUpRetryMs: [200, 300, 500], hangUpMsMax: 1_800 };
const hungUp = { trigger: 'keypad', ended_by: 'agent', farewell: { heard: 'confirmed' } };
const proved = { attempts: 1, proof: 'far_end_confirmed', leaked_seconds: 0 };

describeWith(['sipp', 'flite'], 'a telephone', () => {
  let store: Store;
  let world: PhoneWorld;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    world = await phoneWorld(store, { agent: keypadAgent, limits });
  });
  afterAll(async () => {
    await world?.close();
    await store.close();
  });

  test.each(['udp', 'tcp'] as const)(
    'over %s is answered, said goodbye to and hung up with proof',
    async (transport) => {
      const call = await world.sipp('hung-up-on', { transport, words: { pauseMs: '800' } });
      expect(await played(call)).toMatchObject({ ...hungUp, hang_up: proved });
    },
  );

  test('that never answers BYE is asked again, and its end raises the alarm', async () => {
    const call = await world.sipp('deaf', { words: { pauseMs: '1500' } });
    const { hang_up, ended_reason, hang_up_attempts } = await played(call);
    expect({ ended_reason, proof: hang_up.proof }).toEqual({ ended_reason: 'agent_ended', proof: null });
    expect(hang_up.attempts).toBeGreaterThanOrEqual(4);
    expect(hang_up_attempts.every(({ proof }) => proof === null)).toBe(true);
    expect(hang_up.latency_ms).toBeGreaterThanOrEqual(limits.hangUpMsMax);
    expect(effectsOf(call)).toContain('watch_leg');
    const metrics = await (await world.server.send('/metrics')).text();
    expect(metrics).toContain('ringoff_hang_ups_unproved_total 1');
  });

  test('that answers BYE with 400 and stays is not believed', async () => {
    const call = await world.sipp('stays');
    const { hang_up } = await played(call);
    expect(hang_up).toMatchObject({ attempts: 3, proof: 'far_end_confirmed' });
    expect(answersOf(call)).toEqual([
      'BYE was answered 400 Bad Request',
      'BYE was answered 400 Bad Request',
      'BYE was answered 200 OK',
    ]);
  });

  test('whose INVITE and BYE come twice is one call with one end', async () => {
    const before = await callsOf();
    const call = await world.sipp('repeats');
    expect(await played(call)).toMatchObject({
      ended_reason: 'caller_hangup',
      ended_by: 'caller',
      carrier_cause: 'BYE',
      hang_up: { attempts: 0, proof: 'far_end_confirmed' },
    });
    expect(await callsOf()).toBe(before + 1);
  });

  test('that holds the line stops the silence clock, and is heard again after it', async () => {
    const heldMs = 2_000;
    const call = await world.sipp('holds', { words: { heldMs: `${heldMs}` } });
    const record = await played(call);
    expect(record).toMatchObject({ ...hungUp, hang_up: proved });
    const at = (type: string): number => call.entries.find((e) => 'event' in e && e.event.type === type)!.at;
    expect(at('work.finished') - at('work.started')).toBeGreaterThan(heldMs - 100);
    expect(record.clocks.quiet_seconds * 1000).toBeLessThan(heldMs - 500);
  });

  test('whose first ACK is lost is answered again', async () => {
    const call = await world.sipp('loses-ack');
    expect(await played(call)).toMatchObject({ ...hungUp, hang_up: proved });
  });

  test('that calls nobody is told so', async () => {
    const { run } = await world.sipp('refused', { called: 'nobody', words: { status: '404' } });
    await run.over;
    expect(world.server.switchboard.size).toBe(0);
  });

  test('that gives up while it rings is a call with its end', async () => {
    const { promise: gaveUp, resolve } = Promise.withResolvers<void>();
    const slow = await phoneWorld(withSlowAgents(store, gaveUp), { agent: keypadAgent });
    try {
      const { run, record } = await slow.sipp('cancels');
      await run.over;
      resolve();
      expect(await record).toMatchObject({ ended_reason: 'caller_hangup', carrier_cause: 'CANCEL', answered_at: null });
    } finally {
      await slow.close();
    }
  });

  /** Stored ones. */
  const callsOf = async (): Promise<number> =>
    Number((await store.db.selectFrom('call').select('id').execute()).length);
});

describeWith(['sipp', 'flite'], 'a telephone that we do not know', () => {
  let store: Store;
  beforeAll(async () => void (store = await openStore({ memory: true })));
  afterAll(() => store.close());

  const strangers = { RINGOFF_SIP_ALLOW: '192.0.2.1' };

  async function withWorld(env: Record<string, string>, play: (world: PhoneWorld) => Promise<void>): Promise<void> {
    const world = await phoneWorld(store, { agent: keypadAgent, env: { ...strangers, ...env } });
    try {
      await play(world);
    } finally {
      await world.close();
    }
  }

  test('hears nothing, unless the settings say otherwise', () =>
    withWorld({}, async ({ sipp, server }) => {
      await (
        await sipp('unheard')
      ).run.over;
      expect(server.switchboard.size).toBe(0);
    }));

  test.each([
    ['is refused', '403', { RINGOFF_SIP_UNKNOWN: 'refuse' }],
    ['is asked for a password', '401', { RINGOFF_SIP_USERS: 'ann:secret' }],
  ])('%s', (_what, status, env) =>
    withWorld(env, async ({ sipp, server }) => {
      await (
        await sipp('refused', { words: { status } })
      ).run.over;
      expect(server.switchboard.size).toBe(0);
    }),
  );
});

/** To its end on both sides; sipp tells what did not go as written. */
async function played({ record, run }: WatchedCall & { run: SippRun }): Promise<CallRecord> {
  const [ended] = await Promise.all([record, run.over]);
  return ended;
}

function effectsOf({ entries }: WatchedCall): string[] {
  return entries.flatMap((entry) => ('effects' in entry ? entry.effects.map(({ type }) => type) : []));
}

function answersOf({ entries }: WatchedCall): string[] {
  return entries.flatMap((entry) =>
    'event' in entry && entry.event.type === 'hang_up.answered' ? (entry.event.detail ?? '') : [],
  );
}

/** Whose calls ring for as long as this takes. */
function withSlowAgents(store: Store, until: Promise<void>): Store {
  const get: Store['agents']['get'] = async (...args) => {
    await until;
    return store.agents.get(...args);
  };
  return { ...store, agents: { ...store.agents, get } };
}

/** Replays over the API, of the calls that come with a new database. */
import { afterEach, expect, test } from 'vitest';
import { addSampleAgents } from '../../simulator/sample-agents.ts';
import { addSampleCalls } from '../../simulator/sample-calls.ts';
import { firstAccount } from '../first-account.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { type TestServer, testServer } from '../testing/server.ts';

/** Nobody spoke in it; there is a check-in before its timeout of 20 s. */
const silent = 'call_sample_6';

onEachDatabase('replays', (databases) => {
  let server: TestServer;
  afterEach(() => server?.close());

  /** Answers how many calls there are. */
  async function withSamples(): Promise<number> {
    const store = await databases.store();
    await addSampleAgents(store, firstAccount);
    await addSampleCalls(store, firstAccount);
    server = await testServer(store);
    return (await server.api.calls.list({ limit: 200 })).items.length;
  }

  const post = async (path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
    const headers = { 'content-type': 'application/json' };
    const response = await server.send(path, { method: 'POST', body: JSON.stringify(body), headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('of one call tell when and why it would have ended, on its own timeline', async () => {
    await withSamples();
    const ending = { silence: { timeout_seconds: 13 } };
    const replay = await server.api.replays.one({ id: silent, ending });
    expect(replay).toMatchObject({
      change: 'earlier',
      other_reason: false,
      was: { ended_reason: 'silence_timeout', trigger: 'silence' },
      would_be: { ended_reason: 'silence_timeout', farewell_heard: 'confirmed' },
      unknown: [{ code: 'caller' }],
    });
    expect(replay.was.decided_at_seconds - replay.would_be.decided_at_seconds).toBeCloseTo(7, 1);
    expect(replay.parted_at_seconds).toBeCloseTo(replay.would_be.decided_at_seconds, 3);
    const { entries } = await server.api.calls.timeline({ id: silent });
    const known = replay.entries.filter(({ supposed }) => !supposed);
    const logged = entries.filter(({ event }) => event !== null).slice(0, known.length);
    expect(known.map(({ event, at_seconds }) => [at_seconds, event])).toEqual(
      logged.map(({ event, at_seconds }) => [at_seconds, event]),
    );
    expect((await server.api.agents.get({ id: 'front-desk' })).version).toBe(1); // Nothing is stored.
    expect((await server.api.calls.timeline({ id: silent })).entries).toEqual(entries);
  });

  test('of many calls count them, and list those that change', async () => {
    const calls = await withSamples();
    const all = await server.api.replays.many({ ending: { max_duration: { seconds: 20 } } });
    expect(all.calls).toBe(calls);
    expect(all.same + all.earlier + all.later).toBe(calls);
    expect(all.items.length).toBeGreaterThan(3);
    const { earlier, other_reason, items } = await server.api.replays.many({
      agent_id: 'front-desk',
      ended_reason: ['silence_timeout'],
      ending: { silence: { timeout_seconds: 13 } },
    });
    expect({ earlier, other_reason }).toEqual({ earlier: 1, other_reason: 0 });
    expect(items).toMatchObject([{ call_id: silent, agent_id: 'front-desk', change: 'earlier', unknown: ['caller'] }]);
  });

  test('with the settings that the calls had change nothing', async () => {
    const calls = await withSamples();
    const told = await server.api.replays.many({ ending: { enabled: true } });
    expect(told).toMatchObject({ calls, same: calls, other_reason: 0, left_out: 0, items: [] });
  });

  test('refuse what cannot be replayed, and say what would be right', async () => {
    const calls = await withSamples();
    const ending = { silence: { timeout_seconds: 6 } };
    expect(await post(`/v1/calls/${silent}/replay`, { ending })).toMatchObject({
      status: 400,
      body: {
        error: { path: 'ending.silence.check_ins[0].after_seconds', hint: expect.stringContaining('front-desk') },
      },
    });
    expect(await post(`/v1/calls/${silent}/replay`, { ending: {} })).toMatchObject({ status: 400 });
    expect(await post(`/v1/calls/${silent}/replay`, { ending: { silense: 1 } })).toMatchObject({
      status: 400,
      body: { error: { path: 'ending.silense' } },
    });
    expect(await post('/v1/calls/call_none/replay', { ending })).toMatchObject({ status: 404 });
    expect(await post('/v1/replays', { ending, limit: 501 })).toMatchObject({
      status: 400,
      body: { error: { path: 'limit' } },
    });
    const live = await server.call({ agentId: 'front-desk' });
    expect(await post(`/v1/calls/${live.header.callId}/replay`, { ending })).toMatchObject({
      status: 409,
      body: { error: { code: 'call_live' } },
    });
    expect(await server.api.replays.many({ ending: { tag: true } })).toMatchObject({ calls, left_out: 1 });
  });
});

/** What the analytics count, through the API, on both databases. */
import { afterEach, expect, test } from 'vitest';
import type { CallRecord } from '../contract/call.ts';
import { apiClient } from '../contract/client.ts';
import type { NewCall } from './store/call.ts';
import type { Store } from './store/store.ts';
import { onEachDatabase } from './store/testing/databases.ts';
import { sampleCall } from './store/testing/samples.ts';
import { recordOfCall } from './testing/ended-call.ts';
import { anotherAccount, type TestServer, testServer } from './testing/server.ts';

const range = { started_from: '2026-11-16T00:00:00Z', started_before: '2026-11-23T00:00:00Z' };

type Ended = { at: string; call?: Partial<NewCall>; record?: Partial<CallRecord> };

async function ended(store: Store, calls: readonly Ended[]): Promise<void> {
  for (const { at, call: parts, record } of calls) {
    const call = await sampleCall(store, { startedAt: new Date(at), ...parts });
    if (parts?.agentId) await store.agents.put(call.accountId, parts.agentId, { name: parts.agentId });
    await store.calls.begin(call, 'node_a');
    await store.calls.end(call.id, 1, { ...recordOfCall(call), ...record }, []);
  }
}

const calls: readonly Ended[] = [
  { at: '2026-11-16T12:00:00Z' },
  {
    at: '2026-11-16T23:30:00Z', // The next day in Berlin.
    record: {
      ended_reason: 'caller_hangup',
      trigger: 'caller',
      custom_end_call_reason: undefined,
      outcome_tags: [],
      farewell: { text: '', heard: 'not_started', heard_share: 0, rescues: 0, source: 'none' },
      hang_up: { attempts: 0, proof: 'far_end_confirmed', latency_ms: 0, leaked_seconds: 0 },
    } as Partial<CallRecord>,
  },
  {
    at: '2026-11-18T09:00:00Z',
    record: {
      outcome_tags: ['completed', 'constructor'],
      farewell: { text: 'Bye', heard: 'unconfirmed', heard_share: 0.5, rescues: 2, source: 'tool_message' },
      hang_up: { attempts: 2, proof: 'accepted', latency_ms: 900, leaked_seconds: 7 },
      vetoes: [
        { at_seconds: 3, reason: 'open_question' },
        { at_seconds: 9, reason: 'open_question' },
      ],
    },
  },
  { at: '2026-11-18T10:00:00Z', call: { sample: true } },
  { at: '2026-11-23T00:00:00Z' },
];

const flow = { block: 'when', path: ['when'], end_block: null, slots: {}, follow_ups: null };

onEachDatabase('analytics', (databases) => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  async function serve(stored: readonly Ended[] = []): Promise<{ store: Store; server: TestServer }> {
    const store = await databases.store();
    await ended(store, stored);
    server = await testServer(store);
    return { store, server };
  }

  test('count each call of the range once: altogether, in its bucket, for its agent', async () => {
    const { server } = await serve(calls);
    const { total, over_time: days, agents } = await server.api.analytics.get(range);
    expect(total).toEqual({
      calls: 3,
      seconds: 435,
      ended_reasons: { agent_ended: 2, caller_hangup: 1 },
      triggers: { tool: 2, caller: 1 },
      outcome_tags: { completed: 2, constructor: 1 },
      end_call_reasons: { 'Wrong number': 2 },
      farewells: {
        said: 2,
        unheard: 1,
        heard_share: 0.75,
        heard: { confirmed: 1, not_started: 1, unconfirmed: 1 },
      },
      rescues: { calls: 1, times: 2 },
      vetoes: { calls: 1, reasons: { open_question: 2 } },
      hang_ups: {
        asked: 2,
        unconfirmed: 1,
        proofs: { far_end_confirmed: 1, accepted: 1 },
        latency_ms: { p50: 212, p90: 900, p99: 900 },
        leaked_seconds: 7,
      },
    });
    expect(days.map(({ calls: count }) => count)).toEqual([2, 0, 1, 0, 0, 0, 0]);
    expect(days[2]!.hang_ups.latency_ms).toEqual({ p50: 900, p90: 900, p99: 900 });
    expect(agents).toEqual([{ agent_id: 'agent_sample', ...total }]);
  });

  test('begin days at the midnight of the zone, also where the clock is changed', async () => {
    const { server } = await serve(calls);
    const berlin = { ...range, time_zone: 'Europe/Berlin' };
    const { over_time: days } = await server.api.analytics.get(berlin);
    expect(days.slice(0, 3).map(({ at, calls: count }) => [at, count])).toEqual([
      ['2026-11-15T23:00:00.000Z', 1],
      ['2026-11-16T23:00:00.000Z', 1],
      ['2026-11-17T23:00:00.000Z', 1],
    ]);
    const autumn = { started_from: '2026-10-23T22:00:00Z', started_before: '2026-10-26T23:00:00Z' };
    const { over_time: long } = await server.api.analytics.get({ ...autumn, time_zone: 'Europe/Berlin' });
    expect(long.map(({ at }) => at.slice(0, 13))).toEqual(['2026-10-23T22', '2026-10-24T22', '2026-10-25T23']);
    const { over_time: weeks } = await server.api.analytics.get({ ...range, bucket: 'week' });
    expect(weeks.map(({ at, calls: count }) => [at.slice(0, 10), count])).toEqual([['2026-11-16', 3]]);
  });

  test('show samples alone, one agent alone, and nothing of another account', async () => {
    const { store, server } = await serve(calls);
    expect((await server.api.analytics.get({ ...range, samples: 'true' })).total.calls).toBe(1);
    expect((await server.api.analytics.get({ ...range, agent_id: 'nobody' })).total.calls).toBe(0);
    const other = apiClient({ url: server.url, key: (await anotherAccount(store)).key });
    expect((await other.analytics.get(range)).total.calls).toBe(0);
  });

  test('show the most frequent words that users chose, and no more', async () => {
    const tagged = Array.from({ length: 25 }, (_, n) => ({
      at: '2026-11-18T09:00:00Z',
      record: { outcome_tags: [`tag ${n}`, 'all'] },
    }));
    const { server } = await serve(tagged);
    const { total } = await server.api.analytics.get(range);
    expect(Object.keys(total.outcome_tags)).toHaveLength(20);
    expect(total.outcome_tags['all']).toBe(25);
  });

  test('count in which blocks the calls of an agent ended, and why', async () => {
    const inBlock = (block: string | null, ended_reason: CallRecord['ended_reason'], at = '2026-11-18T09:00:00Z') => ({
      at,
      record: { ended_reason, flow: { ...flow, block } },
    });
    const { server } = await serve([
      inBlock('goodbye', 'agent_ended'),
      inBlock('when', 'silence_timeout'),
      inBlock('when', 'caller_hangup'),
      inBlock('when', 'caller_hangup'),
      inBlock(null, 'not_answered'),
      inBlock('earlier', 'agent_ended', '2026-10-01T09:00:00Z'),
      { ...inBlock('when', 'agent_ended'), call: { sample: true } },
      { ...inBlock('when', 'agent_ended'), call: { agentId: 'another' } },
      ...calls,
    ]);
    const asked = { agent_id: 'agent_sample', started_before: range.started_before };
    expect(await server.api.analytics.blocks(asked)).toEqual({
      started_from: '2026-10-24T00:00:00.000Z',
      started_before: '2026-11-23T00:00:00.000Z',
      samples: false,
      calls: 4,
      blocks: [
        { block: 'when', calls: 3, ended_reasons: { caller_hangup: 2, silence_timeout: 1 } },
        { block: 'goodbye', calls: 1, ended_reasons: { agent_ended: 1 } },
      ],
    });
    const samples = await server.api.analytics.blocks({ ...asked, samples: 'true' });
    expect(samples.blocks).toEqual([{ block: 'when', calls: 1, ended_reasons: { agent_ended: 1 } }]);
    expect(await server.api.analytics.blocks({ ...asked, agent_id: 'nobody' })).toMatchObject({ calls: 0, blocks: [] });
  });

  test('count the blocks of a year at most, and nothing of another account', async () => {
    const { store, server } = await serve([{ at: '2026-11-18T09:00:00Z', record: { flow } }]);
    const asked = { ...range, agent_id: 'agent_sample' };
    expect((await server.api.analytics.blocks(asked)).calls).toBe(1);
    const other = apiClient({ url: server.url, key: (await anotherAccount(store)).key });
    expect((await other.analytics.blocks(asked)).calls).toBe(0);
    const query = new URLSearchParams({ ...asked, started_from: '2025-11-01T00:00:00Z' });
    const answer = await server.send(`/v1/analytics/blocks?${query}`);
    expect([answer.status, (await answer.json()) as unknown]).toMatchObject([400, { error: { path: 'started_from' } }]);
  });

  test.each([
    [{ started_from: '2026-11-20T00:00:00Z', started_before: '2026-11-20T00:00:00Z' }, 'started_before'],
    [{ ...range, started_from: '2020-01-01T00:00:00Z' }, 'started_from'],
    [{ ...range, bucket: 'hour', started_from: '2026-11-01T00:00:00Z' }, 'started_from'],
    [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
    [{ time_zone: '+02:00' }, 'time_zone'],
  ])('refuse %j', async (query, path) => {
    const { server } = await serve();
    const answer = await server.send(`/v1/analytics?${new URLSearchParams(query)}`);
    expect([answer.status, (await answer.json()) as unknown]).toMatchObject([400, { error: { path } }]);
  });
});

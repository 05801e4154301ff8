import { afterEach, beforeEach, expect, test } from 'vitest';
import { onEachDatabase } from '../store/testing/databases.ts';
import { all, read, type Sent, seqsOf as seqs, take, until } from '../testing/sent-events.ts';
import { type TestServer, testServer } from '../testing/server.ts';

onEachDatabase('live events', (databases) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await testServer(await databases.store(), { config: { streamsPerKey: 3 } });
  });
  afterEach(() => server.close());

  const upTo = (count: number): number[] => Array.from({ length: count }, (_, seq) => seq);

  async function follow(path: string, lastEventId?: string | null): Promise<AsyncGenerator<Sent>> {
    const headers = lastEventId ? { 'last-event-id': lastEventId } : {};
    const response = await server.send(path, { headers });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    return read(response);
  }

  test('a call is told from its beginning to its end', async () => {
    const call = await server.call();
    const stream = await follow(`/v1/calls/${call.callId}/events`);
    call.caller.says('bye');
    const sent = await all(stream);
    const record = await call.session.done;
    expect(sent.at(-1)?.event).toEqual({ type: 'call.ended', call_id: call.callId, ended_reason: record.ended_reason });
    expect(seqs(sent)).toEqual(upTo(call.entries.length));
  });

  test('a reader that comes back misses nothing and gets nothing twice', async () => {
    const call = await server.call();
    const path = `/v1/calls/${call.callId}/events`;
    const first = await take(await follow(path), 3);
    call.caller.says('hello');
    const second = await take(await follow(path, first.at(-1)!.id), 2);
    call.caller.says('bye');
    await call.session.done;
    const third = await all(await follow(path, second.at(-1)!.id));
    expect(seqs([...first, ...second, ...third])).toEqual(upTo(call.entries.length));
    expect(third.at(-1)?.event.type).toBe('call.ended');
    expect(await all(await follow(path, third.at(-1)!.id))).toMatchObject([{ event: { type: 'call.ended' } }]);
  });

  test('all calls are told from now on, and can be resumed', async () => {
    const past = await server.call();
    const stream = await follow('/v1/events');
    const call = await server.call();
    const first = await take(stream, 2);
    expect(first[0]?.event).toMatchObject({ type: 'call.started', call_id: call.callId, agent_id: 'polite' });
    call.caller.says('bye');
    await call.session.done;
    const rest = await until(await follow('/v1/events', first.at(-1)!.id), 'call.ended');
    expect(seqs([...first, ...rest])).toEqual(upTo(call.entries.length));
    expect(rest.every(({ event }) => event.type !== 'events.missed' && event.call_id !== past.callId)).toBe(true);
  });

  test('a reader from before a restart is told so', async () => {
    const [sent] = await take(await follow('/v1/events', '0123456789ab-7'), 1);
    expect(sent?.event).toEqual({ type: 'events.missed' });
  });

  test('a key has so many streams, and gets them back', async () => {
    const streams = await Promise.all([1, 2, 3].map(() => follow('/v1/events')));
    const fourth = await server.send('/v1/events');
    expect(fourth.status).toBe(429);
    expect(await fourth.json()).toMatchObject({ error: { code: 'too_many_streams' } });
    await streams[0]!.return(undefined);
    // The server hears of it a moment later.
    for (let status = 429; status !== 200;) {
      const again = await server.send('/v1/events');
      ({ status } = again);
      if (status === 200) await again.body?.cancel();
    }
  });

  test('a revoked key is read to no longer', async () => {
    const made = await server.api.account.createKey({});
    const headers = { authorization: `Bearer ${made.key}` };
    const response = await server.send('/v1/events', { headers });
    await server.api.account.revokeKey({ id: made.id });
    expect(await all(read(response))).toEqual([]);
  });

  test('the typed client reads them too', async () => {
    const call = await server.call();
    const types = new Set<string>();
    const stream = await server.api.calls.events({ id: call.callId });
    call.caller.says('bye');
    for await (const event of stream) types.add(event.type);
    expect([...types]).toEqual(['call.entry', 'call.ended']);
  });
});

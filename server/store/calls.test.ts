import { describe, expect, test } from 'vitest';
import { Terminal } from '../../contract/errors.ts';
import { callStore } from './calls.ts';
import { afterCallQueue, type AfterCallJob } from './jobs.ts';
import type { Store } from './store.ts';
import { onEachDatabase } from './testing/databases.ts';
import { account, beginCall, entriesTo, entry, expireLease, sampleCall, sampleRecord } from './testing/samples.ts';

const afterCallJobs = (store: Store) => store.jobs.boss.findJobs<AfterCallJob>(afterCallQueue, {});

onEachDatabase('calls', (databases) => {
  describe('beginning a call', () => {
    test('commits the intent and takes the lease', async () => {
      const store = await databases.store();
      const call = await sampleCall(store);
      expect(await store.calls.begin(call, 'node_a')).toBe(1);
      const stored = await store.calls.get(account, call.id);
      expect(stored).toMatchObject({ ...call, state: 'live', leaseNode: 'node_a', leaseEpoch: 1, record: null });
      expect(stored!.leaseUntil.getTime() - stored!.startedAt.getTime()).toBeGreaterThan(5_900);
    });

    test('may be repeated, but not by somebody else', async () => {
      const store = await databases.store();
      const call = await beginCall(store, 'node_a');
      expect(await store.calls.begin(call, 'node_a')).toBe(1);
      await expect(store.calls.begin(call, 'node_b')).rejects.toThrow(Terminal);
    });

    test('later knowledge is added', async () => {
      const store = await databases.store();
      const call = await beginCall(store);
      const changes = { legId: 'leg-1', answeredAt: new Date('2026-01-02T03:04:05.678Z'), intent: { transfer: true } };
      expect(await store.calls.amend(call.id, 1, changes)).toBe('amended');
      expect(await store.calls.get(account, call.id)).toMatchObject(changes);
      expect(await store.calls.amend(call.id, 0, changes)).toBe('fenced');
    });
  });

  describe('the log of a call', () => {
    test('reads back equal, a repeated batch doubles nothing', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store);
      const [first, second] = [entriesTo(60), entriesTo(100)];
      expect(await store.calls.append(id, 1, first)).toBe('appended');
      expect(await store.calls.append(id, 1, first)).toBe('appended');
      expect(await store.calls.append(id, 1, second)).toBe('appended');
      expect(await store.calls.log(account, id)).toEqual(second);
      expect(await store.calls.log('acc_other', id)).toEqual([]);
    });

    test('takes its own entries when many calls append at the same time, and none under an old epoch', async () => {
      const store = await databases.store();
      const calls = await Promise.all(Array.from({ length: 12 }, () => beginCall(store)));
      const batches = calls.map((_, place) => entriesTo(place + 1));
      const lost = 7;
      const outcomes = calls.map(({ id }, place) => store.calls.append(id, place === lost ? 0 : 1, batches[place]!));
      expect(await Promise.all(outcomes)).toEqual(calls.map((_, place) => (place === lost ? 'fenced' : 'appended')));
      for (const [place, { id }] of calls.entries()) {
        expect(await store.calls.log(account, id)).toEqual(place === lost ? [] : batches[place]);
      }
    });

    test('takes any characters and shapes', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store);
      const odd = { seq: 0, at: 0, text: 'a\0b\ud800 \\u0000 "ü" 𝄞', list: [[], {}, null, 1e-7, true], null: null };
      await store.calls.append(id, 1, [odd]);
      expect(await store.calls.log(account, id)).toEqual([{ ...odd, text: 'a\ufffdb\ufffd \\u0000 "ü" 𝄞' }]);
    });

    test('is closed to an old epoch and after the end', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store);
      expect(await store.calls.append(id, 0, [entry(0)])).toBe('fenced');
      await store.calls.end(id, 1, sampleRecord, [entry(0)]);
      expect(await store.calls.append(id, 1, [entry(1)])).toBe('already_ended');
      await expect(store.calls.append('call_unknown', 1, [entry(0)])).rejects.toThrow(Terminal);
      expect(await store.calls.log(account, id)).toHaveLength(1);
    });
  });

  describe('ending a call', () => {
    test('stores the record, the last entries and one job', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store);
      await store.calls.append(id, 1, [entry(0)]);
      expect(await store.calls.end(id, 1, sampleRecord, [entry(0), entry(1)])).toBe('ended');
      expect(await store.calls.get(account, id)).toMatchObject({
        state: 'ended',
        answeredAt: new Date(sampleRecord.answered_at!),
        endedAt: new Date(sampleRecord.ended_at),
        endedReason: 'agent_ended',
        trigger: 'tool',
        customEndCallReason: 'Wrong number',
        outcomeTags: sampleRecord.outcome_tags,
        record: sampleRecord,
      });
      expect(await store.calls.log(account, id)).toEqual(entriesTo(2));
      expect((await afterCallJobs(store)).map(({ data }) => data)).toEqual([{ callId: id, accountId: account }]);
    });

    test('happens once, even when asked at the same time', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store);
      const ends = await Promise.all(entriesTo(5).map((last) => store.calls.end(id, 1, sampleRecord, [last])));
      expect(ends.sort()).toEqual(['already_ended', 'already_ended', 'already_ended', 'already_ended', 'ended']);
      expect(await afterCallJobs(store)).toHaveLength(1);
      expect(await store.calls.log(account, id)).toHaveLength(1);
    });

    test('is refused to an old epoch', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store);
      await expireLease(store, id);
      await store.calls.takeOver({ node: 'node_b', limit: 10 });
      expect(await store.calls.end(id, 1, sampleRecord, [entry(0)])).toBe('fenced');
      expect(await store.calls.end(id, 2, sampleRecord, [])).toBe('ended');
      expect(await store.calls.end(id, 1, sampleRecord, [])).toBe('fenced');
      expect(await store.calls.log(account, id)).toEqual([]);
    });

    test('calls that end at once are each stored whole, and one that was lost or cannot be stored harms none', async () => {
      const store = await databases.store();
      const calls = [];
      for (let count = 0; count < 40; count++) calls.push((await beginCall(store)).id);
      const [lost, bad, ...good] = calls as [string, string, ...string[]];
      const broken = { ...sampleRecord, ended_at: 'at noon' };
      const ends = await Promise.allSettled([
        ...good.map((id) => store.calls.end(id, 1, sampleRecord, [entry(0), entry(1)])),
        store.calls.end(lost, 2, sampleRecord, [entry(0)]),
        store.calls.end(bad, 1, broken, [entry(0)]),
        store.calls.end('call_unknown', 1, sampleRecord, [entry(0)]),
      ]);
      expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason.name))).toEqual([
        ...good.map(() => 'ended'),
        'fenced',
        'Terminal',
        'Terminal',
      ]);
      for (const id of good) {
        expect(await store.calls.get(account, id)).toMatchObject({ state: 'ended', record: sampleRecord });
        expect(await store.calls.log(account, id)).toEqual(entriesTo(2));
      }
      for (const id of [lost, bad]) expect(await store.calls.get(account, id)).toMatchObject({ state: 'live' });
      const jobs = (await afterCallJobs(store)) as { data: { callId: string } }[];
      expect(jobs.map(({ data }) => data.callId).sort()).toEqual(good.sort());
    });

    test('many that end while the leases of all are renewed do not wait for each other', async () => {
      const store = await databases.store();
      const held = [];
      for (let count = 0; count < 120; count++) held.push({ callId: (await beginCall(store)).id, epoch: 1 });
      const ends = held.map(({ callId }) => store.calls.end(callId, 1, sampleRecord, [entry(0)]));
      const backwards = held.toReversed();
      for (let round = 0; round < 10; round++) {
        await Promise.all([store.calls.renewAll(held, 'node_a'), store.calls.renewAll(backwards, 'node_a')]);
      }
      expect(new Set(await Promise.all(ends))).toEqual(new Set(['ended']));
    });

    test('a job that cannot be sent leaves the call live', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store);
      const failing = callStore(store.db, {
        sendInTransaction: async (...job) => {
          await store.jobs.sendInTransaction(...job);
          throw new Error('no job today');
        },
      });
      await expect(failing.end(id, 1, sampleRecord, [entry(0)])).rejects.toThrow('no job today');
      expect(await store.calls.get(account, id)).toMatchObject({ state: 'live', record: null, outcomeTags: [] });
      expect(await store.calls.log(account, id)).toEqual([]);
      expect(await afterCallJobs(store)).toEqual([]);
      expect(await store.calls.end(id, 1, sampleRecord, [entry(0)])).toBe('ended');
    });
  });

  describe('leases', () => {
    test('a live lease is never taken, an expired one is, with the next epoch', async () => {
      const store = await databases.store();
      const [lost, alive] = [await beginCall(store), await beginCall(store)];
      await store.calls.append(lost.id, 1, entriesTo(3));
      await expireLease(store, lost.id);
      const taken = await store.calls.takeOver({ node: 'node_b', limit: 10 });
      expect(taken).toMatchObject([
        { id: lost.id, leaseNode: 'node_b', leaseEpoch: 2, nextSeq: 3, intent: lost.intent },
      ]);
      expect(await store.calls.takeOver({ node: 'node_c', limit: 10 })).toEqual([]);
      expect(await store.calls.get(account, alive.id)).toMatchObject({ leaseNode: 'node_a', leaseEpoch: 1 });
    });

    test('are renewed by their holder only', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store, 'node_a');
      expect(await store.calls.renew(id, 1, 'node_b')).toBe('fenced');
      await expireLease(store, id);
      expect(await store.calls.renew(id, 1, 'node_a')).toBe('renewed');
      expect(await store.calls.takeOver({ node: 'node_b', limit: 10 })).toEqual([]);
      await store.calls.end(id, 1, sampleRecord, []);
      expect(await store.calls.renew(id, 1, 'node_a')).toBe('already_ended');
    });

    test('two nodes that race get each call once', async () => {
      const store = await databases.store();
      const other = await databases.anotherNode();
      const calls = await Promise.all(Array.from({ length: 30 }, () => beginCall(store)));
      for (const { id } of calls) await expireLease(store, id);
      const asks = Array.from({ length: 10 }, (_, n) =>
        (n % 2 ? store : other).calls.takeOver({ node: `node_${n}`, limit: 4 }),
      );
      const taken = (await Promise.all(asks)).flat();
      const rest = await store.calls.takeOver({ node: 'node_last', limit: 30 });
      const all = [...taken, ...rest];
      expect(all.map(({ id }) => id).sort()).toEqual(calls.map(({ id }) => id).sort());
      expect(new Set(all.map(({ leaseEpoch }) => leaseEpoch))).toEqual(new Set([2]));
    });
  });

  describe('a leg that its carrier names', () => {
    const legId = 'CA42';
    const legOf = async (store: Store, id: string) => (await store.calls.get(account, id))!.legId;

    test('of a call whose process may be there is stored, and left to it', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store, 'node_a', { direction: 'outbound' });
      expect(await store.calls.adoptLeg(id, legId)).toBe('held');
      expect(await legOf(store, id)).toBe(legId);
    });

    test('of a dead process is stored for the sweeper, and nobody is there for it', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store, 'node_a', { direction: 'outbound' });
      await expireLease(store, id);
      expect(await store.calls.adoptLeg(id, legId)).toBe('nobodys');
      expect(await store.calls.takeOver({ node: 'node_b', limit: 1 })).toMatchObject([{ id, legId }]);
      expect(await store.calls.adoptLeg(id, legId)).toBe('nobodys'); // The sweeper's lease is alive; it hangs up.
    });

    test('after the end of its call is nobody’s', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store, 'node_a', { direction: 'outbound' });
      await store.calls.end(id, 1, sampleRecord, []);
      expect(await store.calls.adoptLeg(id, legId)).toBe('nobodys');
      expect(await legOf(store, id)).toBe(legId);
    });

    test('does not take the place of the one that is known', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store, 'node_a', { direction: 'outbound', legId: 'CA-first' });
      expect(await store.calls.adoptLeg(id, legId)).toBe('held');
      expect(await legOf(store, id)).toBe('CA-first');
    });

    test('is unknown where no call went out: an intent that is none changes nothing', async () => {
      const store = await databases.store();
      const { id } = await beginCall(store, 'node_a', { direction: 'inbound' });
      expect(await store.calls.adoptLeg(id, legId)).toBe('unknown');
      expect(await legOf(store, id)).toBe(null);
      expect(await store.calls.adoptLeg('call_unknown', legId)).toBe('unknown');
    });
  });

  describe('listing calls', () => {
    test('in pages, newest first, by account', async () => {
      const store = await databases.store();
      const calls = await Promise.all(Array.from({ length: 7 }, () => beginCall(store)));
      const first = await store.calls.list(account, { limit: 3 });
      const second = await store.calls.list(account, { limit: 3, before: first.at(-1)! });
      const third = await store.calls.list(account, { limit: 3, before: second.at(-1)! });
      const seen = [...first, ...second, ...third];
      expect(seen.map(({ id }) => id).sort()).toEqual(calls.map(({ id }) => id).sort());
      expect(seen.map(({ startedAt }) => -startedAt)).toEqual(
        seen.map(({ startedAt }) => -startedAt).sort((a, b) => a - b),
      );
      expect(seen[0]).not.toHaveProperty('record');
      expect(await store.calls.list('acc_other', { limit: 3 })).toEqual([]);
    });
  });
});

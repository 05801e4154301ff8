import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallRecord } from '../../contract/call.ts';
import { secretFor } from '../store/secrets.ts';
import type { Store } from '../store/store.ts';
import { onEachDatabase } from '../store/testing/databases.ts';
import { anotherAccount, type TestServer, testServer } from '../testing/server.ts';
import { signedUrls } from './signed-urls.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const path = '/v1/calls/call_1/transcript';

describe('a signed address', () => {
  let now = 0;
  const links = signedUrls('secret', () => now);
  const address = (): string => links.sign('', 'acc_1', path);
  beforeEach(() => void (now = Date.UTC(2026, 0, 1)));

  test('opens for seven days', () => {
    const signed = address();
    expect(links.check(signed)).toBe('acc_1');
    now += 7 * dayMs - 1;
    expect(links.check(signed)).toBe('acc_1');
    now += 1;
    expect(() => links.check(signed)).toThrow('has expired');
  });

  test.each([
    ['another path', (signed: string) => signed.replace('call_1', 'call_2')],
    ['another account', (signed: string) => signed.replace('acc_1', 'acc_2')],
    ['a later end', (signed: string) => signed.replace(/expires=\d/, 'expires=9')],
    ['no end', (signed: string) => signed.replace(/expires=\d+/, '')],
    ['another signature', (signed: string) => signed.replace(/signature=../, 'signature=AA')],
    ['half a signature', (signed: string) => signed.slice(0, -20)],
    ['an empty signature', (signed: string) => signed.replace(/signature=.*/, 'signature=')],
  ])('opens nothing with %s', (_what, change) => {
    expect(() => links.check(change(address()))).toThrow('signature of this address is wrong');
  });

  test('of another installation opens nothing', () => {
    expect(() => signedUrls('other', () => now).check(address())).toThrow('is wrong');
  });

  test('is told from one without a signature', () => {
    expect(links.check(path)).toBeNull();
    expect(links.check(`${path}?expires=1`)).toBeNull();
  });
});

onEachDatabase('addresses in records', (databases) => {
  let store: Store;
  let server: TestServer;
  beforeEach(async () => {
    store = await databases.store();
    server = await testServer(store);
  });
  afterEach(() => server.close());

  const ended = async (): Promise<CallRecord> => {
    const call = await server.call();
    call.session.end({ farewell: false });
    await call.session.done;
    const record = await server.api.calls.get({ id: call.callId });
    if (record.state === 'live') throw new Error('the call is live');
    return record;
  };

  test('open the transcript without a key, and nothing else', async () => {
    const record = await ended();
    const address = record.transcript_url!;
    expect(address).toMatch(
      new RegExp(`^${server.url}/v1/calls/${record.call_id}/transcript\\?account=acc_default&expires=`),
    );
    const opened = await fetch(address);
    expect(opened.status).toBe(200);
    expect(await opened.json()).toEqual(await server.api.calls.transcript({ id: record.call_id }));
    expect((await fetch(address.replace('/transcript', ''))).status).toBe(401);
    expect((await fetch(address.replace('/transcript', '/timeline'))).status).toBe(401);
    expect((await fetch(address, { method: 'POST' })).status).toBe(405);
  });

  test('are refused clearly when they are wrong or old; a key opens them all the same', async () => {
    const { transcript_url: address, call_id: id } = await ended();
    const wrong = address!.replace(/expires=\d/, 'expires=9');
    const old = signedUrls(await secretFor(store.db, 'signed_urls'), () => Date.now() - 8 * dayMs);
    const late = old.sign(server.url, 'acc_default', `/v1/calls/${id}/transcript`);
    for (const [asked, code] of [
      [wrong, 'wrong_signature'],
      [late, 'link_expired'],
    ] as const) {
      const refused = await fetch(asked);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ error: { code, hint: expect.stringMatching(/key/) } });
      expect((await server.send(asked.slice(server.url.length))).status).toBe(200);
    }
  });

  test('open nothing of another account', async () => {
    const { call_id: id } = await ended();
    const { accountId, key } = await anotherAccount(store);
    const links = signedUrls(await secretFor(store.db, 'signed_urls'));
    const theirs = links.sign(server.url, accountId, `/v1/calls/${id}/transcript`);
    expect((await fetch(theirs)).status).toBe(404);
    const { transcript_url: ours } = (await server.api.calls.get({ id })) as CallRecord;
    expect((await fetch(ours!, { headers: { authorization: `Bearer ${key}` } })).status).toBe(404);
  });

  test('are signed with one secret of the database, made once', async () => {
    const node = await databases.anotherNode();
    const asked = await Promise.all([store, node, store].map(({ db }) => secretFor(db, 'signed_urls')));
    expect(new Set(asked).size).toBe(1);
    expect(asked[0]).toMatch(/^[\w-]{43}$/);
  });
});

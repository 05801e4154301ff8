import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import { onEachDatabase } from './store/testing/databases.ts';
import { firstAccount } from './first-account.ts';
import type { Store } from './store/store.ts';
import { type TestServer, testServer } from './testing/server.ts';

onEachDatabase('signing in to the dashboard', (databases) => {
  let store: Store;
  let server: TestServer;
  beforeEach(async () => {
    store = await databases.store();
    server = await testServer(store);
  });
  afterEach(() => server.close());

  type Asked = { method?: string; body?: object; headers?: Record<string, string> };
  const ask = (path: string, { method = 'GET', body, headers = {} }: Asked = {}) =>
    fetch(server.url + path, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  const own = () => ({ origin: server.url, 'sec-fetch-site': 'same-origin' });
  const signIn = (body: object, headers: Record<string, string> = own()) =>
    ask('/v1/account/session', { method: 'POST', body, headers });
  const cookieOf = (answer: Response): string => answer.headers.get('set-cookie')!.split(';')[0]!;

  test('a key opens a session whose cookie no script can read', async () => {
    const answer = await signIn({ key: server.key });
    expect(await answer.json()).toEqual({ account_id: firstAccount, key: null });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^ringoff_session=rs_[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(answer);
    const read = await ask('/v1/account', { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
    expect(await read.json()).toMatchObject({ id: firstAccount });
  });

  test('a start link opens one as well, once, and shows the key that came of it', async () => {
    const token = await store.keys.createLink(firstAccount);
    const answer = await signIn({ token });
    const { key } = (await answer.json()) as { key: string };
    expect((await ask('/v1/account', { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    expect((await signIn({ token })).status).toBe(401);
  });

  test.each([{}, { key: 'rk_wrong' }, { key: 'rk_1', token: 'rl_1' }])('%j opens nothing', async (body) => {
    const answer = await signIn(body);
    expect([400, 401]).toContain(answer.status);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('pages of other addresses can neither sign in nor use the session', async () => {
    const evil = { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' };
    expect((await signIn({ key: server.key }, evil)).status).toBe(403);
    expect((await signIn({ key: server.key }, {})).status).toBe(403);
    const cookie = cookieOf(await signIn({ key: server.key }));
    const post = (headers: Record<string, string>) =>
      ask('/v1/agents', { method: 'POST', body: { name: 'Desk' }, headers: { cookie, ...headers } });
    expect((await post(evil)).status).toBe(403);
    expect((await post({ origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await ask('/v1/agents', { headers: { cookie, 'sec-fetch-site': 'same-site' } })).status).toBe(403);
    expect((await post(own())).status).toBe(201);
  });

  test('the secret of a session is no key', async () => {
    const secret = cookieOf(await signIn({ key: server.key })).split('=')[1]!;
    expect((await ask('/v1/account', { headers: { authorization: `Bearer ${secret}` } })).status).toBe(401);
    expect((await ask('/v1/account', { headers: { cookie: `ringoff_session=${server.key}` } })).status).toBe(401);
  });

  test('ends when somebody signs out, and with its key', async () => {
    const first = cookieOf(await signIn({ key: server.key }));
    const second = cookieOf(await signIn({ key: server.key }));
    const read = async (cookie: string) => (await ask('/v1/account', { headers: { cookie } })).status;
    expect([await read(first), await read(second)]).toEqual([200, 200]);
    const out = await ask('/v1/account/session', { method: 'DELETE', headers: { ...own(), cookie: first } });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect([await read(first), await read(second)]).toEqual([401, 200]);
    const { items } = await server.api.account.keys({});
    await server.api.account.revokeKey({ id: items.find(({ current }) => current)!.id });
    expect(await read(second)).toBe(401);
  });

  test('is over after 30 days, and a key has at most 50', async () => {
    const cookie = cookieOf(await signIn({ key: server.key }));
    await store.db
      .updateTable('session')
      .set({ expires_at: sql<Date>`now()` })
      .execute();
    expect((await ask('/v1/account', { headers: { cookie } })).status).toBe(401);
    for (let n = 0; n < 52; n++) await signIn({ key: server.key });
    const { count } = await store.db
      .selectFrom('session')
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(50);
  });
});

/** Processes that share the work. Source: design architecture.md "Storage and scale". */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { afterCallQueue } from './store/jobs.ts';
import { openStore, type Store } from './store/store.ts';
import { until } from './store/testing/until.ts';
import { type TestServer, testServer } from './testing/server.ts';

let store: Store;
const servers: TestServer[] = [];
beforeAll(async () => {
  store = await openStore({ memory: true });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => store.close());

async function start(role: 'calls' | 'jobs' | 'web'): Promise<TestServer> {
  const server = await testServer(store, { config: { role } });
  servers.push(server);
  return server;
}

test('web serves the API and takes no calls', async () => {
  const web = await start('web');
  expect((await web.send('/v1/calls')).status).toBe(200);
  expect((await web.send('/twilio/voice', { method: 'POST' })).status).toBe(404);
  await expect(web.call()).rejects.toThrow(/RINGOFF_ROLE/);
});

test('jobs serves nothing but its health and metrics', async () => {
  const jobs = await start('jobs');
  expect((await fetch(`${jobs.url}/healthz`)).status).toBe(200);
  expect((await jobs.send('/metrics')).status).toBe(200);
  expect((await jobs.send('/v1/calls')).status).toBe(404);
});

test('the work after a call of one process is done by another', async () => {
  const calls = await start('calls');
  const call = await calls.call();
  call.caller.says('bye');
  await call.session.done;
  const open = async (): Promise<number> =>
    (await store.jobs.boss.findJobs(afterCallQueue, {})).filter(({ state }) => state !== 'completed').length;
  expect(await open()).toBe(1);
  await start('jobs');
  await until(async () => (await open()) === 0);
});

test('a share of the work takes a database that can be shared', () => {
  expect(() => readConfig({ RINGOFF_ROLE: 'jobs' })).toThrow(/RINGOFF_ROLE: .*DATABASE_URL/);
  expect(() => readConfig({ RINGOFF_ROLE: 'boss' })).toThrow(/one of all, calls, jobs, web/);
  expect(readConfig({ RINGOFF_ROLE: 'jobs', DATABASE_URL: 'postgres://u@h/d' })).toMatchObject({ role: 'jobs' });
});

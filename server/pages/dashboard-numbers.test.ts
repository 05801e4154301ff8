/** What is counted and what is sent, as somebody watches it in a browser. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSampleAgents } from '../../simulator/sample-agents.ts';
import { addSampleCalls } from '../../simulator/sample-calls.ts';
import { firstAccount } from '../first-account.ts';
import { noBrowser } from '../testing/chromium.ts';
import { type DashboardWorld, goTo, openDashboard, openPage, signIn, violations } from '../testing/dashboard-page.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

const soon = { timeout: 30_000 };

describe.skipIf(skip)(`numbers of the dashboard${skip ? ` (skipped: ${noBrowser})` : ''}`, { timeout: 180_000 }, () => {
  let world: DashboardWorld;
  let page: Page;
  let wrong: string[];
  let receiver: Server;
  let answer = 500;

  beforeAll(async () => {
    world = await openDashboard(async (store) => {
      await addSampleAgents(store, firstAccount);
      await addSampleCalls(store, firstAccount);
    });
    receiver = createServer((request, reply) => {
      request.resume();
      reply.writeHead(answer).end();
    }).listen(0, '127.0.0.1');
    ({ page, wrong } = await openPage(world));
    await signIn(page, world.server);
  }, 360_000);
  afterAll(async () => {
    await world?.close();
    receiver?.close();
  });

  async function endedCall(): Promise<string> {
    const { caller, session } = await world.server.call();
    caller.says('I think I am done, thank you, bye!');
    return (await session.done).call_id;
  }

  const fact = (name: string) =>
    page
      .getByRole('region', { name: 'In short' })
      .locator('div')
      .filter({ has: page.getByRole('heading', { name, exact: true }) });

  test('a new installation shows its samples, and says that they are none of its own', async () => {
    await goTo(page, 'Analytics');
    await page.getByText('No call of yours has ended in this time.').waitFor();
    await fact('Calls').getByText('23', { exact: true }).waitFor();
    await goTo(page, 'Calls');
    await page.getByText('6 sample agents and 23 sample calls came with this installation').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('a sample agent is tried with one click', async () => {
    await goTo(page, 'Agents');
    await page.getByRole('link', { name: 'Try it: Acme Dental front desk' }).click();
    await page.getByText('Hello, this is Acme Dental. How can I help you?').first().waitFor();
    await page.getByRole('button', { name: 'Hang up', exact: true }).click();
    await page.getByText('Ended: the caller hung up').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('the analytics change by themselves when a call has ended', async () => {
    await goTo(page, 'Analytics');
    await fact('Calls').getByText('1', { exact: true }).waitFor();
    await endedCall();
    await fact('Calls').getByText('2', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Calls as a table' }).click();
    const table = page.getByRole('table', { name: 'Calls', exact: true });
    const today = await table.getByRole('row').nth(1).innerText();
    expect(today.split('\t').slice(1)).toEqual(['1', '1']);
    expect(await violations(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    expect((await download).suggestedFilename()).toBe('analytics.csv');
    await page.getByLabel('Agent', { exact: true }).selectOption('Polite');
    await fact('Calls').getByText('1', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Calls as a table' }).click();
    await page.getByRole('link', { name: 'the agent ended it' }).click();
    await page.waitForURL('**/calls?*reason=*');
    await expect.poll(() => page.getByRole('list', { name: 'Calls' }).getByRole('link').count(), soon).toBe(1);
  });

  test('a delivery that failed is sent again from the page of its call', async () => {
    const { port } = receiver.address() as AddressInfo;
    await world.server.api.webhooks.create({ url: `http://127.0.0.1:${port}/hook`, events: ['call.ended'] });
    const callId = await endedCall();
    await page.goto(`${world.server.url}/calls/${callId}`);
    await page.getByText(/under way, (one attempt|\d attempts)/).waitFor();
    await page.getByRole('button', { name: 'call.ended', exact: true }).click();
    await page.getByText('HTTP 500').first().waitFor();
    expect(await violations(page)).toEqual([]);
    answer = 200;
    await page.getByRole('button', { name: 'Replay call.ended' }).click();
    await page.getByText(/delivered, \d attempts/).waitFor();
  });

  test('what an endpoint that was off has missed is sent by one click', async () => {
    answer = 410;
    await endedCall();
    await goTo(page, 'Settings');
    await page.getByText('off: it answered 410 Gone').waitFor();
    expect(await violations(page)).toEqual([]);
    answer = 200;
    await page.getByRole('button', { name: 'Switch on' }).click();
    const endpoint = page.getByRole('listitem').filter({ hasText: '/hook' });
    await endpoint.getByRole('button', { name: 'Send given-up ones again' }).click();
    await page.getByText('1 delivery is sent again.').waitFor();
    await page
      .getByText(/delivered, \d attempts/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Replay all failed' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Replay all failed' }).click();
    await page.getByText('None failed.').waitFor();
  });

  test('the samples go with one click, and what was called stays', async () => {
    await goTo(page, 'Agents');
    await page.getByRole('button', { name: 'Remove samples' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove samples' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => page.getByRole('main').getByRole('link', { name: /^Try / }).count(), soon).toBe(2);
    await goTo(page, 'Calls');
    await expect.poll(() => page.getByText('sample', { exact: true }).count(), soon).toBe(0);
  });

  test('nothing went wrong behind the pages, and nothing was asked elsewhere', () => {
    expect(wrong).toEqual([]);
  });
});

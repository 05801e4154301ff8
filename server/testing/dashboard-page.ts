/** A server with a dashboard, a browser in front of it, and what is asked of every page. */
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openStore, type Store } from '../store/store.ts';
import { openBrowser, watchPage } from './browser.ts';
import { type TestServer, testServer } from './server.ts';

export type DashboardWorld = {
  store: Store;
  server: TestServer;
  browser: Browser;
  close(): Promise<void>;
};

/** Webhooks and actions may go to this machine; `prepare` runs before the server starts. */
export async function openDashboard(prepare?: (store: Store) => Promise<unknown>): Promise<DashboardWorld> {
  const store = await openStore({ memory: true });
  await prepare?.(store);
  const env = { RINGOFF_TOOL_ALLOW: '127.0.0.1' };
  const server = await testServer(store, { config: { webhookAllow: ['127.0.0.1'] }, env });
  const browser = await openBrowser();
  return {
    store,
    server,
    browser,
    async close() {
      await browser.close();
      await server.close();
      await store.close();
    },
  };
}

/** A page of its own, and what went wrong in it so far. */
export async function openPage(
  { browser, server }: Pick<DashboardWorld, 'browser' | 'server'>,
  options: BrowserContextOptions = { viewport: { width: 1440, height: 900 } },
): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  return { page, wrong: watchPage(page, server.url) };
}

export async function signIn(page: Page, { url, key }: TestServer): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Key').fill(key);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Agents' }).waitFor();
}

/** What axe has against the page as it stands. It has no frames, so that axe goes into each document once. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}

export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

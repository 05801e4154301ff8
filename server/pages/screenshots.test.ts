/**
 * Every page in four variants: light and dark, wide and on a phone. axe finds nothing in any of them, and with
 * RINGOFF_SCREENSHOTS=folder (`npm run screenshots`) each is kept there as a picture.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { openBrowser, watchPage } from '../testing/browser.ts';
import { noBrowser } from '../testing/chromium.ts';
import { type TestServer, testServer } from '../testing/server.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';
const folder = process.env['RINGOFF_SCREENSHOTS'];

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const variants = (['light', 'dark'] as const).flatMap((colours) =>
  (['wide', 'phone'] as const).map((size) => ({ colours, size })),
);

describe.skipIf(skip)(`every page of the dashboard${skip ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let store: Store;
  let server: TestServer;
  let browser: Browser;
  let callId: string;

  beforeAll(async () => {
    store = await openStore({ memory: true });
    server = await testServer(store, { config: { webhookAllow: ['127.0.0.1'] } });
    const call = await server.call();
    call.caller.says('I think I am done, thank you, bye!');
    callId = (await call.session.done).call_id;
    await server.api.webhooks.create({ url: 'http://127.0.0.1:9/calls', events: ['call.ended', 'call.analyzed'] });
    await server.api.sms.stop({ number: '+15550100' });
    await server.api.agents.put({ params: { id: 'bakery' }, body: bakery });
    browser = await openBrowser();
  }, 360_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await store?.close();
  });

  test.each(variants)('$colours, $size', { timeout: 180_000 }, async ({ colours, size }) => {
    await server.call();
    const context = await browser.newContext({ viewport: sizes[size], colorScheme: colours });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const wrong = watchPage(page, server.url);
    for (const [name, path, ready] of pagesOf(callId)) {
      await page.goto(server.url + path);
      await page.getByText(ready).first().waitFor();
      await page.evaluate('document.fonts.ready');
      if (folder) await page.screenshot({ path: join(folder, `${name}-${colours}-${size}.png`), fullPage: true });
      const { violations } = await new AxeBuilder({ page }).analyze();
      wrong.push(...violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`));
      const tooWidePx = await sidewaysPx(page);
      if (tooWidePx > 0) wrong.push(`${name}: ${tooWidePx} px wider than the screen`);
      if (path === '/sign-in') await signIn(page, server.key);
    }
    expect(wrong).toEqual([]);
    await context.close();
  });
});

/** Name of the picture, address, and words that are there once the page is. */
function pagesOf(callId: string): [string, string, string][] {
  return [
    ['sign-in', '/sign-in', 'Sign in to Ringoff'],
    ['agents', '/agents', 'Blue Bakery'],
    ['agent', '/agents/bakery', 'What the agent is told'],
    ['calls', '/calls', 'goes on'],
    ['call', `/calls/${callId}`, 'Hang-up: far end confirmed'],
    ['settings', '/settings', '+15550100'],
    ['no-page', '/agents/no/such/page', 'There is no such page'],
  ];
}

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key').fill(key);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Agents' }).waitFor();
}

function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
}

const bakery = {
  name: 'Blue Bakery',
  prompt: 'You take orders for cakes. Use end_call to end the call.',
  ending: {
    reasons: [
      { reason: 'Wrong number', closing: { mode: 'static' as const, message: 'Sorry, wrong number. Goodbye!' } },
      { reason: 'The caller has the wrong number' },
      { reason: 'Rude caller', closing: { mode: 'prompt' as const, message: 'Stay calm.' }, final: true },
    ],
    silence: { timeout_seconds: 20, check_ins: [{ after_seconds: 8, message: 'Are you still there?' }] },
  },
};

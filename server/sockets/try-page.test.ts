/** The page at /try in a real browser: by microphone to the last sample of the farewell, and by keyboard. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { firstAccount } from '../first-account.ts';
import { openStore, type Store } from '../store/store.ts';
import { type ChromiumCaller, startChromiumCaller } from '../testing/chromium-caller.ts';
import { nextEnd } from '../testing/ended-call.ts';
import { farewell, lines, phoneAgent } from '../testing/phone-world.ts';
import { describeWith } from '../testing/programs.ts';
import { type TestServer, testServer } from '../testing/server.ts';

/** A folder to look at the page in. */
const screenshots = process.env['RINGOFF_SCREENSHOTS'];
if (screenshots) mkdirSync(screenshots, { recursive: true });

describeWith(['chromium', 'flite', 'sox', 'pocketsphinx_continuous'], 'the page in a browser', () => {
  let store: Store;
  let server: TestServer;
  let chromium: ChromiumCaller;
  let page: Page;
  const foreign: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    store = await openStore({ memory: true });
    await store.agents.put(firstAccount, 'reception', { ...phoneAgent });
    server = await testServer(store, { config: { speechWorkersMax: 1 } });
    chromium = await startChromiumCaller(lines.bye, 6);
  });
  afterEach(() => page.close());
  afterAll(async () => {
    await chromium?.close();
    await server.close();
    await store.close();
  });

  async function openPage(): Promise<void> {
    page = await chromium.browser.newPage();
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== server.url && protocol !== 'data:') foreign.push(request.url());
    });
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${server.url}/try`);
    await page.getByLabel('A key of your account').fill(server.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Agent', { exact: true }).selectOption('reception');
  }

  const facts = (): Promise<string> => page.locator('#facts').innerText();

  // First: the microphone speaks six seconds after it was opened, whether somebody hears already or not.
  test('rings until somebody can hear, and is hung up', async () => {
    await openPage();
    const end = nextEnd(server.switchboard);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.locator('#transcript').getByText('Hello.').waitFor();
    await page.getByRole('button', { name: 'Hang up' }).click();
    expect(await end).toMatchObject({ ended_reason: 'caller_hangup', ended_by: 'caller' });
  }, 90_000);

  test('speaks, hears the farewell to its last sample, and the call ends by itself', async () => {
    await openPage();
    let sentSamples = 0;
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (typeof payload !== 'string') sentSamples += payload.length / 2;
      }),
    );
    const end = nextEnd(server.switchboard);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    const record = await end;
    expect(record).toMatchObject({
      ended_reason: 'agent_ended',
      trigger: 'tool',
      farewell: { text: farewell, heard: 'confirmed', heard_share: 1 },
      hang_up: { attempts: 1, proof: 'far_end_confirmed', leaked_seconds: 0 },
    });
    await expect.poll(facts, { timeout: 10_000 }).toContain('confirmed (100 %)');
    expect(sentSamples).toBeGreaterThan(3 * 16_000);
    expect(await page.locator('#sound').innerText()).toBe(`${sentSamples} of ${sentSamples} samples played`);
    const turns = (await page.locator('#transcript p').allInnerTexts()).slice(-2);
    expect(turns).toEqual([lines.bye, farewell]);
    expect(await page.locator('#phases [aria-current]').innerText()).toBe('Ended');
    expect([foreign, complaints]).toEqual([[], []]);
  }, 90_000);

  test('types, and sees why the call ended', async () => {
    await openPage();
    await page.getByLabel('type').check();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText('Hello.').waitFor();
    await page.getByLabel('Your words').fill('bye');
    await page.getByLabel('Your words').press('Enter');
    await expect.poll(facts, { timeout: 20_000 }).toMatch(/agent ended[\s\S]*confirmed \(100 %\)/);
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      if (screenshots) await page.screenshot({ path: join(screenshots, `try-${width}.png`), fullPage: true });
    }
    expect([foreign, complaints]).toEqual([[], []]);
  }, 60_000);

  test('hangs up, and refuses a wrong key in words', async () => {
    await openPage();
    await page.getByLabel('type').check();
    const end = nextEnd(server.switchboard);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText('Hello.').waitFor();
    await page.getByRole('button', { name: 'Hang up' }).click();
    expect(await end).toMatchObject({ ended_reason: 'caller_hangup', ended_by: 'caller' });
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.getByLabel('A key of your account').fill('rk_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('This key opens nothing');
  }, 60_000);
});

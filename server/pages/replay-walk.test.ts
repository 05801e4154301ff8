/** Past calls under other settings, as somebody tries them in a browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSampleAgents } from '../../simulator/sample-agents.ts';
import { addSampleCalls } from '../../simulator/sample-calls.ts';
import { firstAccount } from '../first-account.ts';
import { noBrowser } from '../testing/chromium.ts';
import { type DashboardWorld, goTo, openDashboard, openPage, signIn, violations } from '../testing/dashboard-page.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

describe.skipIf(skip)(`replays in a browser${skip ? ` (skipped: ${noBrowser})` : ''}`, { timeout: 180_000 }, () => {
  let world: DashboardWorld;
  let page: Page;
  let wrong: string[];

  beforeAll(async () => {
    world = await openDashboard(async (store) => {
      await addSampleAgents(store, firstAccount);
      await addSampleCalls(store, firstAccount);
    });
    ({ page, wrong } = await openPage(world));
    await signIn(page, world.server);
  }, 360_000);
  afterAll(() => world?.close());

  const withSettings = (): unknown => JSON.parse(new URL(page.url()).searchParams.get('with') ?? 'null');
  const silence = () => page.getByLabel('Silence timeout, seconds');

  test('a call that ended by silence is replayed with a shorter timeout', async () => {
    await goTo(page, 'Calls');
    await page.getByLabel('Why it ended').selectOption('nobody spoke any more');
    await page.getByRole('list', { name: 'Calls' }).getByRole('link', { name: '+15550109' }).click();
    await page.getByRole('button', { name: 'Replay with other settings' }).click();
    await page.getByText('Change a setting, and see what would have become of this call.').waitFor();
    expect(await silence().inputValue()).toBe('20');
    expect(await violations(page)).toEqual([]);
    await silence().fill('10');
    await page.getByText(/^It would have ended 10\.0 s earlier, at 0:17: nobody spoke any more\.$/).waitFor();
    await page.getByText('From here on the caller would have heard something else').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('both are on one axis of time, and what is supposed is told to who does not see it', async () => {
    const was = page.getByRole('region', { name: 'As it was' });
    const wouldBe = page.getByRole('region', { name: 'With these settings' });
    await was.getByText('ended at 0:27').waitFor();
    await wouldBe.getByText('would have ended at 0:17').waitFor();
    const goodbye = { name: /^Thank you for calling. Goodbye!/ };
    expect(await was.getByRole('button', goodbye).textContent()).not.toContain('supposed');
    expect(await wouldBe.getByRole('button', goodbye).textContent()).toContain(', supposed');
    const [before, after] = await Promise.all(
      [was, wouldBe].map((half) => half.getByRole('button', { name: /^Check-in/ }).boundingBox()),
    );
    expect(after!.x).toBe(before!.x);
    await wouldBe.getByRole('button', goodbye).click();
    await page.getByRole('dialog').getByText('of the replay, supposed').waitFor();
    await page.keyboard.press('Escape');
  });

  test('the settings stand in the address, and a page that is loaded again has them', async () => {
    await expect.poll(withSettings).toEqual({ silence: { timeout_seconds: 10 } });
    await page.reload();
    await page.getByText('s earlier, at 0:17').waitFor();
    expect(await silence().inputValue()).toBe('10');
  });

  test('what the server refuses stands at its field', async () => {
    await silence().fill('7');
    await page.getByText('These settings are not possible: see beside the fields.').waitFor();
    await page.getByText('Give less than the 7 seconds of timeout_seconds.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'As they were' }).click();
    await page.getByText('Change a setting, and see').waitFor();
    await expect.poll(withSettings).toBeNull();
  });

  test('endings switched off: the call would have gone on, and its end beyond the axis is told', async () => {
    await page.getByText('What ends a call').click();
    await page.getByRole('switch', { name: 'The agent may end calls' }).uncheck();
    await page.getByText('It would have gone on where the log ends; if nobody had said another word').waitFor();
    await page.getByText('beyond this axis').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('the settings are taken into the editor of the agent, not saved yet', async () => {
    await page.getByRole('button', { name: 'As they were' }).click();
    await silence().fill('10');
    await page.getByText('s earlier, at 0:17').waitFor();
    await page.getByRole('link', { name: 'Use these settings' }).click();
    await page.getByText('Not saved yet').first().waitFor();
    expect(await silence().inputValue()).toBe('10');
    expect(new URL(page.url()).search).toBe('');
  });

  test('there they are tried on its past calls', async () => {
    await page.getByRole('button', { name: 'Try on past calls' }).click();
    const dialog = page.getByRole('dialog', { name: 'Past calls with these settings' });
    await dialog.getByText('With these settings 1 of 9 calls would have ended earlier.').waitFor();
    expect(await violations(page)).toEqual([]);
    const opened = page.context().waitForEvent('page');
    await dialog.getByRole('link').click();
    const call = await opened;
    await call.getByText('s earlier, at 0:17').waitFor();
    await call.close();
    await page.keyboard.press('Escape');
    await silence().fill('20');
    await page.getByText('Version 1, saved').waitFor();
  });

  test('the calls of a list are replayed, for one agent', async () => {
    await goTo(page, 'Calls');
    await page.getByRole('link', { name: 'Replay with other settings' }).click();
    await page.getByText('Choose an agent above: settings belong to one.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Agent').selectOption('Acme Dental front desk');
    await page.getByText('Change a setting, and see which calls it would have ended otherwise.').waitFor();
    await silence().fill('10');
    await page.getByText('With these settings 1 of 9 calls would have ended earlier.').waitFor();
    await page.getByLabel('How many calls').selectOption('Newest 50');
    await page.waitForURL('**newest=50**');
    await page.getByText('With these settings 1 of 9 calls would have ended earlier.').waitFor();
    await page.getByLabel('Why it ended').selectOption('the agent ended it');
    await page.getByText('With these settings none of 8 calls would have ended at another time').waitFor();
    expect(await silence().inputValue()).toBe('10');
    await page.getByLabel('Why it ended').selectOption('Any ending');
    expect(await violations(page)).toEqual([]);
  });

  test('each call that is different leads to its page, replayed in the same way', async () => {
    const changed = page.getByRole('list', { name: 'Calls that would have ended otherwise' }).getByRole('link');
    expect(await changed.textContent()).toMatch(/^10\.0 s earlier.*0:27 Nobody spoke.*0:17 Nobody spoke/);
    await changed.click();
    await page.getByRole('heading', { name: '+15550109 to Acme Dental front desk' }).waitFor();
    await page.getByText('s earlier, at 0:17').waitFor();
    await page.goBack();
    await page.getByText('With these settings 1 of 9 calls would have ended earlier.').waitFor();
  });

  test('an address may hold anything', async () => {
    for (const settings of ['x', '{"reasons":[1]}', '{"silence":{"timeout_seconds":"10"}}']) {
      await page.goto(`${world.server.url}/calls/call_sample_6?with=${encodeURIComponent(settings)}`);
      await page.getByRole('button', { name: 'Replay with other settings' }).waitFor();
      expect(new URL(page.url()).search).toBe('');
    }
    await page.goto(`${world.server.url}/calls?direction=sideways&min=x&agent=front-desk`);
    await expect.poll(() => page.getByRole('list', { name: 'Calls' }).getByRole('link').count()).toBe(9);
  });

  test('nothing went wrong behind the pages, and nothing was asked elsewhere', () => {
    expect(wrong).toEqual([]);
  });
});

/** A flow is published as the server has looked at it, however late it does. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addSampleAgents } from '../../simulator/sample-agents.ts';
import { firstAccount } from '../first-account.ts';
import { noBrowser } from '../testing/chromium.ts';
import { type DashboardWorld, openDashboard, openPage, signIn, violations } from '../testing/dashboard-page.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';
/** Longer than who saves waits for the check. */
const laterMs = 6_000;

describe.skipIf(skip)(`publishing a flow${skip ? ` (skipped: ${noBrowser})` : ''}`, { timeout: 120_000 }, () => {
  let world: DashboardWorld;
  let page: Page;
  let wrong: string[];
  let mayAnswer: Promise<void> = Promise.resolve();

  beforeAll(async () => {
    world = await openDashboard((store) => addSampleAgents(store, firstAccount));
    ({ page, wrong } = await openPage(world));
    await signIn(page, world.server);
    page.on('dialog', (question) => void question.accept()); // What a test leaves is given up.
    await page.clock.install();
    await page.route('**/v1/agents/lint', (route) => mayAnswer.then(() => route.continue()));
  }, 360_000);
  afterAll(() => world?.close());

  beforeEach(async () => {
    await page.goto(`${world.server.url}/agents/flow-appointment/flow`);
    await block('Booked').waitFor();
  });

  const block = (title: string) => page.locator('.react-flow__node', { hasText: title }).first();
  const version = async () => (await world.server.api.agents.get({ id: 'flow-appointment' })).version;

  /** From now on the check answers when it is told to. */
  function holdChecks(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    mayAnswer = promise;
    return resolve;
  }

  async function save(): Promise<void> {
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Saving …' }).first().waitFor();
  }

  test('asks first where it cannot run, although nobody has said so yet', async () => {
    const before = await version();
    const answer = holdChecks();
    await block('Booked').press('Delete');
    await save();
    answer();
    await page.getByRole('dialog', { name: 'This flow cannot run yet' }).waitFor();
    expect(await version()).toBe(before);
  });

  test('asks nothing once it is mended, although it was still told to be broken', async () => {
    const before = await version();
    await block('Booked').press('Delete');
    await page.getByRole('button', { name: /\d to fix/ }).waitFor();
    const answer = holdChecks();
    await page.keyboard.press('Control+z');
    await block('Booked').press('Enter');
    await page.getByLabel('Title').fill('It is booked');
    await save();
    answer();
    await page.getByText(`Version ${before + 1}, saved`).waitFor();
    expect(await version()).toBe(before + 1);
  });

  test('asks where the check does not answer, and saves it then', async () => {
    const before = await version();
    const answer = holdChecks();
    await block('It is booked').press('Enter');
    await page.getByLabel('Title').fill('Booked');
    await save();
    await page.clock.fastForward(laterMs);
    const question = page.getByRole('dialog', { name: 'This flow could not be checked' });
    await question.waitFor();
    expect(await violations(page)).toEqual([]);
    await question.getByRole('button', { name: 'Save it unchecked' }).click();
    await page.getByText(`Version ${before + 1}, saved`).waitFor();
    answer();
  });

  test('nothing went wrong behind the page', () => {
    expect(wrong).toEqual([]);
  });
});

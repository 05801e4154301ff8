/** Every page by keyboard alone: each control is reached by Tab, in sight, and shows that it is. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSampleAgents } from '../../simulator/sample-agents.ts';
import { addSampleCalls } from '../../simulator/sample-calls.ts';
import { firstAccount } from '../first-account.ts';
import { until } from '../testing/browser.ts';
import { noBrowser } from '../testing/chromium.ts';
import { type DashboardWorld, openDashboard, openPage, signIn } from '../testing/dashboard-page.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

describe.skipIf(skip)(`the dashboard by keyboard${skip ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let world: DashboardWorld;
  let page: Page;

  beforeAll(async () => {
    world = await openDashboard(async (store) => {
      await addSampleAgents(store, firstAccount);
      await addSampleCalls(store, firstAccount);
    });
    const { api } = world.server;
    const { id } = await api.webhooks.create({ url: 'http://127.0.0.1:9/calls', events: ['call.ended'] });
    await api.webhooks.test({ id });
    await api.sms.stop({ number: '+15550100' });
    ({ page } = await openPage(world));
    await signIn(page, world.server);
  }, 360_000);
  afterAll(() => world?.close());

  test.each([
    ['/agents', 'Acme Dental front desk'],
    ['/agents/front-desk', 'What the agent is told'],
    ['/calls', 'sample calls came with'],
    ['/calls/call_sample_2', 'Hang-up: far end confirmed'],
    ['/calls/call_sample_6?with={"silence":{"timeout_seconds":10}}', 's earlier, at 0:17'],
    ['/calls/replay?agent=front-desk&with={"enabled":false}', 'calls would have ended later'],
    ['/analytics', 'Proof that the line is down'],
    ['/settings', '+15550100'],
  ])('%s', { timeout: 120_000 }, async (path, ready) => {
    await page.goto(world.server.url + path);
    await page.getByText(ready).first().waitFor();
    expect(await walked(page)).toEqual([]);
  });

  test('an agent is made, changed, saved and called without a mouse', { timeout: 120_000 }, async () => {
    await page.goto(`${world.server.url}/agents`);
    await press(page, 'New agent');
    await until(page, `document.activeElement.tagName === 'INPUT'`);
    await page.keyboard.type('Night desk');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Night desk', level: 1 }).waitFor();
    await page.getByLabel('Farewell message').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Good night!');
    await page.keyboard.press('Control+s');
    await page.getByText('Version 2, saved').waitFor();
    await press(page, 'Versions');
    await page.getByRole('dialog', { name: 'Versions' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Versions');
    await press(page, 'Test call');
    await page.getByRole('list', { name: 'What was said' }).getByText('Hello, this is Night desk.').waitFor();
    await page.keyboard.type('bye');
    await page.keyboard.press('Enter');
    await page.getByText('Ended: the agent ended it').waitFor();
  });
});

/** By Tab alone, from the top of the page. */
async function press(page: Page, name: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  for (let count = 0; count < 60; count++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>('document.activeElement.textContent.trim()');
    if (focused === name) return page.keyboard.press('Enter');
  }
  throw new Error(`Tab does not lead to “${name}”`);
}

/** The controls that Tab does not reach, does not bring into sight, or does not mark. */
async function walked(page: Page): Promise<string[]> {
  const controls = await page.evaluate<number>(`(${numberControls.toString()})()`);
  expect(controls).toBeGreaterThan(5);
  const wrong = new Set<string>();
  const reached = new Set<number>();
  await page.evaluate('document.activeElement?.blur()');
  for (let count = 0; count < controls + 10 && reached.size < controls; count++) {
    await page.keyboard.press('Tab');
    const { place, name, marked, inSight } = await page.evaluate<Focused>(`(${lookAtFocus.toString()})()`);
    if (place >= 0) reached.add(place);
    if (place >= 0 && !marked) wrong.add(`not marked: ${name}`);
    if (place >= 0 && !inSight) wrong.add(`out of sight: ${name}`);
  }
  const missed = await page.evaluate<string[]>(`(${missedControls.toString()})(${JSON.stringify([...reached])})`);
  return [...wrong, ...missed.map((name) => `not reached: ${name}`)];
}

type Focused = { place: number; name: string; marked: boolean; inSight: boolean };

// These run in the page, so that they know nothing but the page.

function numberControls(): number {
  const { document } = globalThis as unknown as { document: Dom };
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
  // Of radio buttons with one name, Tab reaches the one that is chosen.
  const seen = all.filter(
    (element) =>
      element.checkVisibility() && !element.matches(':disabled, [tabindex="-1"], [type=radio]:not(:checked)'),
  );
  for (const [place, element] of seen.entries()) element.setAttribute('data-walk', String(place));
  return seen.length;
}

function lookAtFocus(): Focused {
  const { document, getComputedStyle, innerHeight } = globalThis as unknown as {
    document: Dom;
    getComputedStyle(element: Element): { outlineStyle: string };
    innerHeight: number;
  };
  const element = document.activeElement;
  const { top, bottom } = element.getBoundingClientRect();
  const around = [element, element.parentElement, element.parentElement?.parentElement];
  return {
    place: Number(element.getAttribute('data-walk') ?? -1),
    name: element.outerHTML.slice(0, 160),
    marked: around.some((one) => one && getComputedStyle(one).outlineStyle !== 'none'),
    inSight: bottom > 0 && top < innerHeight,
  };
}

function missedControls(reached: number[]): string[] {
  const { document } = globalThis as unknown as { document: Dom };
  return [...document.querySelectorAll('[data-walk]')]
    .filter((element) => !reached.includes(Number(element.getAttribute('data-walk'))))
    .map((element) => element.outerHTML.slice(0, 160));
}

type Element = {
  parentElement: Element | null;
  outerHTML: string;
  checkVisibility(): boolean;
  matches(selector: string): boolean;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  getBoundingClientRect(): { top: number; bottom: number };
};
type Dom = { activeElement: Element; querySelectorAll(selector: string): Iterable<Element> };

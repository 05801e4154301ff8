/**
 * Every page and every panel that opens in it, in four variants: light and dark, wide and on a phone. axe finds nothing
 * in any of them, nothing is wider than the screen, and with RINGOFF_SCREENSHOTS=folder (`npm run screenshots`) each is
 * kept there as a picture.
 */
import { join } from 'node:path';
import type { ApiClient } from '../../contract/client.ts';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { addSampleAgents } from '../../simulator/sample-agents.ts';
import { addSampleCalls } from '../../simulator/sample-calls.ts';
import { firstAccount } from '../first-account.ts';
import { noBrowser } from '../testing/chromium.ts';
import { type DashboardWorld, openDashboard, openPage, signIn, violations } from '../testing/dashboard-page.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';
const folder = process.env['RINGOFF_SCREENSHOTS'];

/** Each is loaded in one colour scheme and switched to the other, so that a page begins in both. */
const screens = [
  { size: 'wide', viewport: { width: 1440, height: 900 }, schemes: ['light', 'dark'] },
  { size: 'phone', viewport: { width: 390, height: 844 }, schemes: ['dark', 'light'] },
] as const;

describe.skipIf(skip)(`every page of the dashboard${skip ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await openDashboard(async (store) => {
      await addSampleAgents(store, firstAccount);
      await addSampleCalls(store, firstAccount);
    });
    const { api } = world.server;
    const { id } = await api.webhooks.create({ url: 'http://127.0.0.1:9/calls', events: ['call.ended'] });
    await api.webhooks.test({ id });
    await api.sms.stop({ number: '+15550100' });
    await api.agents.put({ params: { id: 'bakery' }, body: bakery });
    await api.agents.put({ params: { id: 'orders' }, body: orders });
  }, 360_000);
  afterEach(async () => {
    for (const context of world.browser.contexts()) await context.close();
    // The analytics of a new installation are those of its samples, for the next variant as well.
    await vi.waitUntil(async () => (await removeOwnCalls(world.server.api)) === 0, { timeout: 20_000 });
  });
  afterAll(() => world?.close());

  test.each(screens)('$size', { timeout: 600_000 }, async ({ size, viewport, schemes }) => {
    const { server } = world;
    const { page, wrong } = await openPage(world, { viewport, colorScheme: schemes[0], reducedMotion: 'reduce' });
    const look = async (name: string, whole: boolean): Promise<void> => {
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
        await page.evaluate('document.fonts.ready');
        if (folder) await takePicture(page, { path: join(folder, `${name}-${colorScheme}-${size}.png`), whole });
        wrong.push(...(await violations(page)).map((violation) => `${name}, ${colorScheme}: ${violation}`));
      }
      const tooWidePx = await sidewaysPx(page);
      if (tooWidePx > 0) wrong.push(`${name}: ${tooWidePx} px wider than the screen`);
      await page.emulateMedia({ colorScheme: schemes[0] });
    };
    await page.goto(`${server.url}/sign-in`);
    await page.getByText('Sign in to Ringoff').waitFor();
    await look('sign-in', true);
    await signIn(page, server);
    for (const { name, path, ready, covered = false, panels = {} } of pages) {
      for (const [panel, open] of [['', null] as const, ...Object.entries(panels)]) {
        await page.goto(server.url + path);
        await page.getByText(ready).first().waitFor();
        if (open) await open(page);
        await look(panel === '' ? name : `${name}-${panel}`, panel === '' && !covered);
      }
    }
    expect(wrong).toEqual([]);
  });
});

type Look = {
  /** Of the picture. */
  name: string;
  path: string;
  /** Words that are there once the page is. */
  ready: string;
  /** Something stands along its bottom, and covers what is below. */
  covered?: boolean;
  /** What opens in it, by the name of its picture. */
  panels?: Readonly<Record<string, (page: Page) => Promise<unknown>>>;
};

const button = (name: string | RegExp) => async (page: Page) => page.getByRole('button', { name }).first().click();
const dialog = (name: string | RegExp) => async (page: Page) => {
  await button(name)(page);
  await page.getByRole('dialog').last().waitFor();
};

/** In answer to the agent's first words. */
async function says(page: Page, words: string): Promise<void> {
  await page.getByRole('list', { name: 'What was said' }).getByRole('listitem').first().waitFor();
  await page.getByLabel('Say as the caller').fill(words);
  await page.keyboard.press('Enter');
}

/** A page with these ending settings in its address. */
function replayed(path: string, ending: object): string {
  return `${path}with=${encodeURIComponent(JSON.stringify(ending))}`;
}

const pages: readonly Look[] = [
  { name: 'agents', path: '/agents', ready: 'sample calls in 30 days', panels: { new: dialog('New agent') } },
  {
    name: 'agent',
    path: '/agents/bakery',
    ready: 'What the agent is told',
    panels: {
      reason: dialog(/^Wrong number: closing static/),
      faults: dialog(/warning/),
      versions: dialog('Versions'),
      past: async (page) => {
        await dialog('Try on past calls')(page);
        await page.getByText('There is no ended call to replay.').waitFor();
      },
      delete: dialog('Delete this agent'),
      unsaved: async (page) => {
        await page.getByLabel('Silence timeout, seconds').fill('25');
        await page.getByText('Not saved yet').first().waitFor();
      },
    },
  },
  {
    name: 'flow',
    path: '/agents/orders/flow',
    ready: 'Which cake',
    panels: { add: dialog('Add a block'), faults: dialog(/to fix|warning/) },
  },
  { name: 'calls', path: '/calls', ready: 'sample calls came with', panels: { filters: button('More filters') } },
  {
    name: 'call',
    path: '/calls/call_sample_2',
    ready: 'Hang-up: far end confirmed',
    panels: { entry: dialog(/^Taken back by the caller/), delete: dialog('Delete') },
  },
  {
    name: 'call-replay',
    path: replayed('/calls/call_sample_6?', { silence: { timeout_seconds: 10 } }),
    ready: 's earlier, at 0:17',
    panels: {
      open: async (page) => {
        for (const group of ['What ends a call', 'Guard', 'Goodbye and rescue', 'Voicemail']) {
          await page.locator('summary').filter({ hasText: group }).click();
        }
      },
      entry: async (page) =>
        page
          .getByRole('button', { name: /supposed$/ })
          .first()
          .click(),
      refused: async (page) => {
        await page.getByLabel('Silence timeout, seconds').fill('2');
        await page.getByText('These settings are not possible').waitFor();
      },
    },
  },
  {
    name: 'replay',
    path: replayed('/calls/replay?agent=front-desk&', { enabled: false }),
    ready: 'calls would have ended later',
    panels: { choose: async (page) => page.getByLabel('Agent', { exact: true }).selectOption('') },
  },
  {
    name: 'analytics',
    path: '/analytics?days=7',
    ready: 'Proof that the line is down',
    panels: {
      table: button('Calls as a table'),
      other: async (page) => page.getByRole('radio', { name: 'Other' }).check({ force: true }),
    },
  },
  {
    name: 'settings',
    path: '/settings',
    ready: '+15550100',
    panels: {
      endpoint: dialog('New endpoint'),
      secret: async (page) => {
        await dialog('Secret')(page);
        await page.getByText('whsec_').waitFor();
      },
      rotate: async (page) => {
        await dialog('Secret')(page);
        await dialog('Rotate')(page);
      },
      delivery: async (page) => {
        await page
          .getByRole('button', { name: /^call\./ })
          .first()
          .click();
        await page.getByText('What is sent').first().waitFor();
      },
      revoke: dialog('Revoke'),
    },
  },
  {
    name: 'test-call',
    path: '/agents/front-desk?test=true',
    ready: 'How can I help you?',
    covered: true,
    panels: {
      simulate: button('Simulate'),
      ended: async (page) => {
        await says(page, 'Oh, wrong number, goodbye!');
        await page.getByText('Ended: the agent ended it').waitFor();
      },
    },
  },
  {
    name: 'flow-sample',
    path: '/agents/flow-appointment/flow',
    ready: '20 % ended here',
    panels: {
      end: async (page) => {
        const edit = page.getByRole('button', { name: 'Edit Booked' }); // Where it is a list.
        await ((await edit.isVisible()) ? edit : page.locator('.react-flow__node[data-id="booked"]')).press('Enter');
        await page.getByRole('region', { name: 'Block Booked' }).waitFor();
      },
      live: async (page) => {
        await page.getByRole('button', { name: 'Test call', exact: true }).click();
        await says(page, 'yes please');
        await page.getByText('May I have your date of birth').first().waitFor();
      },
    },
  },
  { name: 'no-page', path: '/agents/no/such/page', ready: 'There is no such page' },
];

/** Answers how many are left because they go on. */
async function removeOwnCalls(api: ApiClient): Promise<number> {
  const own = (await api.calls.list({ limit: 200 })).items.filter(({ sample }) => !sample);
  const ended = own.filter(({ ended_at: at }) => at !== null);
  for (const { call_id: id } of ended) await api.calls.remove({ id });
  return own.length - ended.length;
}

/** Of the whole page as on a screen that is as high, so that what stands at the bottom of the screen does not cover it. */
async function takePicture(page: Page, { path, whole }: { path: string; whole: boolean }): Promise<void> {
  const size = page.viewportSize()!;
  const height = whole ? await page.evaluate<number>('document.documentElement.scrollHeight') : size.height;
  await page.setViewportSize({ ...size, height });
  await page.screenshot({ path });
  await page.setViewportSize(size);
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

/** With a fault: nothing follows when no cake was chosen. */
const orders = {
  name: 'Cake orders',
  kind: 'flow' as const,
  flow: {
    start: 'ask',
    nodes: [
      {
        id: 'ask',
        kind: 'slot_collection' as const,
        title: 'Which cake',
        data: { slots: [{ name: 'cake', type: 'choice' as const, choices: ['cherry', 'plum'] }] },
      },
      {
        id: 'done',
        kind: 'end_call' as const,
        title: 'Ordered',
        data: {
          message: { mode: 'fixed' as const, text: 'Your {{cake}} cake is ordered. Goodbye!' },
          outcome_tags: ['completed'],
          summary: { enabled: true },
        },
      },
    ],
    edges: [{ id: 'e1', from: 'ask', to: 'done', label: 'filled' }],
  },
};

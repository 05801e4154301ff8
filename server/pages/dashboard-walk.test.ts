import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstAccount } from '../first-account.ts';
import type { Store } from '../store/store.ts';
import { until } from '../testing/browser.ts';
import { noBrowser } from '../testing/chromium.ts';
import {
  type DashboardWorld,
  goTo,
  openDashboard,
  openPage,
  violations as violationsOf,
} from '../testing/dashboard-page.ts';
import type { TestServer } from '../testing/server.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

describe.skipIf(skip)(
  `the dashboard in a browser${skip ? ` (skipped: ${noBrowser})` : ''}`,
  { timeout: 180_000 },
  () => {
    let world: DashboardWorld;
    let store: Store;
    let server: TestServer;
    let page: Page;
    let wrong: string[];

    beforeAll(async () => {
      world = await openDashboard();
      ({ store, server } = world);
      ({ page, wrong } = await openPage(world));
    }, 360_000);
    afterAll(() => world?.close());

    const violations = (): Promise<string[]> => violationsOf(page);

    /** A drawer or dialog that has just closed may still take the focus along: then it is typed again. */
    async function say(words: string): Promise<void> {
      const field = page.getByLabel('Say as the caller');
      const left = async (): Promise<string> => {
        await field.fill(words);
        await field.press('Enter');
        return field.inputValue();
      };
      await expect.poll(left, { timeout: 10_000 }).toBe('');
    }

    /** Until its place is free for the next one. */
    async function closeTestCall(): Promise<void> {
      await page.getByRole('button', { name: 'Close the test call' }).click();
      await page.getByLabel('Say as the caller').waitFor({ state: 'detached' });
    }

    async function paste(text: string): Promise<void> {
      await page.evaluate(`{
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', ${JSON.stringify(text)});
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }`);
    }

    test('the start link signs in, and shows a first key', async () => {
      const token = await store.keys.createLink(firstAccount);
      await page.goto(`${server.url}/start#token=${token}`);
      await page.getByRole('heading', { name: 'Keep your first key' }).waitFor();
      expect(await violations()).toEqual([]);
      const key = await page.locator('code').textContent();
      expect(await store.keys.find(key!)).toMatchObject({ accountId: firstAccount });
      await page.getByRole('button', { name: 'Go on to the agents' }).click();
      await page.getByRole('heading', { name: 'Agents' }).waitFor();
    });

    test('an agent is made by name', async () => {
      expect(await violations()).toEqual([]);
      await page.getByRole('button', { name: 'New agent' }).click();
      await page.getByLabel('Name').fill('Blue Bakery');
      expect(await violations()).toEqual([]);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Blue Bakery', level: 1 }).waitFor();
    });

    test("ends are switched on in the agent's settings", async () => {
      expect(await page.getByRole('switch', { name: /The agent may end calls/ }).isChecked()).toBe(true);
      expect(await page.getByLabel('Farewell message').inputValue()).toBe('Thank you for calling. Goodbye!');
    });

    test('pasted lines become reasons in all three modes', async () => {
      const field = page.getByPlaceholder('When the call should end…');
      await field.focus();
      await paste('Wrong number | Sorry, you have the wrong number. Goodbye!\nSold out\nRude | prompt: Stay calm.');
      await page.getByText('3 reasons added. The script of the agent ends the call where the caller says').waitFor();
      await page.getByRole('button', { name: /^Wrong number: closing static/ }).click();
      expect(await page.getByRole('textbox', { name: 'Closing words' }).inputValue()).toBe(
        'Sorry, you have the wrong number. Goodbye!',
      );
      expect(await violations()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Rude: closing prompt/ }).waitFor();
      await page.getByRole('button', { name: /^Sold out: no closing words/ }).waitFor();
    });

    test('a fault stands beside its field and keeps from saving, until it is mended', async () => {
      const silence = page.getByLabel('Silence timeout, seconds');
      await silence.fill('2');
      await page.getByText('Give a number of seconds from 5 to 3600, or null for none.').first().waitFor();
      expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: '1 to fix' }).click();
      expect(await violations()).toEqual([]);
      await page.getByRole('button', { name: /ending\.silence\.timeout_seconds/ }).click();
      await until(page, `document.activeElement.value === '2'`);
      await page.keyboard.type('0');
      await page.getByText('Give a number of seconds from 5 to 3600').waitFor({ state: 'detached' });
    });

    test('what is saved is a version, and can be compared', async () => {
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      const document = page.getByLabel('Document', { exact: true });
      const agent = JSON.parse(await document.inputValue()) as Written;
      agent.ending.reasons[0]!.outcome_tags = ['wrong_number'];
      agent.ending.rescue.listen_ms = 5_000;
      await document.fill(JSON.stringify(agent));
      await page.getByRole('button', { name: 'Take over into the editor' }).click();
      await page.keyboard.press('Control+s');
      await page.getByText('Version 2, saved').waitFor();
      expect(await violations()).toEqual([]);
      await page.getByRole('button', { name: 'Versions' }).click();
      await page.getByRole('button', { name: 'Compare' }).nth(1).click();
      await page.getByText('ending.silence.timeout_seconds').waitFor();
      expect(await violations()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' }); // It gives the focus back.
    });

    test('a typed test call ends for the reason, and says so', async () => {
      await page.getByRole('button', { name: 'Test call' }).click();
      await page.getByText('Hello, this is Blue Bakery.').waitFor();
      await say('Oh, wrong number');
      await page.getByText('Sorry, you have the wrong number. Goodbye!').first().waitFor();
      await page.getByText('Ended: the agent ended it').waitFor();
      expect(await violations()).toEqual([]);
      await closeTestCall();
    });

    test('what was changed is saved and called with one click', async () => {
      await page.getByLabel('Words of the greeting').fill('Blue Bakery, good day.');
      await page.getByRole('button', { name: 'Test call' }).click();
      await page.getByText('It runs the saved version, without what you just changed.').waitFor();
      expect(await violations()).toEqual([]);
      await page.getByRole('button', { name: 'Save and call again' }).click();
      const said = page.getByRole('list', { name: 'What was said' });
      await said.getByText('Blue Bakery, good day.').waitFor();
      await page.getByText('Version 3, saved').waitFor();
      await page.getByLabel('Words of the greeting').fill('Hello, this is Blue Bakery.');
      await page.getByRole('button', { name: 'Save and call again' }).click();
      await said.getByText('Hello, this is Blue Bakery.').waitFor();
      await closeTestCall();
    });

    test('a caller takes the call back while the agent listens, and its page tells with which words', async () => {
      await page.getByRole('button', { name: 'Test call' }).click();
      await page.getByText('Hello, this is Blue Bakery.').waitFor();
      await say('bye');
      await page.getByText('Goodbye!', { exact: true }).first().waitFor();
      await say('Oh wait, do you have rye bread?');
      await page.getByText('I see. Is there anything else?').first().waitFor();
      await page.getByRole('status').getByText('Active').waitFor();
      await say('bye');
      await page.getByText('Ended: the agent ended it').waitFor();
      await page.getByRole('link', { name: 'Its page' }).click();
      await page.getByText('“Oh wait, do you have rye bread?”').first().waitFor();
      await page.getByText('the caller took the call back once before').waitFor();
      expect(await violations()).toEqual([]);
    });

    test('a key is pressed and playback reports get lost at a click, and the call tells', async () => {
      await goTo(page, 'Agents');
      await page.getByRole('link', { name: 'Try it: Blue Bakery' }).click();
      await page.getByText('Hello, this is Blue Bakery.').waitFor();
      await page.getByRole('button', { name: 'Simulate' }).click();
      await page.getByRole('switch', { name: /Playback reports get lost/ }).check();
      await page.getByRole('button', { name: 'Key 5' }).click();
      await page
        .getByRole('button', { name: /^Key 5/ })
        .nth(1)
        .waitFor();
      await page.keyboard.press('Escape');
      await say('bye');
      await page.getByText('Ended: the agent ended it').waitFor();
      const [newest] = (await server.api.calls.list({ limit: 1 })).items;
      expect(newest).toMatchObject({ ended_reason: 'agent_ended', farewell_heard: 'unconfirmed' });
      await closeTestCall();
    });

    test('a call is found by its reason and its tag, and its page says why it ended', async () => {
      await goTo(page, 'Calls');
      await page.getByLabel('Why it ended').selectOption('its time was up');
      await page.getByText('No call fits these filters.').waitFor();
      expect(await violations()).toEqual([]);
      await page.getByLabel('Why it ended').selectOption('the agent ended it');
      await page.getByRole('list', { name: 'Calls' }).getByRole('link').nth(1).waitFor();
      await page.getByLabel('Outcome tag').fill('wrong_number');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/calls?*tag=wrong_number*');
      await expect
        .poll(() => page.getByRole('list', { name: 'Calls' }).getByRole('link').count(), { timeout: 30_000 })
        .toBe(1);
      await page.getByRole('list', { name: 'Calls' }).getByRole('link').click();
      await page
        .getByText('The agent ended it: the model called its end action end_call, reason "Wrong number".')
        .waitFor();
      await page.getByText('The other end confirmed that it is down.').waitFor();
      await page.getByRole('button', { name: /^end_call: Wrong number/ }).click();
      await page.getByText("of the call's log").waitFor();
      expect(await violations()).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await violations()).toEqual([]);
    });

    test('a call is found by a number, as people write it', async () => {
      const call = await server.call({ from: '+15550177' });
      call.caller.hangsUp();
      await call.session.done;
      await goTo(page, 'Calls');
      await page.getByRole('button', { name: 'More filters' }).click();
      const number = page.getByLabel('Number');
      await number.fill('17');
      await page.keyboard.press('Enter');
      await page.getByText('at least 4 of its last digits').waitFor();
      expect(await violations()).toEqual([]);
      await number.fill('555-0177');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/calls?*number=*5550177*');
      const found = page.getByRole('list', { name: 'Calls' }).getByRole('link');
      await expect.poll(() => found.count(), { timeout: 30_000 }).toBe(1);
      expect(await found.getAttribute('href')).toContain(call.callId);
      await page.reload();
      await expect.poll(() => found.count(), { timeout: 30_000 }).toBe(1);
      expect(await number.inputValue()).toBe('5550177');
      expect(await violations()).toEqual([]);
    });

    test('calls come into the list as they begin', async () => {
      await goTo(page, 'Calls');
      await page.getByRole('list', { name: 'Calls' }).waitFor();
      const call = await server.call();
      await page.getByText('goes on').waitFor();
      await page.getByText('goes on').click();
      await page.getByRole('button', { name: 'End with a goodbye' }).click();
      await call.session.done;
      await page.getByText('An operator ended it: an operator asked for it.').waitFor();
      expect(await violations()).toEqual([]);
    });

    test('secrets rotate, and numbers get on the STOP list and off it', async () => {
      const endpoint = await server.api.webhooks.create({ url: 'http://127.0.0.1:9/hook' });
      await goTo(page, 'Settings');
      await page.getByRole('button', { name: 'Secret' }).click();
      await page.getByText(endpoint.secret).waitFor();
      await page.getByRole('button', { name: 'Rotate' }).click();
      await page.getByRole('dialog', { name: 'Make a new secret?' }).getByRole('button', { name: 'Rotate' }).click();
      await page.getByText('The one before signs as well').waitFor();
      expect((await server.api.webhooks.secret({ id: endpoint.id })).previous_secret).toBe(endpoint.secret);
      expect(await violations()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByLabel('Add a number').fill('+1 (555) 0100-222');
      await page.keyboard.press('Enter');
      await page.getByText('+15550100222').waitFor();
      await page.getByRole('button', { name: 'Take off' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Take off' }).click();
      await page.getByText('Nobody wrote STOP.').waitFor();
      expect(await violations()).toEqual([]);
    });

    test('who signs out sees nothing any more', async () => {
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to Ringoff' }).waitFor();
      await page.goto(`${server.url}/settings`);
      await page.waitForURL('**/sign-in?next=*');
      expect(await violations()).toEqual([]);
      await page.getByLabel('Key').fill(server.key);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Settings' }).waitFor();
    });

    test('nothing went wrong behind the pages, and nothing was asked elsewhere', () => {
      expect(wrong).toEqual([]);
    });
  },
);

type Written = {
  ending: { reasons: { outcome_tags: string[] }[]; rescue: { listen_ms: number } };
};

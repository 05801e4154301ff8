/** The appointment flow is built from nothing by keyboard alone, published, and called to each of its ends. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../testing/browser.ts';
import { noBrowser } from '../testing/chromium.ts';
import {
  type DashboardWorld,
  openDashboard,
  openPage,
  signIn,
  violations as violationsOf,
} from '../testing/dashboard-page.ts';
import { type Keyboard, keyboardOf } from '../testing/keyboard.ts';
import type { TestServer } from '../testing/server.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';
/** Some hundred steps by the Tab key. */
const keysMs = 600_000;

describe.skipIf(skip)(
  `the flow builder in a browser${skip ? ` (skipped: ${noBrowser})` : ''}`,
  { timeout: keysMs },
  () => {
    let world: DashboardWorld;
    let server: TestServer;
    let lookup: Server;
    let page: Page;
    let keys: Keyboard;
    let wrong: string[];
    let address: string;

    beforeAll(async () => {
      world = await openDashboard();
      ({ server } = world);
      lookup = createServer((request, response) => {
        request.setEncoding('utf8').on('data', (body: string) => {
          const known = (JSON.parse(body) as { member_number?: string }).member_number === '4711';
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ eligible: known }));
        });
      });
      await new Promise<void>((resolve) => void lookup.listen(0, '127.0.0.1', resolve));
      address = `http://127.0.0.1:${(lookup.address() as AddressInfo).port}`;
      ({ page, wrong } = await openPage(world));
      keys = keyboardOf(page);
      await signIn(page, server);
    }, 360_000);
    afterAll(async () => {
      await world?.close();
      lookup?.close();
    });

    const violations = (): Promise<string[]> => violationsOf(page);

    /** N, the number of the kind, its title; the fields are left to `fill`, and Escape leads back to the card. */
    async function block(number: number, title: string, fill: () => Promise<void>): Promise<void> {
      await keys.press('n');
      await page.getByRole('dialog', { name: 'Add a block' }).waitFor();
      await keys.press(`${number}`);
      await page.getByRole('region', { name: /^Block / }).waitFor();
      await until(page, `document.activeElement.labels?.[0]?.innerText === 'Title'`);
      await keys.write('Title', title);
      await fill();
      await keys.press('Escape');
      await page.getByRole('region', { name: /^Block / }).waitFor({ state: 'detached' });
      await until(page, `document.activeElement.classList.contains('react-flow__node')`);
    }

    /** The focus goes to the first field of the new row. */
    async function addRow(button: string): Promise<void> {
      await keys.to(button);
      await keys.press('Enter');
      await until(page, `document.activeElement.matches('[data-row] *') && document.activeElement.matches('input')`);
    }

    const [say, collect, decide, ask, transfer, end] = [1, 2, 3, 4, 5, 6] as const;

    function request(path: string, body: object): () => Promise<void> {
      return async () => {
        await keys.write('Address', address + path);
        await keys.write('Body', JSON.stringify(body));
      };
    }

    function goodbye(words: string, tag: string): () => Promise<void> {
      return async () => {
        await keys.pick('Message', 'Fixed');
        await keys.write('Text', words);
        await keys.write('Outcome tags', tag);
        await keys.press('Enter');
      };
    }

    test('an agent that follows a flow begins with an empty one', async () => {
      await keys.to('New agent');
      await keys.press('Enter');
      await keys.write('Name', 'Acme Dental');
      await keys.pick('How it talks', 'By a flow');
      expect(await violations()).toEqual([]);
      await keys.to('Create');
      await keys.press('Enter');
      await page.getByRole('heading', { name: 'How does the call begin?' }).waitFor();
      expect(await violations()).toEqual([]);
    });

    test('blocks of every kind are added and filled in', async () => {
      await block(say, 'Greeting', async () => {
        await keys.write('Text', 'Hello, this is Acme Dental. Would you like to book a check-up?');
        await keys.write('Seconds without a reply', '6');
      });
      await block(collect, 'Who', async () => {
        await keys.write('Name', 'birth_date');
        await keys.select('Type', 'Date');
        await keys.pick('Which dates', 'Past');
        await keys.write('Question', 'When were you born?');
        await addRow('Add to slots');
        await keys.write('Name', 'member_number');
        await keys.select('Type', 'Number');
        await keys.write('Question', 'What is the number on your insurance card?');
      });
      await block(ask, 'Eligibility', async () => {
        await request('/eligibility', { member_number: '{{member_number}}' })();
        await addRow('Add to save from the answer');
        await keys.write('Variable', 'eligible');
        await keys.write('Where it stands', 'eligible');
      });
      await block(decide, 'Decision', async () => {
        await keys.write('Name', 'eligible');
        await keys.write('Expression', 'eligible == true');
      });
      await block(collect, 'When', async () => {
        await keys.write('Name', 'visit_day');
        await keys.select('Type', 'Date');
        await keys.write('Question', 'On which day would you like to come?');
      });
      await block(say, 'Summary', () => keys.write('Text', 'That is {{visit_day}}. Shall I book it?'));
      await block(ask, 'Book', request('/appointments', { day: '{{visit_day}}' }));
      await block(transfer, 'Desk', () => keys.write('To', '+15550100'));
      await block(end, 'Thanks', goodbye('You are booked. Goodbye!', 'completed'));
      await block(end, 'Unknown', goodbye('I could not find you. Goodbye.', 'failed_verification'));
      await block(end, 'Silent', goodbye('I cannot hear you. Goodbye.', 'no_response'));
      await block(end, 'Another time', goodbye('Call at any time. Goodbye.', 'not_interested'));
      expect(await violations()).toEqual([]);
    });

    test('what is missing stands at the blocks, and leads there', async () => {
      const card = page.locator('.react-flow__node', { hasText: 'Decision' });
      await card.getByText('to fix').waitFor();
      await page.getByRole('button', { name: /\d+ to fix/ }).focus();
      await keys.press('Enter');
      await page.getByRole('dialog', { name: 'To look at' }).waitFor();
      expect(await violations()).toEqual([]);
      await page.getByRole('button', { name: /^Has no way out "eligible"\./ }).focus();
      await keys.press('Enter');
      await page.getByRole('region', { name: 'Block Decision' }).getByText('has no way out "eligible"').waitFor();
      expect(await violations()).toEqual([]);
      await keys.press('Control+s');
      await page.getByRole('dialog', { name: 'This flow cannot run yet' }).waitFor();
      expect(await violations()).toEqual([]);
      await keys.press('Escape');
    });

    test('reasons are added in the dialog of the global settings of the flow', async () => {
      await keys.to('Global settings');
      await keys.press('Enter');
      await page.getByRole('dialog', { name: 'Global settings' }).waitFor();
      await keys.write('End-call reasons', 'Wrong number | Sorry, wrong number. Goodbye!');
      await keys.press('Enter');
      await page.getByRole('button', { name: /^Wrong number: closing static/ }).waitFor();
      expect(await violations()).toEqual([]);
      await keys.press('Escape');
      await page.getByRole('dialog', { name: 'Global settings' }).waitFor({ state: 'detached' });
    });

    test('in the list they are connected, and the flow is published', async () => {
      await keys.pick('Shown as', 'List');
      const list = page.getByRole('list', { name: 'Blocks of the flow' });
      await list.waitFor();
      const connect = async (title: string, ways: Record<string, string>, answers: Record<string, string> = {}) => {
        await keys.to(`Edit ${title}`);
        await keys.press('Enter');
        await page.getByRole('region', { name: `Block ${title}` }).waitFor();
        await until(page, `document.activeElement.labels?.[0]?.innerText === 'Title'`);
        for (const [answer, target] of Object.entries(answers)) {
          await keys.write('Another answer of the caller', answer);
          await keys.select('Leads to', target);
          await keys.to('Add the answer');
          await keys.press('Enter');
          await until(page, `document.activeElement.ariaLabel === 'Another answer of the caller'`);
        }
        // The ways stand above the field for answers.
        const back = Object.keys(answers).length > 0;
        const entries = Object.entries(ways);
        for (const [way, target] of back ? entries.toReversed() : entries) {
          await keys.select(`${way} leads to`, target, back ? 'back' : 'forward');
        }
        await keys.press('Escape');
        await until(page, `document.activeElement.closest('[data-block]') !== null`);
      };
      await connect('Greeting', { 'No match': 'Another', 'No reply': 'Silent' }, { yes: 'Who', no: 'Another' });
      await connect('Who', { Filled: 'Eligibility', 'Gave up': 'Desk' });
      await connect('Eligibility', { Done: 'Decision', Failed: 'Desk' });
      await connect('Decision', { eligible: 'When', Else: 'Unknown' });
      await connect('When', { Filled: 'Summary', 'Gave up': 'Desk' });
      await connect('Summary', { 'No match': 'Desk' }, { yes: 'Book', 'another day': 'When', no: 'Another' });
      await connect('Book', { Done: 'Thanks', Failed: 'Desk' });
      await connect('Desk', { Failed: 'Unknown' });
      expect(await violations()).toEqual([]);
      await page.getByText('Nothing to fix').waitFor();
      await keys.press('Control+s');
      await page.getByText('Version 2, saved').waitFor();
      const id = (await server.api.agents.list({})).items.find(({ name }) => name === 'Acme Dental')!.id;
      const { warnings, agent } = await server.api.agents.get({ id });
      expect(warnings.filter(({ path }) => path.startsWith('flow'))).toEqual([]);
      expect(agent.flow?.nodes).toHaveLength(12);
      expect(agent.flow?.edges).toHaveLength(19);
    });

    test.each([
      ['Thanks', ['yes please', 'May 4th 1980', '4711', 'December 1st', 'yes please'], 'You are booked. Goodbye!'],
      ['Unknown', ['yes please', 'May 4th 1980', '9999'], 'I could not find you. Goodbye.'],
      ['Silent', [], 'I cannot hear you. Goodbye.'],
      ['Another time', ['no thanks'], 'Call at any time. Goodbye.'],
    ])('a test call comes to %s, and the canvas shows it', async (title, words, goodbyeWords) => {
      const canvas = page.getByText('Canvas', { exact: true });
      if (await canvas.isVisible()) await canvas.click();
      await page.getByRole('button', { name: 'Test call', exact: true }).focus();
      await keys.press('Control+Enter');
      const drawer = page.getByRole('region', { name: 'Test call' });
      const again = drawer.getByRole('button', { name: 'Call again' });
      if (await again.isVisible()) await again.press('Enter');
      const said = drawer.getByRole('list', { name: 'What was said' });
      for (const [turn, line] of words.entries()) {
        await said.getByText('Agent: ').nth(turn).waitFor();
        await page.getByText('The call is here').waitFor();
        await drawer.getByLabel('Say as the caller').press('Control+a');
        await page.keyboard.insertText(line);
        await keys.press('Enter');
      }
      await said.getByText(goodbyeWords).waitFor();
      await page.locator('.react-flow__node', { hasText: 'Ended here' }).getByText(title, { exact: true }).waitFor();
      expect(await violations()).toEqual([]);
    });

    test('the canvas tells in which blocks calls ended, and a block tells why', async () => {
      await page.getByRole('button', { name: 'Close the test call' }).press('Enter');
      const thanks = page.locator('.react-flow__node', { hasText: 'Thanks' });
      await thanks.getByText('25 % ended here').waitFor();
      expect(await page.getByText('25 % ended here').count()).toBe(4);
      await thanks.press('Enter');
      const panel = page.getByRole('region', { name: 'Block Thanks' });
      await panel.getByText('1 of 4 calls in 30 days ended here: the agent ended it (1).').waitFor();
      expect(await violations()).toEqual([]);
      await keys.press('Escape');
      await panel.waitFor({ state: 'detached' });
    });

    test('a block is undone and done again, copied and deleted', async () => {
      const cards = page.locator('.react-flow__node');
      const greeting = page.locator('.react-flow__node', { hasText: 'Greeting' });
      await greeting.first().focus();
      await keys.press('ArrowRight');
      expect(await page.evaluate(`document.activeElement.innerText.includes('Greeting')`)).toBe(false);
      await greeting.first().focus();
      await keys.press('Space', 'Control+d');
      await expect.poll(() => cards.count()).toBe(13);
      await keys.press('Control+z');
      await expect.poll(() => cards.count()).toBe(12);
      await keys.press('Control+Shift+Z');
      await expect.poll(() => cards.count()).toBe(13);
      await greeting.last().focus();
      await keys.press('Delete');
      await expect.poll(() => cards.count()).toBe(12);
      await keys.press('Shift+Alt+T');
      await page.getByText('Not saved yet').first().waitFor();
      await keys.press('Control+s');
      await page.getByText('Version 3, saved').waitFor();
    });

    test('nothing went wrong behind the pages, and nothing was asked elsewhere', () => {
      expect(wrong).toEqual([]);
    });
  },
);

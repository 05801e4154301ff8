/** What the pages of the vendors have people do in a dashboard, done in ours. docs/seeds.md tells where each sentence stands. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Agent, AgentInput } from '../../contract/agent.ts';
import { type Receiver, startReceiver } from '../../providers/web/testing/receiver.ts';
import { noBrowser } from '../testing/chromium.ts';
import { type DashboardWorld, openDashboard, openPage, signIn } from '../testing/dashboard-page.ts';
import { play } from '../testing/play.ts';
import { politeAgent } from '../testing/server.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

describe.skipIf(skip)(
  `settings that vendors tell of${skip ? ` (skipped: ${noBrowser})` : ''}`,
  { timeout: 180_000 },
  () => {
    let world: DashboardWorld;
    let receiver: Receiver;
    let page: Page;
    let wrong: string[];

    beforeAll(async () => {
      receiver = await startReceiver();
      world = await openDashboard();
      ({ page, wrong } = await openPage(world));
      await signIn(page, world.server);
    }, 360_000);
    afterAll(async () => {
      await world?.close();
      await receiver?.close();
    });

    /** The page of a new agent, or a page below it. */
    async function open(id: string, agent: Partial<AgentInput> = {}, below = ''): Promise<void> {
      await world.server.api.agents.put({ params: { id }, body: { ...politeAgent, id, ...agent } });
      await page.goto(`${world.server.url}/agents/${id}${below}`);
      await page.getByText('Version 1, saved').waitFor();
    }

    /** The agent as it is stored then, and as its page shows it anew. */
    async function save(id: string): Promise<Agent> {
      await page.getByRole('button', { name: /^(Save|Publish)$/ }).click();
      await page.getByText('Version 2, saved').waitFor();
      await page.reload();
      await page.getByText('Version 2, saved').waitFor();
      return (await world.server.api.agents.get({ id })).agent;
    }

    /** The control for this place in the agent's document. */
    const field = (path: string) => page.locator(`[data-path="${path}"]`).locator('input, textarea').first();

    test('a reason is typed, becomes a tag by Enter, and is saved', async () => {
      await open('typed');
      const reasons = page.getByRole('region', { name: 'End-call reasons' });
      const words = reasons.getByPlaceholder('When the call should end…');
      for (const reason of ['Fraud detected', 'Wrong number']) {
        await words.pressSequentially(reason);
        await page.keyboard.press('Enter');
        await reasons.getByRole('button', { name: `${reason}: no closing words of its own. Edit` }).waitFor();
        expect(await words.inputValue()).toBe('');
      }
      const { ending } = await save('typed');
      expect(ending.reasons.map(({ reason }) => reason)).toEqual(['Fraud detected', 'Wrong number']);
      await reasons.getByRole('button', { name: /^Wrong number: / }).waitFor();
    });

    test('an end action is added with its four fields, which are kept', async () => {
      const fields = {
        name: 'leave_politely',
        description: 'When they are not interested.',
        skip_goodbye: true,
        goodbye_prompt: 'Wish them a nice day.',
      };
      await open('actions', { prompt: 'Use end_call or leave_politely.' });
      const place = 'ending.actions[1]';
      await page.getByRole('button', { name: 'Add an end action' }).click();
      for (const name of ['name', 'description', 'goodbye_prompt'] as const)
        await field(`${place}.${name}`).fill(fields[name]);
      await field(`${place}.skip_goodbye`).check();
      const { ending } = await save('actions');
      expect(ending.actions[1]).toMatchObject(fields);
      for (const name of ['name', 'description', 'goodbye_prompt'] as const)
        expect(await field(`${place}.${name}`).inputValue()).toBe(fields[name]);
      expect(await field(`${place}.skip_goodbye`).isChecked()).toBe(true);
    });

    test('end call is enabled, its four options are filled in and saved, and hold in the next call', async () => {
      const words = 'Thanks for calling Acme. Goodbye!';
      const script = [{ when: ['bye'], tools: [{ name: 'end_call', arguments: {} }] }];
      await open('options', { ending: { enabled: false }, model: { provider: 'offline', script } });
      await field('ending.enabled').check();
      await page.getByRole('radiogroup', { name: 'Goodbye' }).getByRole('radio', { name: 'These words' }).check();
      await field('ending.farewell.message').fill(words);
      await field('ending.silence.timeout_seconds').fill('12');
      await field('ending.max_duration.seconds').fill('60');
      await page.getByRole('button', { name: 'Add a post-call webhook' }).click();
      await field('after_call.webhooks[0].url').fill(receiver.url);
      const agent = await save('options');
      expect(agent.ending).toMatchObject({
        enabled: true,
        farewell: { mode: 'static', message: words },
        silence: { timeout_seconds: 12 },
        max_duration: { seconds: 60 },
      });
      expect(await field('ending.farewell.message').inputValue()).toBe(words);
      expect(await field('ending.silence.timeout_seconds').inputValue()).toBe('12');
      expect(await field('ending.max_duration.seconds').inputValue()).toBe('60');
      expect(await field('after_call.webhooks[0].url').inputValue()).toBe(receiver.url);

      const call = await world.server.call({ agentId: 'options' });
      call.caller.says('bye');
      const { call_id, farewell } = await call.session.done;
      expect(farewell).toMatchObject({ text: words, source: 'configured' });
      await receiver.count(1);
      expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ event: 'call.ended', call_id });
      const silent = await play(agent as AgentInput, '');
      expect(silent.record).toMatchObject({ ended_reason: 'silence_timeout', clocks: { quiet_seconds: 12 } });
      const talks = Array.from({ length: 20 }, () => '[after 5s] caller: tell me more').join('\n');
      const { record } = await play(agent as AgentInput, talks);
      expect(record.ended_reason).toBe('max_duration_reached');
      expect(record.duration_seconds).toBeLessThanOrEqual(60);
    });

    test('at the "+" of a way out an End Call block is added from the flow actions: label, icon, two kinds of message', async () => {
      const nodes: NonNullable<AgentInput['flow']>['nodes'] = [
        { id: 'ask', kind: 'utterance', data: { mode: 'verbatim', text: 'Anything else?' } },
        { id: 'over', kind: 'end_call', data: {} },
      ];
      const edges = [{ id: 'no', from: 'ask', to: 'over', label: 'no' }];
      await open('drawn', { kind: 'flow', flow: { start: 'ask', nodes, edges } }, '/flow');
      const card = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
      await card('ask').getByRole('button', { name: 'Add a block after No match' }).click();
      const offered = page.getByRole('dialog', { name: 'Add a block' }).getByRole('region', { name: 'Flow actions' });
      await offered.getByRole('button', { name: /^End call/ }).click();
      const form = page.getByRole('region', { name: /^Block / });
      const modes = form.getByRole('radiogroup', { name: 'Message' }).getByRole('radio');
      await modes.nth(1).waitFor();
      expect(await modes.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
        'Promptable',
        'Fixed',
      ]);
      await modes.nth(1).check();
      await form.getByRole('textbox', { name: 'Text', exact: true }).fill('Goodbye for now!');
      const added = card('end_1');
      await added.getByText('End call', { exact: true }).first().waitFor();
      expect(await added.locator('svg.lucide-phone-off').count()).toBe(1);
      expect(await card('ask').locator('svg.lucide-phone-off').count()).toBe(0);
      await page.getByText('Nothing to fix').waitFor();
      const { flow } = await save('drawn');
      expect(flow!.nodes.at(-1)).toMatchObject({
        id: 'end_1',
        kind: 'end_call',
        data: { message: { mode: 'fixed', text: 'Goodbye for now!' } },
      });
      expect(flow!.edges.at(-1)).toMatchObject({ from: 'ask', to: 'end_1', label: 'no_match' });
      const { record } = await play(
        (await world.server.api.agents.get({ id: 'drawn' })).agent as AgentInput,
        'caller: what',
      );
      expect(record).toMatchObject({ farewell: { text: 'Goodbye for now!' }, flow: { end_block: 'end_1' } });
    });

    test('nothing went wrong behind the pages, and nothing was asked elsewhere', () => {
      expect(wrong).toEqual([]);
    });
  },
);

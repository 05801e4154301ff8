/** The flow builder with 200 blocks: how long a drag keeps the page from anything else. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowInput } from '../../contract/flow.ts';
import { noBrowser } from '../testing/chromium.ts';
import { type DashboardWorld, openDashboard, openPage, signIn } from '../testing/dashboard-page.ts';

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

describe.skipIf(skip)(`a flow of 200 blocks${skip ? ` (skipped: ${noBrowser})` : ''}`, { timeout: 180_000 }, () => {
  let world: DashboardWorld;
  let page: Page;
  let wrong: string[];

  beforeAll(async () => {
    world = await openDashboard();
    ({ page, wrong } = await openPage(world));
    await signIn(page, world.server);
  }, 360_000);
  afterAll(() => world?.close());

  test('without places is drawn, and dragged without a long task', async () => {
    const agent = { name: 'Large', kind: 'flow' as const, flow: largeFlow(200) };
    await world.server.api.agents.put({ params: { id: 'large' }, body: agent });
    await page.goto(`${world.server.url}/agents/large/flow`);
    const card = page.locator('.react-flow__node[data-id="q1"]');
    await page.getByText('200 blocks').waitFor();
    await page.getByText('Version 1, saved').waitFor(); // To look at it changes nothing.
    await card.waitFor();
    const longest: number[] = [];
    for (const px of [40, 60, 80]) {
      const before = (await card.boundingBox())!;
      const moved = async (): Promise<void> => {
        const linted = page.waitForResponse(/\/lint$/);
        await drag(page, before, px);
        await linted;
        await page.getByText('Not saved yet').first().waitFor();
      };
      longest.push(await longestTaskMs(world, page, moved));
      expect((await card.boundingBox())!.x - before.x).toBeCloseTo(px, -1);
    }
    console.log(`longest task of each drag over 200 blocks: ${longest.map(Math.round).join(', ')} ms`);
    expect(Math.max(...longest)).toBeLessThan(100);
  });

  test('nothing went wrong behind the page', () => {
    expect(wrong).toEqual([]);
  });
});

/** Questions one after another, each with a way to the end as well. */
function largeFlow(blocks: number): FlowInput {
  const questions = Array.from({ length: blocks - 1 }, (_, index) => index);
  return {
    start: 'q0',
    nodes: [
      ...questions.map((index) => ({
        id: `q${index}`,
        kind: 'utterance' as const,
        title: `Question ${index}`,
        data: { mode: 'verbatim' as const, text: `Is ${index} your number?` },
      })),
      { id: 'end', kind: 'end_call' as const, title: 'End', data: {} },
    ],
    edges: questions.flatMap((index) => [
      { id: `y${index}`, from: `q${index}`, to: index === blocks - 2 ? 'end' : `q${index + 1}`, label: 'yes' },
      { id: `n${index}`, from: `q${index}`, to: 'end', label: 'no_match' },
    ]),
  };
}

type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } };

/** The longest task of the page while something is done, in time of its own thread: other work of the machine is none. */
async function longestTaskMs({ browser }: DashboardWorld, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const main = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const pages = new Set(main.map(threadOf));
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && pages.has(threadOf(event)));
  expect(tasks.length).toBeGreaterThan(100);
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1_000));
}

/** A block by so many pixels, in small steps. */
async function drag(page: Page, box: { x: number; y: number; width: number }, px: number): Promise<void> {
  const [x, y] = [box.x + box.width / 2, box.y + 4];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + px, y + px, { steps: 40 });
  await page.mouse.up();
}

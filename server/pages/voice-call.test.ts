/** A test call by microphone, from the page of an agent: spoken, heard, and ended as the page tells it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstAccount } from '../first-account.ts';
import { openStore, type Store } from '../store/store.ts';
import { readyDashboard } from '../testing/browser.ts';
import { type ChromiumCaller, startChromiumCaller } from '../testing/chromium-caller.ts';
import { openPage, signIn, violations } from '../testing/dashboard-page.ts';
import { nextEnd } from '../testing/ended-call.ts';
import { farewell, lines, phoneAgent } from '../testing/phone-world.ts';
import { describeWith } from '../testing/programs.ts';
import { type TestServer, testServer } from '../testing/server.ts';

describeWith(['chromium', 'flite', 'sox', 'pocketsphinx_continuous'], 'a spoken test call', () => {
  let store: Store;
  let server: TestServer;
  let chromium: ChromiumCaller;
  let page: Page;
  let wrong: string[];

  beforeAll(async () => {
    await readyDashboard();
    store = await openStore({ memory: true });
    await store.agents.put(firstAccount, 'reception', { ...phoneAgent });
    server = await testServer(store, { config: { speechWorkersMax: 1 } });
    chromium = await startChromiumCaller(lines.bye, 6);
    ({ page, wrong } = await openPage({ browser: chromium.browser, server }));
    await signIn(page, server);
  }, 360_000);
  afterAll(async () => {
    await chromium?.close();
    await server?.close();
    await store?.close();
  });

  const drawer = () => page.getByRole('region', { name: 'Test call' });
  const said = () => drawer().getByRole('list', { name: 'What was said' }).getByRole('listitem');

  async function callByVoice(): Promise<void> {
    await page.goto(`${server.url}/agents/reception`);
    await page.getByRole('button', { name: 'Test call' }).click();
    await said().getByText('Hello.').waitFor();
    const typed = nextEnd(server.switchboard);
    await drawer().getByRole('button', { name: 'By voice' }).click();
    expect(await typed).toMatchObject({ ended_reason: 'caller_hangup' });
    await drawer().getByText('The microphone is open').waitFor();
  }

  // First: the worker that hears is awake then, before the microphone says its sentence.
  test('is hung up by closing it, and the microphone with it', { timeout: 120_000 }, async () => {
    await callByVoice();
    await said().getByText('Hello.').waitFor();
    const record = nextEnd(server.switchboard);
    await drawer().getByRole('button', { name: 'Close the test call' }).click();
    expect(await record).toMatchObject({ ended_reason: 'caller_hangup', ended_by: 'caller' });
  });

  test('is spoken to the last sample of the farewell, and the page sees it end', { timeout: 120_000 }, async () => {
    await callByVoice();
    const record = nextEnd(server.switchboard);
    await said().getByText('Hello.').waitFor();
    await said().getByText(lines.bye).waitFor();
    await said().getByText(farewell).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await record).toMatchObject({
      ended_reason: 'agent_ended',
      farewell: { text: farewell, heard: 'confirmed', heard_share: 1 },
      hang_up: { proof: 'far_end_confirmed', leaked_seconds: 0 },
    });
    await drawer().getByText('Ended: the agent ended it').waitFor();
    const shown = (await said().allInnerTexts()).map((words) => words.replace(/\s+/g, ' '));
    expect(shown).toEqual(['Agent: Hello.', `You: ${lines.bye}`, `Agent: ${farewell}`]);
    expect(await violations(page)).toEqual([]);
  });

  test('its recording is played from a turn of the transcript and from a mark of the timeline', async () => {
    await drawer().getByRole('link', { name: 'Its page' }).click();
    await page
      .getByRole('button', { name: /^Play from/ })
      .last()
      .press('Enter');
    expect(await page.evaluate(playedFrom)).toEqual({ playing: true, speaks: 'agent', fromBeginning: true });
    await page.getByRole('button', { name: new RegExp(`^${lines.bye}`) }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Play from here' }).press('Enter');
    expect(await violations(page)).toEqual([]);
    // On a busy machine it is noticed late that a caller speaks.
    expect(await page.evaluate(playedFrom)).toMatchObject({ playing: true, speaks: 'caller' });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await violations(page)).toEqual([]);
      }
    }
  });

  test('nothing went wrong behind the page, and nothing was asked elsewhere', () => {
    expect(wrong).toEqual([]);
  });
});

/** Who speaks first within three seconds of the place that the recording was played from, and was silent before; stops it. */
const playedFrom = `(async () => {
  const audio = document.querySelector('audio');
  const playing = !audio.paused;
  audio.pause();
  const { currentTime: now, played } = audio;
  const starts = Array.from({ length: played.length }, (_, index) => played.start(index)).filter((start) => start <= now);
  const at = starts.length > 0 ? Math.max(...starts) : now;
  const file = await (await fetch(audio.src)).arrayBuffer();
  const sound = await new OfflineAudioContext(2, 1, 48000).decodeAudioData(file);
  const samples = (channel, from, to) =>
    sound.getChannelData(channel).slice(Math.max(0, from) * sound.sampleRate, to * sound.sampleRate);
  const onsets = [0, 1].map((channel) => samples(channel, at, at + 3).findIndex((sample) => Math.abs(sample) > 0.05));
  const [first] = [0, 1].filter((channel) => onsets[channel] >= 0).sort((a, b) => onsets[a] - onsets[b]);
  if (first === undefined) return { playing, speaks: null, fromBeginning: false };
  const fromBeginning = samples(first, at - 0.4, at).every((sample) => Math.abs(sample) < 0.02);
  return { playing, speaks: ['caller', 'agent'][first], fromBeginning };
})()`;

/** Debian's Chromium without a window, whose microphone plays a file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

export type TestBrowser = { browser: Browser; close(): Promise<void> };

const executablePath = '/usr/bin/chromium';

/** The microphone is silent for `afterSeconds` from its opening, says this once, and is silent again. */
export async function startChromium(says: string, afterSeconds: number): Promise<TestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-chromium-'));
  const [spoken, file] = [join(folder, 'spoken.wav'), join(folder, 'microphone.wav')];
  execFileSync('flite', ['-voice', 'slt', '-t', says, '-o', spoken]);
  const format = ['-r', '48000', '-c', '1', '-b', '16'];
  execFileSync('sox', [spoken, ...format, file, 'pad', String(afterSeconds), '120']);
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}%noloop`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  return {
    browser,
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

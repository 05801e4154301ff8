/** A browser whose microphone plays a file. Needs flite and sox. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';

export type ChromiumCaller = { browser: Browser; close(): Promise<void> };

/** The microphone is silent for `afterSeconds` from its opening, says this once, and is silent again. */
export async function startChromiumCaller(says: string, afterSeconds: number): Promise<ChromiumCaller> {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-chromium-'));
  const [spoken, file] = [join(folder, 'spoken.wav'), join(folder, 'microphone.wav')];
  execFileSync('flite', ['-voice', 'slt', '-t', says, '-o', spoken]);
  const format = ['-r', '48000', '-c', '1', '-b', '16'];
  execFileSync('sox', [spoken, ...format, file, 'pad', String(afterSeconds), '120']);
  const browser = await launchChromium([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}%noloop`,
    '--autoplay-policy=no-user-gesture-required',
  ]);
  return {
    browser,
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's Chromium without a window. Another one: RINGOFF_TEST_CHROMIUM. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const program = process.env['RINGOFF_TEST_CHROMIUM'] ?? '/usr/bin/chromium';

/** What is missing here, or null. */
export const noBrowser: string | null = existsSync(program) ? null : `there is no ${program}`;

/** It asks nothing of any other machine by itself. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  if (noBrowser) throw new Error(noBrowser);
  return chromium.launch({ executablePath: program, args: [...quiet, ...args] });
}

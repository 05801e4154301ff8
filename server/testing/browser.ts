/** A real browser for tests of the dashboard, which is built first if it has changed. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildDashboard, dashboardState } from '../pages/build-dashboard.ts';

/** Debian's. Another one: RINGOFF_TEST_CHROMIUM. */
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

export async function openBrowser(): Promise<Browser> {
  if (noBrowser) throw new Error(noBrowser);
  if (dashboardState() === 'stale') await buildDashboard();
  return chromium.launch({ executablePath: program, args: quiet });
}

/** Collects what no page should do: errors in its console, errors nobody caught, requests to other addresses. */
export function watchPage(page: Page, url: string): string[] {
  const wrong: string[] = [];
  const own = [url, url.replace('http', 'ws'), 'data:', 'blob:'];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`not caught: ${error.message}`));
  page.on('request', (request) => {
    if (!own.some((address) => request.url().startsWith(address))) wrong.push(`elsewhere: ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (!own.some((address) => socket.url().startsWith(address))) wrong.push(`elsewhere: ${socket.url()}`);
  });
  return wrong;
}

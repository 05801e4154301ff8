/** A real browser for tests of the dashboard, which is built first if it has changed. */
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { buildDashboard, dashboardState } from '../pages/build-dashboard.ts';
import { launchChromium, noBrowser } from './chromium.ts';

export async function openBrowser(): Promise<Browser> {
  if (!noBrowser) await readyDashboard();
  return launchChromium();
}

/** For a browser of another kind. */
export async function readyDashboard(): Promise<void> {
  if (dashboardState() === 'stale') await buildDashboard();
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

const untilMs = 45_000;

/** Until this expression is true in the page. Playwright's own wait evaluates it there, which the page's policy forbids. */
export async function until(page: Page, expression: string): Promise<void> {
  const isSo = (): Promise<boolean> => page.evaluate<boolean>(`Boolean(${expression})`);
  await expect.poll(isSo, { timeout: untilMs, message: expression }).toBe(true);
}

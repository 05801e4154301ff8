import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fastify } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildDashboard, dashboardFolder, dashboardState } from './build-dashboard.ts';
import { dashboardFiles } from './dashboard-files.ts';
import { launchChromium, noBrowser } from '../testing/chromium.ts';
import { serveDashboard } from './serve-dashboard.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringoff-pages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function build(words: string, at: number): void {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'assets', 'main-1a2b3c4d.js'), `say('${words}')`);
  writeFileSync(join(folder, 'assets', 'theme.js'), 'dark()');
  writeFileSync(join(folder, 'index.html'), `<title>${words}</title>`);
  utimesSync(join(folder, 'index.html'), at, at);
}

function serve(files = dashboardFiles(folder) as Parameters<typeof serveDashboard>[1]) {
  const app = fastify();
  serveDashboard(app, files);
  return app;
}

describe('the dashboard', () => {
  test.each(['/', '/start', '/agents', '/calls/call_1', '/analytics', '/settings'])(
    'is one page at %s, and nothing else runs in it',
    async (url) => {
      build('Ringoff', 1);
      const answer = await serve().inject({ url });
      expect(answer.body).toBe('<title>Ringoff</title>');
      expect(answer.headers['content-security-policy']).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      );
      expect(answer.headers['cache-control']).toBe('no-cache');
    },
  );

  test('keeps files with a hash in their name for ever, packed for who takes that', async () => {
    build('hello', 1);
    const app = serve();
    const plain = await app.inject({ url: '/assets/main-1a2b3c4d.js' });
    expect(plain.headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable' });
    expect(plain.body).toBe("say('hello')");
    const packed = await app.inject({ url: '/assets/main-1a2b3c4d.js', headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.rawPayload).toEqual(gzipSync("say('hello')", { level: 9 }));
    expect((await app.inject({ url: '/assets/theme.js' })).headers['cache-control']).toBe('no-cache');
  });

  test('is there as soon as it is built, and new when it is built anew', async () => {
    const app = serve();
    expect((await app.inject({ url: '/' })).body).toContain('being built');
    build('first', 1);
    expect((await app.inject({ url: '/' })).body).toContain('first');
    build('second', 2);
    expect((await app.inject({ url: '/calls' })).body).toContain('second');
  });

  test('gives nothing from beside its folder', async () => {
    build('x', 1);
    writeFileSync(join(folder, 'secret.js'), 'no');
    for (const url of [
      '/assets/../secret.js',
      '/assets/..%2fsecret.js',
      '/assets/%2e%2e/secret.js',
      '/assets/none.js',
    ]) {
      expect((await serve().inject({ url })).statusCode).toBe(404);
    }
  });

  test('switched off, the page says how the API is used', async () => {
    const answer = await serve(null).inject({ url: '/start' });
    expect(answer.body).toContain('RINGOFF_DASHBOARD');
    expect(answer.body).toContain('/v1/account/exchange');
  });
});

const skip = noBrowser !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';

test.skipIf(skip)('comes into a page that was opened before it was built', { timeout: 90_000 }, async () => {
  const app = serve();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(`${url}/start#token=rl_once`);
  await page.getByText('is being built').waitFor();
  expect(await page.locator('pre').first().innerText()).toContain('rl_once');
  build('Built', 1);
  writeFileSync(join(folder, 'assets', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await expect.poll(() => page.title(), { timeout: 30_000 }).toBe('Built');
  expect(page.url()).toBe(`${url}/start#token=rl_once`);
  await browser.close();
  await app.close();
});

test(
  'the first page has at most 200 KiB packed, the flow builder 120 more, each other part 60',
  { timeout: 300_000 },
  async () => {
    if (dashboardState() === 'stale') await buildDashboard();
    const files = dashboardFiles(dashboardFolder);
    const sizeOf = (path: string): number => files.file(path)!.packed!.length;
    const index = files.file('index.html')!.body.toString();
    const first = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path!);
    expect(first.length).toBeGreaterThan(2);
    expect(first.reduce((bytes, path) => bytes + sizeOf(path), 0)).toBeLessThan(200 * 1024);
    const later = readdirSync(join(dashboardFolder, 'assets'))
      .map((name) => `assets/${name}`)
      .filter((path) => path.endsWith('.js') && !first.includes(path));
    const flow = later.filter((path) => /\/(flow-page|dagre)/.test(path));
    expect(flow).toHaveLength(2);
    expect(flow.reduce((bytes, path) => bytes + sizeOf(path), 0)).toBeLessThan(120 * 1024);
    expect(later.filter((path) => !flow.includes(path) && sizeOf(path) > 60 * 1024)).toEqual([]);
  },
);

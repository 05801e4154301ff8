import { chromium } from 'playwright-core';
import { readFileSync, existsSync, writeFileSync } from 'node:fs';
const url = 'http://127.0.0.1:4719';
const keyFile = '/tmp/f-home/key';
if (!existsSync(keyFile)) {
  const token = /token=(rl_[\w-]+)/.exec(readFileSync('/tmp/f-home/log', 'utf8'))![1];
  const a = await fetch(`${url}/v1/account/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  writeFileSync(keyFile, ((await a.json()) as any).key);
}
const key = readFileSync(keyFile, 'utf8');
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const [, , scheme, size, ...paths] = process.argv;
const viewport = size === 'phone' ? { width: 390, height: 844 } : { width: 1440, height: 900 };
const c = await b.newContext({ viewport, colorScheme: scheme as any });
const p = await c.newPage();
p.setDefaultTimeout(60000);
p.on('console', (m) => ['error', 'warning'].includes(m.type()) && console.log(m.text()));
await p.goto(url + '/sign-in');
await p.getByLabel('Key').fill(key);
await p.keyboard.press('Enter');
await p.getByRole('heading', { name: 'Agents' }).waitFor();
for (const path of paths) {
  await p.goto(url + path, { waitUntil: 'networkidle' }).catch(() => {});
  await p.waitForTimeout(1500);
  await p.screenshot({ path: `/tmp/f-shot-${path.replace(/\W+/g, '_')}-${scheme}-${size}.png`, fullPage: true });
  console.log(
    path,
    await p.evaluate(() => [
      document.documentElement.scrollWidth,
      innerWidth,
      performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    ]),
  );
}
await b.close();

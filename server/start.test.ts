import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { apiClient } from '../contract/client.ts';
import { BadConfig } from '../contract/errors.ts';
import { readConfig } from './config.ts';
import { type RunningServer, startServer } from './main.ts';
import { readServerFile } from './server-file.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ringoff-start-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const log = pino({ level: 'silent' });
const start = (env: Record<string, string> = {}): Promise<RunningServer> =>
  startServer(
    readConfig({ RINGOFF_DATA_DIR: dataDir, PORT: '0', RINGOFF_SIP: 'off', RINGOFF_DASHBOARD: 'off', ...env }),
    { log, env: {} },
  );

const exchange = ({ url }: RunningServer, path: string | null) =>
  apiClient({ url, key: 'none' }).account.exchange({ token: path?.split('token=')[1] ?? '' });

describe('starting', () => {
  test('gives a link to a first key, once', async () => {
    const first = await start();
    const page = await fetch(first.url + first.startPath);
    expect(await page.text()).toContain('/v1/account/exchange');
    const { key } = await exchange(first, first.startPath);
    await expect(exchange(first, first.startPath)).rejects.toMatchObject({ code: 'link_used', status: 401 });
    await first.close();

    const second = await start();
    expect(second.startPath).toBeNull();
    expect(await apiClient({ url: second.url, key }).account.get({})).toMatchObject({ id: 'acc_default' });
    await second.close();
  });

  test('gives a new link as long as nobody has a key', async () => {
    const first = await start();
    await first.close();
    const second = await start();
    await expect(exchange(second, first.startPath)).rejects.toMatchObject({ code: 'link_used' });
    expect((await exchange(second, second.startPath)).key).toMatch(/^rk_/);
    await second.close();
  });

  test('a link is too old after a day', async () => {
    const server = await start();
    await server.store.db
      .updateTable('start_link')
      .set({ created_at: new Date(Date.now() - 86_401_000) })
      .execute();
    await expect(exchange(server, server.startPath)).rejects.toMatchObject({ code: 'link_used' });
    await server.close();
  });

  test('tells the command line of this machine where it is, and forgets it', async () => {
    const server = await start();
    const path = join(dataDir, 'server.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { url, key } = readServerFile(dataDir)!;
    expect(await apiClient({ url, key }).calls.list({})).toEqual({ items: [], next_cursor: null });
    await server.close();
    expect(existsSync(path)).toBe(false);
    const again = await start();
    await expect(apiClient({ url: again.url, key }).calls.list({})).rejects.toMatchObject({ code: 'wrong_key' });
    await again.close();
  });

  test('a file that a killed server left behind says nothing', async () => {
    const server = await start();
    const left = readFileSync(join(dataDir, 'server.json'), 'utf8').replace(/"pid":\d+/, '"pid":4194304');
    await server.close();
    writeFileSync(join(dataDir, 'server.json'), left);
    expect(readServerFile(dataDir)).toBeNull();
  });

  test('twice on one folder or one port is refused in words', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    await expect(start()).rejects.toThrow(BadConfig);
    const other = mkdtempSync(join(tmpdir(), 'ringoff-start-'));
    await expect(start({ PORT: port, RINGOFF_DATA_DIR: other })).rejects.toThrow(
      `PORT: ${port} is in use on 127.0.0.1; stop the other program, or start with another one: PORT=${Number(port) + 1}`,
    );
    rmSync(other, { recursive: true });
    await server.close();
    await server.close();
  });
});

describe('the command', () => {
  const run = (env: Record<string, string>) =>
    spawn(process.execPath, ['cli/ringoff.mjs', 'start'], {
      cwd: join(import.meta.dirname, '..'),
      env: {
        PATH: process.env['PATH'],
        RINGOFF_DATA_DIR: dataDir,
        PORT: '0',
        RINGOFF_LOG_LEVEL: 'warn',
        RINGOFF_DASHBOARD: 'off',
        RINGOFF_SIP: 'off',
        ...env,
      },
    });

  test.each(['SIGTERM', 'SIGINT'] as const)('says what to do next, and stops on %s with code 0', async (signal) => {
    const child = run({});
    let said = '';
    for await (const chunk of child.stdout) {
      said += chunk;
      if (said.includes('Ctrl-C stops')) break;
    }
    expect(said).toContain('npx ringoff call front-desk');
    expect(said).toMatch(/http:\/\/127\.0\.0\.1:\d+\/start#token=rl_/);
    const compiled = join(dataDir, 'compiled');
    expect(statSync(compiled).mode & 0o077).toBe(0);
    await vi.waitFor(() => expect(readdirSync(compiled)).not.toEqual([]));
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(existsSync(join(dataDir, 'server.json'))).toBe(false);
  });

  test('tells all faults of its environment at once, with code 2', async () => {
    const child = run({ PORT: 'many', PUBLIC_URL: 'calls.example', DATABASE_URL: 'mysql://secret@x' });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(code).toBe(2);
    expect(said).toContain('PORT: "many" is not a whole number from 0 to 65535');
    expect(said).toContain('PUBLIC_URL: it must be an address without a path, such as https://calls.example.com');
    expect(said).toContain('DATABASE_URL: it must begin with postgres://');
    expect(said).not.toContain('secret');
  });
});

/** The command line against a server process. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callRecord } from '../contract/call.ts';
import { type Command, command } from './testing/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringoff-cli-'));
const quiet = { RINGOFF_LOG_LEVEL: 'error', RINGOFF_DASHBOARD: 'off' };
const env = { RINGOFF_DATA_DIR: join(folder, 'data'), PORT: '0', ...quiet };
let server: Command;
let url: string;

const ringoff = (...args: string[]): Command => command(args, env);

beforeAll(async () => {
  server = ringoff('start');
  await server.prints('Ctrl-C stops');
  ({ url } = JSON.parse(readFileSync(join(env.RINGOFF_DATA_DIR, 'server.json'), 'utf8')) as { url: string });
});
afterAll(async () => {
  server.process.kill('SIGTERM');
  await server.done;
  rmSync(folder, { recursive: true });
});

describe('ringoff call', () => {
  test('talks on the server, and why asks it', async () => {
    const call = ringoff('call', 'front-desk');
    await call.prints('How can I help you?');
    call.type('bye');
    const { code, out } = await call.done;
    expect(code).toBe(0);
    expect(out).toContain(`On the server at ${url}.`);
    expect(out).toContain('— heard (100 %)');
    expect(out).toMatch(/proved by far_end_confirmed after \d+ ms/);
    const why = await ringoff('why', '--timeline').done;
    expect(why.out).toContain('the agent ended it');
    expect(why.out).toContain('hang_up.answered');
  });

  test('prints the record, alone, with --json', async () => {
    const call = ringoff('call', 'front-desk', '--json');
    await call.prints('How can I help you?');
    call.type('bye');
    const { out } = await call.done;
    const record = callRecord.parse(JSON.parse(out));
    expect(record).toMatchObject({ ended_reason: 'agent_ended', farewell: { heard: 'confirmed' } });
  });

  test('hangs up with Ctrl-C', async () => {
    const call = ringoff('call', 'front-desk');
    await call.prints('Hello');
    call.process.kill('SIGINT');
    const { code, out } = await call.done;
    expect(code).toBe(0);
    expect(out).toContain('the caller hung up');
  });

  test('ends as an operator, on the server', async () => {
    const call = ringoff('call', 'front-desk', '--json');
    await call.prints('Hello');
    call.type('/operator');
    expect(JSON.parse((await call.done).out)).toMatchObject({ ended_reason: 'operator_ended', ended_by: 'operator' });
  });

  test('saves an agent of a file there', async () => {
    const file = join(folder, 'my-agent.json');
    const document = { name: 'Mine', prompt: 'Be kind. end_call ends.', model: { provider: 'offline' } };
    writeFileSync(file, JSON.stringify({ ...document, greeting: { mode: 'static', message: 'Mine.' } }));
    const call = ringoff('call', file, '--json');
    await call.prints('Mine.');
    call.process.stdin.end();
    expect(JSON.parse((await call.done).out)).toMatchObject({ agent_id: 'my-agent', ended_reason: 'caller_hangup' });
  });

  test('plays a script, and says that it is not stored', async () => {
    const script = new URL('../examples/calls/booking.txt', import.meta.url).pathname;
    const { code, out } = await ringoff('call', 'front-desk', '--script', script).done;
    expect(code).toBe(0);
    expect(out).toContain('this call is not stored');
    expect(out).toContain('— heard (100 %)');
  });
});

describe('ringoff replay', () => {
  const earlier = ['--set', 'silence.timeout_seconds=13'];

  test('tells when and why a call would have ended, and what cannot be known', async () => {
    const { code, out } = await ringoff('replay', 'call_sample_6', ...earlier).done;
    expect(code).toBe(0);
    expect(out).toContain('call_sample_6: It would have ended 7.0 s earlier, at 0:');
    expect(out).toMatch(/would be +down at \d+\.\d s, nobody spoke any more/);
    expect(out).toContain('From here on the caller would have heard something else');
  });

  test('tells how many calls would have gone another way, with the list', async () => {
    const { out } = await ringoff('replay', '--agent', 'front-desk', ...earlier).done;
    expect(out).toMatch(/With these settings 1 of \d+ calls would have ended earlier\./);
    expect(out).toContain('call_sample_6');
  });

  test('takes the settings of a file', async () => {
    const file = join(folder, 'settings.json');
    writeFileSync(file, JSON.stringify({ ending: { silence: { timeout_seconds: 13 } } }));
    const { out } = await ringoff('replay', 'call_sample_6', '--settings', file, '--json').done;
    expect(JSON.parse(out)).toMatchObject({ change: 'earlier', would_be: { ended_reason: 'silence_timeout' } });
  });

  test.each([
    [['replay'], 'name a setting'],
    [['replay', '--set', 'silence'], 'silence.timeout_seconds=10'],
    [['replay', '--settings', 'none.json'], 'none.json cannot be read as JSON'],
    [['replay', 'call_sample_6', '--agent', 'front-desk', ...earlier], '--agent goes with many calls'],
    [['replay', 'call_none', ...earlier], 'There is no call "call_none"'],
    [['replay', 'call_sample_6', '--set', 'silence.timeout_seconds=1'], 'Give a number of seconds from 5 to 3600'],
  ])('%j is refused with what would be right', async (args, words) => {
    const { code, err } = await ringoff(...args).done;
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe('what is wrong is told', () => {
  test.each([
    ['an unknown agent', ['call', 'nobody'], 'there is no agent "nobody" on', 2],
    ['a wrong key', ['call', 'front-desk', '--key', 'rk_wrong'], 'refuses the key', 2],
    ['no server there', ['call', 'x', '--server', 'http://127.0.0.1:1', '--key', 'k'], 'no server answers at', 1],
    ['no address', ['why', '--server', 'here'], '--server: "here" is no address', 2],
    ['no key', ['why', '--server', 'http://127.0.0.1:1'], 'a key is needed, too', 2],
    ['an unknown call', ['why', 'call_x'], 'there is no call "call_x" on', 2],
    [
      'a server that is to keep nothing',
      ['call', 'x', '--no-store', '--server', 'http://127.0.0.1:1'],
      '--no-store',
      2,
    ],
  ])('%s', async (_what, args, words, code) => {
    const done = await ringoff(...args).done;
    expect(done.err).toContain(words);
    expect(done.code).toBe(code);
  });

  test('and doctor knows who holds the database', async () => {
    const { out } = await ringoff('doctor').done;
    expect(out).toContain(`held by the server at ${url}: ok`);
  });
});

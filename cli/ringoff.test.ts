/** The command line as somebody uses it: what it prints, and its exit codes. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { callRecord } from '../contract/call.ts';
import { BadConfig } from '../contract/errors.ts';
import { callCommand } from './call.ts';
import { emptyFolder, ringoff } from './testing/ringoff.ts';

const folder = emptyFolder();
afterAll(() => folder.remove());

function file(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

const booking = ['call', 'front-desk', '--script', 'examples/calls/booking.txt'];

describe('help', () => {
  test('tells the commands and the exit codes', async () => {
    const { code, out } = await ringoff(['--help']);
    expect(code).toBe(0);
    for (const word of ['start', 'call', 'why', 'prompt', 'simulate', 'doctor', 'Exit codes: 0 done']) {
      expect(out).toContain(word);
    }
  });

  test('the installed program hands over to a Node that is new enough', () => {
    const { status, stdout } = spawnSync('node', ['cli/ringoff.mjs', '--version'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '0.1.0\n']);
  });

  test('a reader that stops reading is no failure', () => {
    const command = `'${process.execPath}' cli/main.ts --help | true; exit \${PIPESTATUS[0]}`;
    const { status, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('exit codes', () => {
  test.each([
    [['call', 'nobody', '--no-store'], 'there is no agent "nobody"; there are front-desk, lead-qualification'],
    [['call', 'front-desk', '--bogus'], "unknown option '--bogus'"],
    [['simulate', '--seeds', 'many'], 'Give a whole number from 1'],
  ])('2 for a wrong argument: %j', async (args, words) => {
    const { code, out, err } = await ringoff(args);
    expect(err).toContain(words);
    expect([code, out]).toEqual([2, '']);
  });

  test('2 for a wrong environment variable', async () => {
    const { code, err } = await ringoff(['why'], { env: { DATABASE_URL: 'mysql://x' } });
    expect(code).toBe(2);
    expect(err).toContain('DATABASE_URL: it must begin with postgres://');
  });

  test('1 for what fails although all is right', async () => {
    const { code, err } = await ringoff(['why'], { dataDir: '/dev/null/nowhere' });
    expect(code).toBe(1);
    expect(err).toMatch(/^ringoff: .*ENOTDIR/);
  });
});

describe('what is wrong with a call is told, with what would be right', () => {
  const bad = file('bad.json', JSON.stringify({ name: '', bogus: 1, ending: { silence: { timeout_seconds: 1 } } }));
  const needsKey = file('needs-key.json', JSON.stringify({ name: 'A', model: { provider: 'openai', name: 'gpt-4o' } }));
  const flow = file('flow.json', JSON.stringify({ name: 'A', kind: 'flow' }));
  const hangUp = file('hang-up.txt', 'hang up');

  test.each([
    ['nowhere.json', hangUp, 'nowhere.json: there is no such file'],
    [file('half.json', '{'), hangUp, 'half.json: this is not JSON'],
    [bad, hangUp, '3 faults\n  name is empty. Give one line of 1 to 200 characters.'],
    [bad, hangUp, '\n  ending.silence.timeout_seconds '],
    [flow, hangUp, 'flow is missing'],
    [needsKey, hangUp, "OPENAI_API_KEY is not set: put the key of the model's service there."],
    ['front-desk', 'nowhere.txt', 'nowhere.txt: the script cannot be read'],
    ['front-desk', file('dance.txt', 'hang up\ndance'), 'dance.txt:2: "dance" is no step; write caller: WORDS'],
  ])('%s %s', async (agent, script, words) => {
    const error: unknown = await callCommand(agent, { script, store: false }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadConfig);
    expect((error as Error).message).toContain(words);
  });
});

test('a scripted call with --json: the record on the last line, and nothing else', async () => {
  const { code, out } = await ringoff([...booking, '--no-store', '--json']);
  expect(code).toBe(0);
  expect(out.trim().split('\n')).toHaveLength(1);
  const record = callRecord.parse(JSON.parse(out));
  expect(record).toMatchObject({ agent_id: 'front-desk', ended_reason: 'agent_ended', trigger: 'tool' });
});

test('a typed call: words go in, the agent answers, and the goodbye ends it', async () => {
  const { code, out } = await ringoff(['call', 'support-desk', '--no-store'], {
    types: [
      { after: 'what can I do for you?', text: '/help' },
      { after: '/press 1 presses a key', text: 'no thanks, bye' },
    ],
  });
  expect(code).toBe(0);
  expect(out).toContain('Agent  Northwind support, what can I do for you?');
  expect(out).toContain('the model wrote [END_CALL]');
});

test('with a database, a call is kept, and why tells of it', async () => {
  const dataDir = join(folder.path, 'data');
  const called = await ringoff(booking, { dataDir });
  expect(called.out).toContain("Caller Hi, I'd like to book a cleaning.");
  expect(called.out).toContain('goodbye!" — heard (100 %)');
  const id = /More: npx ringoff why (call_\w+) --timeline/.exec(called.out)![1]!;
  const why = await ringoff(['why', '--timeline', '--json'], { dataDir });
  expect([called.code, why.code]).toEqual([0, 0]);
  expect(why.out).toMatch(/caller\.said +\{.*book a cleaning/);
  expect(callRecord.parse(JSON.parse(why.out.trim().split('\n').at(-1)!))).toMatchObject({ call_id: id });
}, 120_000);

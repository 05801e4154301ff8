/** The command line as somebody uses it: what it prints, and its exit codes. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { callRecord } from '../contract/call.ts';
import { emptyFolder, ringoff } from './testing/ringoff.ts';

const folder = emptyFolder();
afterAll(() => folder.remove());

function file(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

const booking = ['call', 'front-desk', '--no-store', '--script', 'examples/calls/booking.txt'];

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

describe('a wrong argument or setting: exit code 2, and what would be right', () => {
  const bad = file('bad.json', JSON.stringify({ name: '', bogus: 1, ending: { silence: { timeout_seconds: 1 } } }));
  test.each([
    [['bogus'], "unknown command 'bogus'"],
    [['call'], "missing required argument 'agent'"],
    [['call', 'front-desk', '--bogus'], "unknown option '--bogus'"],
    [
      ['call', 'nobody', '--no-store'],
      'there is no agent "nobody"; there are flow-appointment, flow-lead-qualification',
    ],
    [['call', 'nowhere.json', '--no-store'], 'nowhere.json: there is no such file'],
    [['call', file('half.json', '{'), '--no-store'], 'half.json: this is not JSON'],
    [['call', bad, '--no-store'], '3 faults'],
    [['call', 'front-desk', '--no-store', '--script', 'nowhere.txt'], 'nowhere.txt: the script cannot be read'],
    [['call', 'front-desk', '--no-store', '--script', file('dance.txt', 'dance')], 'dance.txt:1: "dance" is no step'],
    [['simulate', '--seeds', 'many'], 'Give a whole number from 1'],
  ])('ringoff %j', async (args, words) => {
    const { code, out, err } = await ringoff(args);
    expect(err).toContain(words);
    expect([code, out]).toEqual([2, '']);
  });

  test('each fault of an agent with its place', async () => {
    const { err } = await ringoff(['call', bad, '--no-store']);
    expect(err).toContain('\n  name is empty. Give one line of 1 to 200 characters.');
    expect(err).toContain('\n  bogus is no field here.');
    expect(err).toContain('\n  ending.silence.timeout_seconds ');
  });

  test('a model whose key is not set', async () => {
    const agent = file('needs-key.json', JSON.stringify({ name: 'A', model: { provider: 'openai', name: 'gpt-4o' } }));
    const { code, err } = await ringoff(['call', agent, '--no-store', '--script', 'examples/calls/booking.txt']);
    expect([code, err]).toEqual([2, "ringoff: OPENAI_API_KEY is not set: put the key of the model's service there.\n"]);
  });

  test('an environment variable', async () => {
    const { code, err } = await ringoff(['why'], { env: { DATABASE_URL: 'mysql://x' } });
    expect(code).toBe(2);
    expect(err).toContain('DATABASE_URL: it must begin with postgres://');
  });
});

test('what fails although all is right: exit code 1', async () => {
  const { code, err } = await ringoff(['why'], { dataDir: '/dev/null/nowhere' });
  expect(code).toBe(1);
  expect(err).toMatch(/^ringoff: .*ENOTDIR/);
});

describe('flow', () => {
  const sound = 'contract/fixtures/flows/v1-read-back.json';
  const broken = file(
    'broken-flow.json',
    JSON.stringify({
      nodes: [
        { id: 'hi', kind: 'utterance', data: { mode: 'verbatim', text: 'Hi {{clinic}}' } },
        { id: 'lost', kind: 'end_call', data: { outcome_tags: 'none' } },
      ],
      edges: [{ id: 'e1', from: 'hi', to: 'gone' }],
    }),
  );

  test('check: a sound flow', async () => {
    const { code, out } = await ringoff(['flow', 'check', sound]);
    expect([code, out]).toEqual([0, `${sound}: 4 blocks, 7 edges; 0 errors, 0 warnings.\n`]);
  });

  test('check: every fault, and exit code 1', async () => {
    const { code, out } = await ringoff(['flow', 'check', broken]);
    expect(code).toBe(1);
    expect(out).toContain('error   block lost (nodes[1].data.outcome_tags) "none" is not a list.');
    expect(out).toContain('error   block hi, edge e1 (edges[0].to) names the block "gone", which does not exist.');
    expect(out).toContain('Its agent must have the variables: clinic.');
    expect(out).toMatch(/2 blocks, 1 edge; \d errors, 0 warnings\.\n$/);
  });

  test('check --json', async () => {
    const { code, out } = await ringoff(['flow', 'check', broken, '--json']);
    const told = JSON.parse(out.trim().split('\n').at(-1)!);
    expect([code, told.valid, told.needs]).toEqual([1, false, ['clinic']]);
    expect(told.findings).toContainEqual(expect.objectContaining({ code: 'edge_to_nowhere', node: 'hi', edge: 'e1' }));
  });

  test('export: to a file', async () => {
    const path = join(folder.path, 'exported.json');
    const { out } = await ringoff(['flow', 'export', 'contract/fixtures/agents/v1-flow.json', path]);
    expect(out).toBe(`${path}: 9 blocks, 12 edges\n`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1, start: 'hello' });
  });

  test('an agent without one', async () => {
    const { code, err } = await ringoff(['flow', 'export', 'examples/agents/front-desk.json']);
    expect([code, err]).toEqual([
      2,
      'ringoff: examples/agents/front-desk.json: this agent has no flow; its kind is prompt\n',
    ]);
  });
});

describe('a scripted call', () => {
  test('is told turn by turn, with why it ended', async () => {
    const { code, out } = await ringoff(booking);
    expect(code).toBe(0);
    expect(out).toContain("Caller Hi, I'd like to book a cleaning.");
    expect(out).toContain('Agent  Gladly. Which day suits you');
    expect(out).toContain('the agent ended it (agent_ended)');
    expect(out).toContain('goodbye!" — heard (100 %)');
  });

  test('--json: the record on the last line, and nothing else', async () => {
    const { code, out } = await ringoff([...booking, '--json']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    const record = callRecord.parse(JSON.parse(out));
    expect(record).toMatchObject({ agent_id: 'front-desk', ended_reason: 'agent_ended', trigger: 'tool' });
  });
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

describe('with a database', () => {
  const dataDir = join(folder.path, 'data');

  test('a call is kept, and why tells of it', async () => {
    const called = await ringoff(
      booking.filter((word) => word !== '--no-store'),
      { dataDir },
    );
    const id = /More: npx ringoff why (call_\w+) --timeline/.exec(called.out)![1]!;
    const why = await ringoff(['why', id, '--timeline', '--json'], { dataDir });
    expect(why.code).toBe(0);
    expect(why.out).toMatch(/caller\.said +\{.*book a cleaning/);
    expect(callRecord.parse(JSON.parse(why.out.trim().split('\n').at(-1)!))).toMatchObject({ call_id: id });
    const newest = await ringoff(['why'], { dataDir });
    expect(newest.out).toContain(`${id} ended after`);
  });

  test('there is no such call', async () => {
    const { code, err } = await ringoff(['why', 'call_nothing'], { dataDir });
    expect([code, err]).toEqual([
      2,
      'ringoff: there is no call "call_nothing" here; without an id the newest one is told\n',
    ]);
  });

  test('an agent from a file is kept under its id', async () => {
    const agent = file('my-agent.json', JSON.stringify({ name: 'Mine', greeting: { mode: 'none' } }));
    const script = file('hang-up.txt', '[after 1s] hang up');
    const { code } = await ringoff(['call', agent, '--script', script], { dataDir });
    expect(code).toBe(0);
    const { err } = await ringoff(['call', 'nobody'], { dataDir });
    expect(err).toMatch(/there are .*my-agent/);
  });

  test('flow import: the next version of an agent, and out again', async () => {
    const path = 'contract/fixtures/flows/v1-read-back.json';
    const { code, out } = await ringoff(['flow', 'import', 'lead-qualification', path], { dataDir });
    expect([code, out.split('\n')[0]]).toEqual([0, 'lead-qualification has this flow from version 2 on.']);
    const exported = await ringoff(['flow', 'export', 'lead-qualification'], { dataDir });
    expect(JSON.parse(exported.out)).toMatchObject({ version: 1, start: 'ask', nodes: [{ id: 'ask' }, {}, {}, {}] });
  });

  test('prompt: what the model is told', async () => {
    const { code, out } = await ringoff(['prompt', 'front-desk'], { dataDir });
    expect(code).toBe(0);
    expect(out).toContain('You are the front desk of Acme Dental.');
    expect(out).toContain('"name": "end_call"');
  });

  test('doctor', async () => {
    const { code, out } = await ringoff(['doctor', '--json'], { dataDir });
    expect(code).toBe(0);
    const { findings } = JSON.parse(out) as { findings: { what: string; state: string }[] };
    expect(findings.slice(0, 2)).toMatchObject([
      { what: 'Node', state: 'ok' },
      { what: 'database', state: 'ok' },
    ]);
    const asked = ['OpenAI models', 'offline ear', 'offline voice', 'deepgram speech', 'PostgreSQL (for tests)'];
    expect(findings.map(({ what }) => what)).toEqual(expect.arrayContaining(asked));
  });
});

/** `ringoff import` as somebody uses it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { importCommand } from './import.ts';
import { emptyFolder, ringoff } from './testing/ringoff.ts';

const folder = emptyFolder();
afterAll(() => folder.remove());

function file(name: string, document: unknown): string {
  const path = join(folder.path, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
}

test('an agent is saved, with a report, and answers calls', async () => {
  const dataDir = join(folder.path, 'data');
  const imported = await ringoff(['import', 'thinnestai', 'examples/imports/thinnestai.json'], { dataDir });
  expect(imported).toMatchObject({ code: 0, err: '' });
  expect(imported.out).toContain('One agent from thinnestai, saved as "agent_abc123", version 1.');
  expect(imported.out).toContain('Taken:\n  name → name\n');
  expect(imported.out).toContain(
    'Taken with another meaning:\n  voice_tools.end_call.farewell_message → ending.farewell',
  );
  expect(imported.out).toContain('To be seen to:\n  This agent has no language model yet');
  const script = join(folder.path, 'silent.txt');
  writeFileSync(script, '');
  const called = await ringoff(['call', 'agent_abc123', '--script', script, '--json'], { dataDir });
  const record = JSON.parse(called.out.trim().split('\n').at(-1)!) as {
    ended_reason: string;
    farewell: { text: string };
  };
  expect(record).toMatchObject({
    ended_reason: 'silence_timeout',
    farewell: { text: 'Thanks for calling Acme Corp! Have a great day.' },
  });
});

test('a dry run saves nothing, and --json tells the agent, too', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  await importCommand('vapi', 'examples/imports/vapi.json', { dryRun: true, json: true, id: 'desk' });
  const told = JSON.parse(String(printed.mock.calls[0]![0])) as { report: { kept: string[] } };
  printed.mockRestore();
  expect(told).toMatchObject({ id: 'desk', version: null, agent: { id: 'desk', name: 'Harbour Dental' } });
  expect(told.report.kept).toContain('voice');
  expect(told.report.kept[0]).toBe('id'); // Another one was asked for.
});

test.each([
  [
    'bland',
    'examples/imports/vapi.json',
    {},
    '"bland" is no platform that can be imported; there are synthflow, nixflex',
  ],
  ['vapi', 'nothing.json', {}, 'nothing.json: there is no such file'],
  ['vapi', file('list.json', [1]), {}, 'this is no JSON object'],
  [
    'nixflex',
    file('range.json', { silence_hangup_seconds: 90 }),
    {},
    'silence_hangup_seconds 90 is too large. Give a number of seconds from 5 to 45.',
  ],
  ['vapi', 'examples/imports/vapi.json', { id: 'a b' }, '--id: "a b" is no id'],
])('%s %s %j is refused with words', async (platform, path, options, words) => {
  const refused = await importCommand(platform, path, { dryRun: true, ...options }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: 'BadConfig', message: expect.stringContaining(words) });
});

/** Every command of examples/README.md is run, and prints what stands there. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { callCommand } from '../cli/call.ts';
import { parseAgent } from '../contract/agent.ts';
import { lintAgent } from '../contract/lint.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('README.md');

const shown = [...page.matchAll(/^## (.+)\n[^]*?```sh\nnpx ringoff (.+)\n```\n+```\n([^]*?)\n```/gm)];
const further = [...page.matchAll(/^…[^\n]*\n+```sh\nnpx ringoff (.+)\n```\n+```\n([^]*?)\n```/gm)];
const cases = [
  ...shown.map(([, title, command, lines]) => ({ title: title!, command: command!, lines: lines!.split('\n') })),
  ...further.map(([, command, lines]) => ({ title: command!, command: command!, lines: lines!.split('\n') })),
];

test('each command of the page is among those that are run', () => {
  expect(cases.map(({ command }) => command).toSorted()).toEqual(
    [...page.matchAll(/^npx ringoff (.+)$/gm)].map(([, command]) => command).toSorted(),
  );
});

describe('prints what stands on the page', () => {
  afterEach(() => void vi.restoreAllMocks());

  test.each(cases)('$title', async ({ command, lines }) => {
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(...text.split('\n')));
    const [, agent, script] = /^call (\S+) --script (\S+)$/.exec(command)!;
    await callCommand(agent!, { script: script!, store: false });
    expect(printed.filter((line) => lines.includes(line))).toEqual(lines);
  });
});

const agents = ['agents', 'endings', 'after-call'].flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url)).map((file) => `${folder}/${file}`),
);

test.each(agents)('%s is an agent without faults and without warnings', (path) => {
  const parsed = parseAgent(JSON.parse(read(path)));
  expect(parsed.ok ? lintAgent(parsed.agent) : parsed.problems).toEqual([]);
});

test.each(agents)('%s: no rule of its script ends a call over words that only hold a "no" or a "yes"', (path) => {
  const { model } = JSON.parse(read(path)) as { model: { script: { when: unknown; say?: string; tools?: unknown }[] } };
  const ends = model.script.filter((rule) => rule.tools !== undefined || rule.say?.includes('[END_CALL]'));
  expect(ends.filter((rule) => Array.isArray(rule.when) && rule.when.includes('no'))).toEqual([]);
});

test('each caller is used on the page', () => {
  const callers = readdirSync(new URL('calls', import.meta.url));
  expect(callers.filter((file) => !page.includes(`examples/calls/${file}`))).toEqual([]);
});

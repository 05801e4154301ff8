import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { csvHeader } from '../../after-call/call-lines.ts';
import { ended } from '../../after-call/testing/ended.ts';
import type { CallRecord } from '../../contract/call.ts';
import { dataLog } from './data-log.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ringoff-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const record = (call_id: string, parts: Partial<CallRecord> = {}) =>
  ended([['caller', 'Hi, "Ann" here.\nBye.']], {}, { record: { call_id, ...parts } }).record;
const open = (fileBytesMax = 1e6, filesMax = 3) => dataLog({ folder, fileBytesMax, filesMax });
const lines = (name: string): string[] => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
const idsIn = (name: string) => lines(name).map((line) => (JSON.parse(line) as CallRecord).call_id);

test('a line holds a whole record', async () => {
  await open().write('jsonl', record('call_1'), false);
  expect(JSON.parse(lines('calls.jsonl')[0]!)).toEqual(record('call_1'));
});

test('a row of the table is one line, and no spreadsheet runs it', async () => {
  const tricky = {
    evidence: '',
    summary: { text: '=cmd|"x"!A1,\nnext', by: 'model' as const },
    outcome_tags: ['a', 'b'],
  };
  await open().write('csv', record('call_1', tricky), false);
  await open().write('csv', record('call_2'), false);
  const [header, first, second] = lines('calls.csv');
  expect(header).toBe(csvHeader);
  expect(first).toContain(`,+15550100001,+15550100002,`);
  expect(first).toContain(`,a;b,"'=cmd|""x""!A1, next",{},{}`);
  expect(second).toMatch(/^call_2,agent_1,1,inbound,/);
  expect(lines('calls.csv')).toHaveLength(3);
});

test('files rotate, and the oldest gives way', async () => {
  const log = open(jsonBytes(2), 3);
  for (let call = 1; call <= 9; call++) await log.write('jsonl', record(`call_${call}`), false);
  expect(readdirSync(folder).toSorted()).toEqual(['calls.1.jsonl', 'calls.2.jsonl', 'calls.jsonl']);
  expect(idsIn('calls.jsonl')).toEqual(['call_9']);
  expect(idsIn('calls.1.jsonl')).toEqual(['call_7', 'call_8']);
  expect(idsIn('calls.2.jsonl')).toEqual(['call_5', 'call_6']);
});

const jsonBytes = (calls: number) => calls * (JSON.stringify(record('call_1')).length + 1);

test('what was begun before is looked for in every file, and not written twice', async () => {
  const log = open(jsonBytes(1));
  await log.write('jsonl', record('call_1'), false);
  await log.write('jsonl', record('call_2'), false);
  await log.write('jsonl', record('call_1'), true);
  await log.write('jsonl', record('call_3'), true);
  expect(['calls.2.jsonl', 'calls.1.jsonl', 'calls.jsonl'].flatMap(idsIn)).toEqual(['call_1', 'call_2', 'call_3']);
});

test('half a line of a process that died is cut off', async () => {
  await open().write('jsonl', record('call_1'), false);
  appendFileSync(join(folder, 'calls.jsonl'), JSON.stringify(record('call_2')).slice(0, 300));
  await open().write('jsonl', record('call_2'), true);
  expect(idsIn('calls.jsonl')).toEqual(['call_1', 'call_2']);
});

test('many writes at once stand one after the other', async () => {
  const log = open();
  await Promise.all(Array.from({ length: 50 }, (_, call) => log.write('jsonl', record(`call_${call}`), false)));
  expect(new Set(idsIn('calls.jsonl')).size).toBe(50);
});

test('erased calls leave no line in any file', async () => {
  const log = open(jsonBytes(2));
  for (const id of ['call_1', 'call_2', 'call_3', 'call_10']) {
    await log.write('jsonl', record(id), false);
    await log.write('csv', record(id), false);
  }
  await log.erase(['call_1', 'call_3']);
  await log.erase(['call_1', 'call_unknown']);
  const all = ['calls.2.jsonl', 'calls.1.jsonl', 'calls.jsonl'];
  expect(all.flatMap(idsIn)).toEqual(['call_2', 'call_10']);
  const rows = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .flatMap(lines);
  expect(rows.map((row) => row.split(',')[0]).toSorted()).toEqual(expect.arrayContaining(['call_10', 'call_2']));
  expect(rows.join('\n')).not.toMatch(/call_(1|3),/);
});

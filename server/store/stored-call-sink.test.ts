import { expect, test } from 'vitest';
import { Retryable, Terminal } from '../../contract/errors.ts';
import type { LogEntry } from './call.ts';
import type { Refusal } from './call-lease.ts';
import { storedCallSink } from './stored-call-sink.ts';
import { manualClock, rest } from './testing/manual-clock.ts';
import { entriesTo, entry, sampleRecord } from './testing/samples.ts';

/** A store that does what `answers` says: the next one for each write, then all is well. */
function setUp(...answers: (Error | Refusal | 'lost answer')[]) {
  const clock = manualClock();
  const written = new Map<number, LogEntry>();
  const writes: number[] = [];
  const errors: Error[] = [];
  let ends = 0;
  const write = (entries: readonly LogEntry[]): Refusal | null => {
    const answer = answers.shift() ?? null;
    writes.push(entries.length);
    if (answer instanceof Error) throw answer;
    if (answer === 'already_ended' || answer === 'fenced') return answer;
    for (const added of entries) written.set(added.seq, added);
    if (answer === 'lost answer') throw new Retryable('connection lost');
    return null;
  };
  const calls = {
    append: async (_id: string, _epoch: number, entries: readonly LogEntry[]) =>
      write(entries) ?? ('appended' as const),
    end: async (_id: string, _epoch: number, _record: object, entries: readonly LogEntry[]) => {
      const refusal = ends > 0 ? ('already_ended' as const) : write(entries);
      if (refusal === null) ends++;
      return refusal ?? ('ended' as const);
    },
  };
  const sink = storedCallSink({ calls, callId: 'call_a', epoch: 1, clock, onError: (error) => errors.push(error) });
  const log = () => [...written.values()].map(({ seq }) => seq).sort((a, b) => a - b);
  return { clock, sink, writes, errors, log, away: new Retryable('away') };
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

test('entries wait 200 ms for each other', async () => {
  const { clock, sink, writes } = setUp();
  sink.append([entry(0)]);
  await clock.advance(199);
  sink.append([entry(1)]);
  expect(writes).toEqual([]);
  await clock.advance(1);
  expect(writes).toEqual([2]);
});

test('the fiftieth entry waits for nothing', async () => {
  const { clock, sink, writes } = setUp();
  for (const next of entriesTo(50)) sink.append([next]);
  await rest();
  expect(writes).toEqual([50]);
  await clock.advance(1_000);
  expect(writes).toEqual([50]);
});

test('nor does a transfer: whoever takes the call over must know of it', async () => {
  const { sink, log } = setUp();
  sink.append([entry(0)]);
  sink.append([{ seq: 1, at: 20, event: {}, effects: [{ type: 'transfer_leg', to: '+15550100' }] }]);
  await rest();
  expect(log()).toEqual([0, 1]);
});

test('the end takes along what waits, at once and once', async () => {
  const { sink, writes, log } = setUp();
  sink.append(entriesTo(3));
  const ends = [sink.end(sampleRecord, [entry(3)]), sink.end(sampleRecord, [entry(4)])];
  expect(await Promise.all(ends)).toEqual(['ended', 'ended']);
  sink.append([entry(5)]);
  expect(writes).toEqual([4]);
  expect(log()).toEqual(numbers(0, 4));
});

test('while the database is away entries are kept, in order, and told once', async () => {
  const lost = new Retryable('away');
  const { clock, sink, log, errors } = setUp(lost, lost, lost, lost);
  sink.append(entriesTo(60));
  await rest();
  sink.append([entry(60), entry(61)]);
  await clock.advance(250 + 500 + 1_000 + 1_999);
  expect(log()).toEqual([]);
  await clock.advance(1);
  expect(log()).toEqual(numbers(0, 62));
  expect(errors).toEqual([lost]);
});

test('an end whose answer was lost is asked for again', async () => {
  const { clock, sink, log } = setUp('lost answer', new Retryable('away'));
  sink.append(entriesTo(60));
  const ended = sink.end(sampleRecord, [entry(60)]);
  await clock.advance(10_000);
  expect(await ended).toBe('ended');
  expect(log()).toEqual(numbers(0, 61));
});

test('at most 10,000 entries are kept: the newest', async () => {
  const away = Array.from({ length: 4 }, () => new Retryable('away'));
  const { clock, sink, log, errors, writes } = setUp(...away);
  sink.append(entriesTo(9_990));
  await rest();
  for (const next of entriesTo(11_000).slice(9_990)) sink.append([next]);
  await clock.advance(60_000);
  expect(log()).toEqual([...numbers(0, 500), ...numbers(1_000, 11_000)]); // The first 500 were on their way.
  expect(Math.max(...writes)).toBe(500);
  expect(errors.filter((error) => error instanceof Terminal)).toHaveLength(1);
});

test('a node that lost the call stops writing', async () => {
  const { clock, sink, writes, errors } = setUp('fenced');
  sink.append(entriesTo(60));
  await rest();
  sink.append([entry(60)]);
  await clock.advance(1_000);
  expect(await sink.end(sampleRecord, [entry(61)])).toBe('fenced');
  expect(writes).toEqual([60]);
  expect(errors).toMatchObject([{ name: 'Terminal' }]);
});

test('entries that can never be stored do not stand in the way of others', async () => {
  const { sink, log, errors } = setUp(new Terminal('bad value'));
  sink.append(entriesTo(60));
  await rest();
  expect(await sink.end(sampleRecord, [entry(60)])).toBe('ended');
  expect(log()).toEqual([60]);
  expect(errors).toMatchObject([{ name: 'Terminal', cause: { message: 'bad value' } }]);
});

test('an end that can never be stored is told to whoever waits for it', async () => {
  const { sink } = setUp(new Terminal('no such call'));
  await expect(sink.end(sampleRecord, [])).rejects.toThrow('no such call');
});

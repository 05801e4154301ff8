/** How long a model is waited for, and how often it is asked. */
import { beforeEach, describe, expect, test } from 'vitest';
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import type { Model, ModelRequest, ReplySink } from '../../providers/models/model.ts';
import { virtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts';
import { patientModel } from './patience.ts';

const patience = { firstPieceMsMax: 8_000, nextPieceMsMax: 4_000, retryMs: 250, triesMax: 2 };
const request: ModelRequest = { system: '', messages: [], tools: [], purpose: 'reply' };

let clock: VirtualClock;
/** The sinks that the model was asked with, and how many of its requests were cancelled. */
let sinks: ReplySink[];
let cancelled: number;
let heard: string[];
let cancel: () => void;

beforeEach(() => {
  clock = virtualClock();
  sinks = [];
  cancelled = 0;
  heard = [];
  const model: Model = {
    id: 'test/test',
    stream(_request, sink) {
      sinks.push(sink);
      return () => void (cancelled += 1);
    },
  };
  cancel = patientModel(model, clock, patience).stream(request, {
    text: (piece) => void heard.push(piece),
    toolCall: (call) => void heard.push(`tool ${call.name}`),
    done: () => void heard.push('done'),
    failed: (error) => void heard.push(`${error.name}: ${error.message}`),
  });
});

test('passes on what comes', () => {
  sinks[0]!.text('one');
  clock.advance(3_999);
  sinks[0]!.text('two');
  sinks[0]!.toolCall({ id: '1', name: 'book', arguments: {} });
  sinks[0]!.done();
  clock.advance(60_000);
  expect(heard).toEqual(['one', 'two', 'tool book', 'done']);
  expect(clock.next()).toBeNull();
});

describe('before the first piece', () => {
  test('silence is broken off after 8 s, and asked about once more', () => {
    clock.advance(8_249);
    expect([sinks.length, cancelled]).toEqual([1, 1]);
    clock.advance(1);
    sinks[1]!.text('at last');
    sinks[1]!.done();
    expect(heard).toEqual(['at last', 'done']);
  });

  test('silence twice is a failure', () => {
    clock.advance(60_000);
    expect(heard).toEqual(['Retryable: the model said nothing for too long']);
    expect([sinks.length, cancelled]).toEqual([2, 2]);
  });

  test('an error that may pass is tried again', () => {
    sinks[0]!.failed(new Retryable('busy'));
    clock.advance(250);
    sinks[1]!.failed(new Retryable('still busy'));
    expect(heard).toEqual(['Retryable: still busy']);
    expect(clock.next()).toBeNull();
  });

  test.each([new Terminal('no credit'), new BadConfig('wrong key')])('any other is not: $message', (error) => {
    sinks[0]!.failed(error);
    clock.advance(60_000);
    expect(heard).toEqual([`${error.name}: ${error.message}`]);
    expect(sinks).toHaveLength(1);
  });

  test('what the first try says too late is not heard', () => {
    clock.advance(8_250);
    sinks[0]!.text('too late');
    sinks[0]!.done();
    sinks[1]!.text('in time');
    expect(heard).toEqual(['in time']);
  });
});

describe('behind the first piece', () => {
  test('silence closes the reply as it stands', () => {
    sinks[0]!.text('Let me see');
    clock.advance(4_000);
    expect(heard).toEqual(['Let me see', 'done']);
    expect([sinks.length, cancelled]).toEqual([1, 1]);
  });

  test('so does an error', () => {
    sinks[0]!.text('Let me see');
    sinks[0]!.failed(new Retryable('broken'));
    clock.advance(60_000);
    expect(heard).toEqual(['Let me see', 'done']);
  });
});

describe('cancelled', () => {
  test('nothing more is heard, and no timer is left', () => {
    sinks[0]!.text('one');
    cancel();
    sinks[0]!.text('two');
    sinks[0]!.done();
    expect(heard).toEqual(['one']);
    expect([cancelled, clock.next()]).toEqual([1, null]);
  });

  test('while it waits to try again: it does not', () => {
    sinks[0]!.failed(new Retryable('busy'));
    cancel();
    clock.advance(60_000);
    expect([sinks.length, heard]).toEqual([1, []]);
  });

  test('during the second try', () => {
    sinks[0]!.failed(new Retryable('busy'));
    clock.advance(250);
    cancel();
    sinks[1]!.text('two');
    expect([cancelled, heard, clock.next()]).toEqual([1, [], null]);
  });
});

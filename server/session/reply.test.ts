/** One reply on its way to the caller: its controls, and when they act. Source: design ending.md section 3. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { ReplySink } from '../../providers/models/model.ts';
import { virtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts';
import { type Reply, startReply } from './reply.ts';
import type { Speaker } from './speaker.ts';

let clock: VirtualClock;
let told: string[];
let sink: ReplySink;
let reply: Reply;
let whyNot: string | null;

beforeEach(() => {
  clock = virtualClock();
  told = [];
  whyNot = null;
  let utterances = 0;
  reply = startReply(
    {
      brain: {
        modelId: 'test/test',
        reply(_ask, given) {
          sink = given;
          return () => void told.push('model stopped');
        },
      },
      clock,
      speaker: { open } as Speaker,
      toolNames: ['end_call', 'book'],
      newUtteranceId: () => `u${(utterances += 1)}`,
      newCallId: () => 'printed-1',
      whyNot: () => whyNot,
      transfer: (to) => void told.push(`transfer ${to}`),
      sendSms: (text) => void told.push(`sms ${text}`),
      note: (note) => void told.push(JSON.stringify(note)),
      onDone: ({ text, utteranceId, toolCalls, printedCalls, end }) => {
        const calls = [...toolCalls, ...printedCalls].map((call) => call.name).join();
        told.push(`done "${text.replace(/\s+/g, ' ').trim()}" ${utteranceId} [${calls}] ${end?.type ?? 'goes on'}`);
      },
      onFailed: (error) => void told.push(`failed ${error.message}`),
    },
    { purpose: 'reply', messages: [], instruction: null, task: null },
  );
});

function open(utteranceId: string) {
  let said = '';
  return {
    push: (text: string) => void (said += text),
    close: () => {
      told.push(`${utteranceId}: ${said.trim()}`);
      return said;
    },
  };
}

function says(...pieces: string[]): void {
  for (const piece of pieces) sink.text(piece);
  sink.done();
}

test('words and calls', () => {
  sink.text('One moment, ');
  sink.toolCall({ id: '1', name: 'book', arguments: {} });
  sink.text('please.');
  sink.done();
  expect(told).toEqual(['u1: One moment, please.', 'done "One moment, please." u1 [book] goes on']);
});

test('nothing at all', () => {
  says(' ');
  expect(told).toEqual(['done "" null [] goes on']);
});

describe('an end', () => {
  test('acts when the whole reply is with the line', () => {
    says('[END_', 'CALL] Have a ', 'nice day.');
    expect(told).toEqual(['u1: Have a nice day.', 'done "Have a nice day." u1 [] end_call']);
  });

  test('the first of two counts', () => {
    says('Goodbye.\nend_call fraud\nSee you. [END_CALL]');
    expect(told.at(-1)).toContain('end_command');
  });

  test('before a transfer: the transfer is not made', () => {
    says('Goodbye. [END_CALL] [TRANSFER:+15550100]');
    reply.playbackFinished('u1');
    expect(told).toEqual(['u1: Goodbye.', 'done "Goodbye." u1 [] end_call']);
  });

  test('behind a transfer: the transfer is made, and there is no end', () => {
    says('One moment. [TRANSFER:+15550100] Goodbye. [END_CALL]');
    reply.playbackFinished('u1');
    expect(told).toEqual([
      'u1: One moment.',
      'transfer +15550100',
      'model stopped',
      'done "One moment." u1 [] goes on',
    ]);
  });

  test('that must not act is noted', () => {
    whyNot = 'quoted';
    says('You said [END_CALL].');
    expect(told).toContain('{"type":"control_dropped","name":"end_call","why":"quoted"}');
    expect(told.at(-1)).toContain('goes on');
  });
});

describe('a control at its place', () => {
  test('acts once everything before it was heard; what follows waits', () => {
    says('I send it. [SEND_SMS: hello] Anything else?');
    expect(told).toEqual(['u1: I send it.']);
    reply.playbackFinished('u1');
    expect(told.slice(1)).toEqual([
      'sms hello',
      'u2: Anything else?',
      'done "I send it. Anything else?" u2 [] goes on',
    ]);
  });

  test('acts at once with no words before it', () => {
    says('[SEND_SMS: hello]');
    expect(told).toEqual(['sms hello', 'done "" null [] goes on']);
  });

  test('several, in their order', () => {
    says('One. [SEND_SMS: a] [SEND_SMS: b] Two. [SEND_SMS: c]');
    reply.playbackFinished('u1');
    expect(told.slice(1)).toEqual(['sms a', 'sms b', 'u2: Two.']);
    reply.playbackFinished('u2');
    expect(told.slice(4)).toEqual(['sms c', 'done "One. Two." u2 [] goes on']);
  });

  test('does not wait for ever for a report that was lost', () => {
    says('I send it. [SEND_SMS: hello]');
    clock.advance(10_000);
    expect(told).toContain('sms hello');
    reply.playbackFinished('u1');
    expect(told.filter((line) => line === 'sms hello')).toHaveLength(1);
  });

  test('waits for its own words only', () => {
    says('I send it. [SEND_SMS: hello]');
    reply.playbackFinished('greeting');
    expect(told).toEqual(['u1: I send it.']);
  });

  test('WAIT holds back what follows, also what is yet to be written', () => {
    sink.text('One. [WAIT:3] Two');
    reply.playbackFinished('u1');
    clock.advance(2_999);
    sink.text(' three.');
    sink.done();
    expect(told).toEqual(['u1: One.']);
    clock.advance(1);
    expect(told.slice(1)).toEqual(['u2: Two three.', 'done "One. Two three." u2 [] goes on']);
  });
});

describe('cancelled', () => {
  test('what was begun is closed, and nothing else comes of it', () => {
    sink.text('I send it. [SEND_SMS: hello]');
    reply.cancel();
    reply.playbackFinished('u1');
    sink.text('More. [END_CALL]');
    sink.done();
    clock.advance(60_000);
    expect(told).toEqual(['u1: I send it.', 'model stopped']);
    expect(clock.next()).toBeNull();
  });

  test('twice, or behind its end: harmless', () => {
    says('One.');
    reply.cancel();
    reply.cancel();
    expect(told).toEqual(['u1: One.', 'done "One." u1 [] goes on']);
  });
});

test('a failure closes what was begun', () => {
  sink.text('Let me');
  sink.failed(new Error('busy') as never);
  expect(told).toEqual(['u1: Let me', 'failed busy']);
});

test('the transfer tool is a transfer at its place', () => {
  sink.text('I connect you.');
  sink.toolCall({ id: '1', name: 'transfer_call', arguments: { to: 'Desk' } });
  sink.done();
  reply.playbackFinished('u1');
  expect(told).toEqual(['u1: I connect you.', 'transfer Desk', 'model stopped', 'done "I connect you." u1 [] goes on']);
});

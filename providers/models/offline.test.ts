import { describe, expect, it } from 'vitest';
import { Retryable } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Message, ModelRequest } from './model.ts';
import { offlineModel } from './offline.ts';
import type { ScriptRule, ScriptWhen } from './offline.ts';
import { hearReply } from './testing/heard-reply.ts';

/** Time that stands until it is told to run, one timer after the other. */
function manualClock(): Clock & { run(untilMs?: number): void } {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    run(untilMs = Infinity) {
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.at - b.at);
        if (!next || next.at > untilMs) return;
        timers.delete(next);
        now = next.at;
        next.run();
      }
    },
  };
}

const caller = (text: string): Message => ({ role: 'caller', text });
const note = (text: string): Message => ({ role: 'note', text });
const agent = (text: string): Message => ({ role: 'agent', text, toolCalls: [] });
const result = (name: string): Message => ({ role: 'tool', callId: '1', name, result: 'ok' });

type Asked = Message[] | ModelRequest['purpose'];
const requestOf = (asked: Asked): ModelRequest => ({
  system: '',
  tools: [],
  ...(typeof asked === 'string' ? { purpose: asked, messages: [] } : { purpose: 'reply', messages: asked }),
});

/** What a fresh model says to each request in turn. */
function said(script: ScriptRule[], ...requests: Asked[]): string[] {
  const clock = manualClock();
  const model = offlineModel(script, clock);
  return requests.map((asked) => {
    const reply = hearReply(model, requestOf(asked));
    clock.run();
    return reply.text + reply.calls.map((call) => `[${call.name}]`).join('');
  });
}

describe('which rule speaks', () => {
  const script: ScriptRule[] = [
    { when: 'greeting', say: 'Hello' },
    { when: 'farewell', say: 'Bye' },
    { when: { after_tool: 'book_slot' }, say: 'Booked' },
    { when: { after_note: ['one minute'] }, say: 'Briefly' },
    { when: { after_note: true }, say: 'Noted' },
    { when: ['book', "that's all"], tools: [{ name: 'book_slot' }] },
    { when: 'anything', say: 'Pardon' },
  ];

  it.each<[string, Asked, string]>([
    ['a greeting', 'greeting', 'Hello'],
    ['a farewell', 'farewell', 'Bye'],
    ['a phrase', [caller('Please BOOK, now!')], '[book_slot]'],
    ['a phrase with an apostrophe', [caller('So, that’s  all.')], '[book_slot]'],
    ['half a word', [caller('My notebook')], 'Pardon'],
    ['a message before the last', [caller('book'), caller('no')], 'Pardon'],
    ['a result', [caller('book'), agent(''), result('book_slot')], 'Booked'],
    ['another result', [caller('book'), agent(''), result('other')], 'Pardon'],
    ['a note', [caller('book'), agent('Done'), note('The end was refused.')], 'Noted'],
    ['a note with a phrase', [caller('book'), agent('Done'), note('One minute left.')], 'Briefly'],
    ['a note while the caller waits', [note('old'), agent('Hi'), caller('book')], '[book_slot]'],
    ['silence', [agent('Hi')], 'Pardon'],
  ])('%s', (_, asked, expected) => {
    expect(said(script, asked)).toEqual([expected]);
  });

  it.each<ScriptWhen>([['book'], 'anything'])('%j calls its tools once, and not again on seeing the result', (when) => {
    const [first, second] = said(
      [{ when, tools: [{ name: 'a' }] }],
      [caller('book')],
      [caller('book'), agent(''), result('a')],
    );
    expect([first, second]).toEqual(['[a]', 'All right. What else can I do for you?']);
  });

  it('once means once for each model', () => {
    const script: ScriptRule[] = [
      { when: 'anything', once: true, say: 'First' },
      { when: 'anything', say: 'Then' },
    ];
    expect(said(script, [caller('a')], [caller('b')])).toEqual(['First', 'Then']);
    expect(said(script, [caller('a')])).toEqual(['First']);
  });

  it('says back what it heard', () => {
    const script: ScriptRule[] = [{ when: 'anything', say: 'You said {{heard}}!' }];
    expect(said(script, [caller('a'), caller("b $' c"), agent('d')], [])).toEqual(["You said b $' c!", 'You said !']);
  });

  it('without a rule it is polite and calls nothing', () => {
    for (const text of said([], 'greeting', 'farewell', [caller('x')], [agent('x')]))
      expect(text).toMatch(/^[^[]{10,}$/);
  });

  it('an empty phrase or empty words match nothing', () => {
    expect(said([{ when: ['', '!'], say: 'No' }], [caller('')], [caller('!')])).not.toContain('No');
  });
});

describe('how it speaks', () => {
  const rule: ScriptRule = { when: 'anything', say: 'One two  three.\n', tools: [{ name: 'a', arguments: { x: 1 } }] };
  function start(extra: Partial<ScriptRule> = {}) {
    const clock = manualClock();
    return { clock, reply: hearReply(offlineModel([{ ...rule, ...extra }], clock), requestOf([caller('hi')])) };
  }

  it('word by word in the clock’s time, tools after the last word', () => {
    const { clock, reply } = start();
    clock.run(299);
    expect(reply.order).toEqual([]);
    clock.run(359);
    expect(reply.pieces).toEqual(['One', ' two']);
    clock.run(360);
    expect(reply.pieces).toEqual(['One', ' two', '  three.\n']);
    expect(reply.calls).toEqual([{ id: 'offline_1', name: 'a', arguments: { x: 1 } }]);
    expect(reply.order).toEqual(['text', 'tool:a', 'done']);
  });

  it('at the pace of its rule', () => {
    const { clock, reply } = start({ first_word_ms: 0, word_ms: 1 });
    expect(reply.order).toEqual([]);
    clock.run(2);
    expect(reply.endings).toEqual(['done']);
  });

  it('not after the cancel', () => {
    const { clock, reply } = start();
    clock.run(300);
    reply.cancel();
    reply.cancel();
    clock.run();
    expect(reply.order).toEqual(['text']);
    expect(reply.pieces).toEqual(['One']);
  });

  it('not after a cancel from within a word', () => {
    const clock = manualClock();
    const words: string[] = [];
    const fail = () => expect.unreachable();
    const text = (word: string) => {
      words.push(word);
      cancel();
    };
    const sink = { text, toolCall: fail, done: fail, failed: fail };
    const cancel = offlineModel([rule], clock).stream(requestOf([caller('hi')]), sink);
    clock.run();
    expect(words).toEqual(['One']);
  });

  it.each([
    ['stall', 'One two', ['text']],
    ['silent', '', []],
    ['down', '', ['failed']],
  ] as const)('with the fault %s', (fault, text, order) => {
    const { clock, reply } = start({ fault });
    clock.run();
    expect(reply.text).toBe(text);
    expect(reply.order).toEqual(order);
    expect(clock.now()).toBeGreaterThanOrEqual(300);
    expect(reply.error instanceof Retryable).toBe(fault === 'down');
  });
});

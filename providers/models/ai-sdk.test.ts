import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Retryable, Terminal } from '../../contract/errors.ts';
import { aiSdkModel } from './ai-sdk.ts';
import type { Message, Model } from './model.ts';
import { hearReply } from './testing/heard-reply.ts';
import { scenarios } from './testing/scenario.ts';
import type { StandIn } from './testing/stand-in.ts';
import { request, vendors } from './testing/vendors.ts';

const endCall = { reason: 'Caller is done', message: 'Goodbye "Ann" – 再见' };

describe.each(vendors)('replies of $vendor', ({ start, modelAt }) => {
  let standIn: StandIn;
  let model: Model;
  beforeEach(async () => {
    standIn = await start();
    model = modelAt(standIn.baseUrl);
  });
  afterEach(() => standIn.close());

  it.each([
    ['textThenTool', 'One moment, please. ', [endCall], ['text', 'tool:end_call', 'done']],
    ['toolFirst', 'Thank you for calling.', [endCall], ['text', 'tool:end_call', 'done']],
    ['twoTools', '', [{ day: 'Monday', hour: 10 }, endCall], ['tool:book_slot', 'tool:end_call', 'done']],
    ['toolAsText', '{"name": "end_call", "arguments": {"reason": "done"}}', [], ['text', 'done']],
    ['truncatedTag', 'Goodbye now. [END_CA', [], ['text', 'done']],
    ['badArguments', '', [{ _raw: '{"reason": "Caller is' }], ['tool:end_call', 'done']],
  ] as const)('%s is heard to the letter', async (name, text, args, order) => {
    standIn.next(scenarios[name]);
    const reply = hearReply(model, request);
    await reply.ended;
    await standIn.close();
    expect(reply.text).toBe(text);
    expect(reply.calls.map((call) => call.arguments)).toEqual(args);
    expect(new Set(reply.calls.map((call) => call.id)).size).toBe(args.length);
    expect(reply.order).toEqual(order);
    expect(standIn.requests).toHaveLength(1);
  });

  it('hands text over in the pieces in which it came', async () => {
    standIn.next(scenarios.textThenTool);
    const reply = hearReply(model, request);
    await reply.ended;
    expect(reply.pieces).toEqual(['One ', 'mome', 'nt, ', 'plea', 'se. ']);
  });

  it.each([
    ['disconnect', Retryable],
    ['cut', Retryable],
    ['overloaded', Retryable],
    ['refused', Terminal],
  ] as const)('%s in mid-reply fails once and calls no tool', async (name, kind) => {
    standIn.next(scenarios[name]);
    const reply = hearReply(model, request);
    await reply.ended;
    await standIn.close();
    expect(reply.error).toBeInstanceOf(kind);
    expect(reply.order).toEqual(['text', 'failed']);
    expect(standIn.requests).toHaveLength(1);
  });

  it.each([
    ['after some words', scenarios.stall],
    ['before the first word', { pieces: [], ending: 'stall' }],
  ] as const)('a cancel %s closes the connection, and nothing comes after it', async (_, scenario) => {
    standIn.next(scenario);
    const reply = hearReply(model, request);
    await (scenario.pieces.length > 0 ? reply.started : standIn.requested);
    reply.cancel();
    reply.cancel();
    const { text } = reply;
    await standIn.closed;
    expect(reply.text).toBe(text);
    expect(reply.endings).toEqual([]);
  });

  it('a cancel from within a callback is obeyed', async () => {
    standIn.next({ pieces: [...scenarios.stall.pieces, ...scenarios.twoTools.pieces], ending: 'stall' });
    let pieces = 0;
    const fail = () => expect.unreachable();
    const text = () => {
      pieces += 1;
      cancel();
    };
    const cancel = model.stream(request, { text, toolCall: fail, done: fail, failed: fail });
    await standIn.closed;
    expect(pieces).toBe(1);
  });

  it('a cancel at once makes no sound and no request', async () => {
    const reply = hearReply(model, request);
    reply.cancel();
    standIn.next(scenarios.truncatedTag);
    const second = hearReply(model, request);
    await second.ended;
    expect(reply.order).toEqual([]);
    expect(standIn.requests).toHaveLength(1);
  });

  it('where no tools are offered, earlier calls do no harm and new ones are not handed over', async () => {
    standIn.next(scenarios.textThenTool);
    const call = { id: 'c1', name: 'end_call', arguments: {} };
    const messages: Message[] = [
      { role: 'agent', text: '', toolCalls: [call] },
      { role: 'tool', callId: 'c1', name: 'end_call', result: 'ok' },
    ];
    const reply = hearReply(model, { ...request, messages, tools: [], purpose: 'farewell' });
    await reply.ended;
    expect(reply.order).toEqual(['text', 'done']);
    expect(standIn.requests).toMatchObject([{ tools: [expect.anything()], tool_choice: expect.anything() }]);
  });

  it('a cancel after the end is harmless', async () => {
    standIn.next(scenarios.truncatedTag);
    const reply = hearReply(model, request);
    await reply.ended;
    reply.cancel();
    expect(reply.endings).toEqual(['done']);
  });
});

describe('what goes wrong on our side', () => {
  it('an exception of the SDK becomes failed, after stream() has answered', async () => {
    const reply = hearReply(aiSdkModel({ id: 'x/y', languageModel: {} as never }), request);
    expect(reply.endings).toEqual([]);
    await reply.ended;
    expect(reply.error).toBeInstanceOf(Terminal);
    expect(reply.endings).toEqual(['failed']);
  });
});

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import { modelError } from './model-error.ts';
import { hearReply } from './testing/heard-reply.ts';
import { apiKey, callerWords, request, systemPrompt, vendors } from './testing/vendors.ts';

describe.each(vendors)('errors of $vendor', ({ vendor, start, modelAt }) => {
  it.each([
    [400, Terminal, /refused the request/],
    [401, BadConfig, /_API_KEY must hold a valid key/],
    [403, BadConfig, /change model\.name/],
    [404, BadConfig, /model\.name must be one that the service offers/],
    [429, Retryable, /busy/],
    [500, Retryable, /failed/],
    [529, Retryable, /busy/],
  ] as const)('%i is told by what to do, without anybody’s words', async (status, kind, says) => {
    const standIn = await start();
    standIn.next({ status });
    const reply = hearReply(modelAt(standIn.baseUrl), request);
    await reply.ended;
    await standIn.close();
    expect(reply.order).toEqual(['failed']);
    expect(standIn.requests).toHaveLength(1);
    expect(reply.error).toBeInstanceOf(kind);
    expect(reply.error?.message).toMatch(says);
    expect(reply.error?.message).toContain(String(status));
    const printed = inspect(reply.error, { depth: 10, showHidden: true });
    for (const secret of [apiKey, callerWords, systemPrompt]) expect(printed).not.toContain(secret);
  });

  it('a service that is not there is worth another try', async () => {
    const standIn = await start();
    await standIn.close();
    const reply = hearReply(modelAt(standIn.baseUrl), request);
    await reply.ended;
    expect(reply.error).toBeInstanceOf(Retryable);
    expect(reply.error?.message).toMatch(new RegExp(`^${vendor}/.*ECONNREFUSED`));
  });
});

describe('modelError', () => {
  const about = { id: 'x/y', keyName: 'X_API_KEY' };

  it('knows an empty purse from a busy service, though both are 429', () => {
    const error = Object.assign(new Error(callerWords), {
      statusCode: 429,
      data: { error: { code: 'insufficient_quota' } },
    });
    expect(modelError(error, about)).toBeInstanceOf(Terminal);
  });

  it('keeps the frames of a mistake and drops its words', () => {
    const told = modelError(new TypeError(`${callerWords}\n    at ${callerWords}`), about);
    expect(told).toBeInstanceOf(Terminal);
    expect(inspect(told)).not.toContain(callerWords);
    expect((told.cause as Error).stack).toMatch(/^TypeError\n    at .*model-error\.test/);
  });

  it.each([null, undefined, 'words', 42, {}])('takes %j for an error', (thrown) => {
    expect(modelError(thrown, about)).toBeInstanceOf(Retryable);
  });

  it('prints no code that could be a key', () => {
    const error = Object.assign(new Error('x'), { statusCode: 400, code: apiKey });
    expect(modelError(error, about).message).toBe('x/y: the service refused the request (400).');
  });
});

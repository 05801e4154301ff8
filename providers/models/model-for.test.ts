import { describe, expect, it } from 'vitest';
import { BadConfig } from '../../contract/errors.ts';
import { model } from '../../contract/model.ts';
import { systemClock } from '../clock.ts';
import { modelFor } from './model-for.ts';
import type { ModelSettings } from './model-for.ts';
import { hearReply } from './testing/heard-reply.ts';
import { startOpenAiStandIn } from './testing/openai-stand-in.ts';
import { scenarios } from './testing/scenario.ts';
import { callerWords, request } from './testing/vendors.ts';

const env = { OPENAI_API_KEY: 'sk-o', ANTHROPIC_API_KEY: ' sk-a\n', MY_API_KEY: 'sk-m', BAD_API_KEY: 'sk-“x”' };
const made = (settings: ModelSettings) => modelFor(settings, env, systemClock);

describe('modelFor', () => {
  it.each(['offline', 'openai', 'anthropic', 'openai_compatible'] as const)('makes a model of %s', (provider) => {
    const id = provider === 'offline' ? 'offline/offline' : `${provider}/m`;
    expect(made({ provider, name: 'm', base_url: 'http://127.0.0.1:1/v1' }).id).toBe(id);
  });

  it.each([
    { provider: 'offline', script: [{ when: 'anything', say: 'x' }] },
    { provider: 'openai', name: 'm' },
    { provider: 'anthropic', name: 'm', temperature: 0.5 },
    { provider: 'openai_compatible', name: 'm', base_url: 'http://127.0.0.1:1/v1' },
  ])('takes what the contract lets through: %j', (settings) => {
    expect(made(model.parse(settings)).id).toMatch(new RegExp(`^${settings.provider}/`));
  });

  it('an offline model without a script says back what it hears', () => {
    const clock = { now: () => 0, after: (_: number, run: () => void) => (timers.push(run), () => {}) };
    const timers: (() => void)[] = [];
    const reply = hearReply(modelFor({ provider: 'offline', name: 'offline' }, {}, clock), request);
    while (timers.length > 0) timers.shift()!();
    expect(reply.text).toContain(callerWords);
  });

  it.each([
    [{ provider: 'openai', name: 'm', api_key_env: 'NO_API_KEY' }, /^NO_API_KEY is not set/],
    [{ provider: 'anthropic', name: 'm', api_key_env: 'BAD_API_KEY' }, /^BAD_API_KEY holds characters/],
    [{ provider: 'openai_compatible', name: 'm' }, /^model\.base_url is missing/],
    [{ provider: 'openai_compatible', name: 'm', base_url: 'localhost:1' }, /^model\.base_url is no address/],
    [{ provider: 'openai', name: 'm', base_url: 'https://me:sk-x@host/v1' }, /^model\.base_url is no address/],
  ] satisfies [ModelSettings, RegExp][])('refuses %j and says why', (settings, says) => {
    expect(() => made(settings)).toThrow(BadConfig);
    expect(() => made(settings)).toThrow(says);
    expect(() => made(settings)).not.toThrow(/sk-/);
  });

  it.each([
    [undefined, undefined],
    ['MY_API_KEY', 'Bearer sk-m'],
  ])('sends a compatible server the key of %s: %s', async (api_key_env, authorization) => {
    const standIn = await startOpenAiStandIn();
    standIn.next(scenarios.truncatedTag);
    const settings = { provider: 'openai_compatible', name: 'm', base_url: standIn.baseUrl, api_key_env } as const;
    const reply = hearReply(made({ ...settings, temperature: 0.2 }), request);
    await reply.ended;
    await standIn.close();
    expect(reply.error).toBeNull();
    expect(standIn.authorizations).toEqual([authorization]);
    expect(standIn.requests).toMatchObject([{ model: 'm', temperature: 0.2 }]);
  });
});

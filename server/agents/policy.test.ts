/** An agent's settings as the engine's policy, and its texts with their values. */
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../engine/policy.ts';
import { readAgent } from '../testing/play.ts';
import { fillAgent } from './fill-agent.ts';
import { policyOf } from './policy.ts';

describe('policyOf', () => {
  test('an agent without settings has the documented defaults', () => {
    expect(policyOf(readAgent({}), 'far_end_confirmed')).toEqual(defaultPolicy);
  });

  test('seconds become milliseconds, null stays null, wrap-ups come in their order', () => {
    const wrapUp = (seconds: number) => ({ before_end_seconds: seconds, instruction: `${seconds}` });
    const agent = readAgent({
      ending: {
        silence: { timeout_seconds: null, no_words_seconds: 90, check_ins: [{ after_seconds: 4, message: 'Hello?' }] },
        max_duration: { seconds: 60, wrap_up: [wrapUp(5), wrapUp(30), wrapUp(10)] },
        guard: { min_call_seconds: 3 },
      },
    });
    const policy = policyOf(agent, 'accepted', { firstWordMsMax: 1 });
    expect(policy.silence).toEqual({
      timeoutMs: null,
      noWordsMs: 90_000,
      checkIns: [{ afterMs: 4_000, message: 'Hello?' }],
      tags: [],
    });
    expect(policy.maxDuration.capMs).toBe(60_000);
    expect(policy.maxDuration.wrapUps.map((w) => w.beforeEndMs)).toEqual([30_000, 10_000, 5_000]);
    expect(policy.guard.minCallMs).toBe(3_000);
    expect(policy.requiredProof).toBe('accepted');
    expect(policy.limits).toEqual({ ...defaultPolicy.limits, firstWordMsMax: 1 });
  });
});

describe('fillAgent', () => {
  const http = { url: 'https://example.com/{{clinic}}', headers: { 'X-Name': '{{clinic}}' } };
  const agent = readAgent({
    prompt: 'You are {{clinic}}.',
    variables: { clinic: 'Acme', other: '{{clinic}}' },
    model: { provider: 'offline', script: [{ when: 'anything', say: '{{clinic}} heard {{heard}}' }] },
    tools: [{ name: 'book', http }],
    ending: { phrases: ['goodbye from {{clinic}}'], farewell: { message: 'Bye from {{clinic}}.' } },
  });
  const filled = fillAgent(agent, { clinic: 'Acme' });

  test('texts have their values, wherever they stand', () => {
    expect(filled.prompt).toBe('You are Acme.');
    expect(filled.ending.farewell.message).toBe('Bye from Acme.');
    expect(filled.ending.phrases).toEqual(['goodbye from Acme']);
  });

  test('{{heard}} of a script is left to the script', () => {
    expect(JSON.stringify(filled.model)).toContain('Acme heard {{heard}}');
  });

  test('tools and variables keep their places', () => {
    expect(filled.tools).toEqual(agent.tools);
    expect(filled.variables).toEqual(agent.variables);
  });
});

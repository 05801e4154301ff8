import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { apiError, callListed, callQuery, pageOf, readCursor, writeCursor } from './api.ts';

describe('the query of calls', () => {
  test('takes texts, as they come in an address', () => {
    const query = { ended_reason: 'error', duration_from_seconds: '30', farewell_unheard: 'true', limit: '20' };
    expect(callQuery.parse(query)).toEqual({
      ended_reason: ['error'],
      duration_from_seconds: 30,
      farewell_unheard: true,
      limit: 20,
    });
    expect(callQuery.parse({ ended_reason: ['error', 'screened'] }).ended_reason).toEqual(['error', 'screened']);
    expect(callQuery.parse({})).toEqual({ limit: 50 });
  });

  test.each([
    { ended_reason: 'completed' },
    { limit: '0' },
    { limit: '201' },
    { limit: '1.5' },
    { limit: 'many' },
    { farewell_unheard: 'maybe' },
    { started_from: 'yesterday' },
    { cursor: 'abc' },
    { number: '555' },
    { number: '15550100%' },
    { number: ' 15550100' },
    { colour: 'red' },
  ])('refuses %j', (query) => {
    expect(callQuery.safeParse(query).success).toBe(false);
  });
});

describe('cursors', () => {
  test('come back as they were', () => {
    const instants = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), (at, callId) => {
        const place = { startedAt: at.toISOString(), callId };
        expect(readCursor(writeCursor(place))).toEqual(place);
        expect(callQuery.parse({ cursor: writeCursor(place) }).cursor).toBe(writeCursor(place));
      }),
    );
  });

  test('of others are refused, never thrown at', () => {
    fc.assert(fc.property(fc.string(), (text) => readCursor(text) === null));
    expect(readCursor(btoa(JSON.stringify(['2026-11-20T10:00:00Z', 'a', 'b'])))).toBeNull();
  });
});

test('an error has one shape', () => {
  const error = { code: 'bad_field', message: '3 is too small', path: 'ending.silence.timeout_seconds' };
  expect(apiError.parse({ error })).toEqual({ error });
  expect(apiError.safeParse({ error: 'no' }).success).toBe(false);
});

test('a running call has no end yet', () => {
  const call = {
    call_id: 'call_1',
    sample: false,
    agent_id: 'agent_1',
    agent_version: 1,
    direction: 'outbound',
    from: '+1',
    to: '+2',
    started_at: '2026-11-20T10:00:00Z',
    answered_at: null,
    ended_at: null,
    duration_seconds: null,
    ended_reason: null,
    outcome_tags: [],
    farewell_heard: null,
    hang_up_proof: null,
  } satisfies z.input<typeof callListed>;
  const page = { items: [call], next_cursor: null };
  expect(pageOf(callListed).parse(page)).toEqual(page);
});

/** `/v1/steps`. */
import * as z from 'zod';
import type { FailedStep } from '../../contract/routes/steps.ts';
import { Refusal } from '../http/refusal.ts';
import type { CallStep, StepPlace } from '../store/call-steps.ts';
import type { Store } from '../store/store.ts';
import { api } from './api.ts';

export function stepRouter({ store: { steps } }: { store: Pick<Store, 'steps'> }) {
  const routes = api.steps;
  return {
    list: routes.list.handler(async ({ input, context: { owner } }) => {
      const { limit, state, call_id: callId, cursor } = input;
      const before = cursor === undefined ? undefined : readPlace(cursor);
      const page = { state, limit: limit + 1, ...(callId !== undefined && { callId }), ...(before && { before }) };
      const found = await steps.list(owner.accountId, page);
      const last = found.length > limit ? found[limit - 1]! : null;
      return { items: found.slice(0, limit).map(told), next_cursor: last && writePlace(last) };
    }),
    replayAll: routes.replayAll.handler(async ({ input: { step }, context: { owner } }) => ({
      replayed: await steps.replayAll(owner.accountId, step),
    })),
    replay: routes.replay.handler(async ({ input: { call_id, step }, context: { owner } }) => {
      if (!(await steps.replay(owner.accountId, call_id, step))) throw notDead;
      return { call_id, step, state: 'waiting' };
    }),
  };
}

function told({ callId, step, state, failures, error, updatedAt }: CallStep): FailedStep {
  const open = state === 'dead' ? 'dead' : 'waiting';
  return { call_id: callId, step, state: open, failures, error, updated_at: updatedAt.toISOString() };
}

const place = z.tuple([z.iso.datetime(), z.string().max(64), z.string().max(64)]);

function writePlace({ updatedAt, callId, step }: StepPlace): string {
  return Buffer.from(JSON.stringify([updatedAt.toISOString(), callId, step])).toString('base64url');
}

function readPlace(cursor: string): StepPlace {
  try {
    const [at, callId, step] = place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { updatedAt: new Date(at), callId, step };
  } catch {
    throw badCursor;
  }
}

const badCursor = new Refusal(400, 'bad_field', 'cursor is none of ours.', {
  path: 'cursor',
  hint: 'Give the next_cursor of the page before.',
});
const notDead = new Refusal(404, 'not_found', 'There is no such dead step of this call.', {
  hint: 'GET /v1/steps lists them.',
});

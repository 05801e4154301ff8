/** `/v1/calls`. */
import { readCursor, writeCursor } from '../../contract/api.ts';
import { withAddresses } from '../calls/call-addresses.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import type { SignedUrls } from '../http/signed-urls.ts';
import type { LogEntry } from '../session/log.ts';
import { transcriptOf } from '../session/record.ts';
import type { OperatorOrders } from '../calls/operator-orders.ts';
import type { DialDesk } from '../outbound/dial-desk.ts';
import type { StoredCall } from '../store/call.ts';
import type { Store } from '../store/store.ts';
import type { Switchboard } from '../calls/switchboard.ts';
import { api } from './api.ts';
import { filtersOf } from './call-filters.ts';
import { type EventParts, followAccount, followCall } from './live-events.ts';
import { toldCall, toldEntry, toldListed } from './told-call.ts';

export type CallRouterParts = EventParts & {
  store: Pick<Store, 'calls' | 'erasure'>;
  switchboard: Switchboard;
  operatorOrders: OperatorOrders;
  links: Pick<SignedUrls, 'sign'>;
  dialDesk: Pick<DialDesk, 'dial'>;
};

export function callRouter(parts: CallRouterParts) {
  const routes = api.calls;
  const { switchboard, operatorOrders } = parts;
  const { calls } = parts.store;

  async function find(accountId: string, id: string): Promise<StoredCall> {
    const call = await calls.get(accountId, id);
    if (!call) throw notFound('call', id);
    return call;
  }

  async function notLive(accountId: string, id: string): Promise<Refusal> {
    await find(accountId, id);
    return ended;
  }

  /** The log in memory is ahead of the stored one. */
  async function logOf(accountId: string, call: StoredCall): Promise<readonly LogEntry[]> {
    const live = switchboard.get(accountId, call.id);
    return live ? live.entries : ((await calls.log(accountId, call.id)) as unknown as LogEntry[]);
  }

  return {
    list: routes.list.handler(async ({ input, context }) => {
      const { limit, cursor } = input;
      const place = cursor === undefined ? null : readCursor(cursor);
      const before = place && { startedAt: new Date(place.startedAt), id: place.callId };
      const asked = { limit: limit + 1, filters: filtersOf(input), ...(before && { before }) };
      const found = await calls.list(context.owner.accountId, asked);
      const items = found.slice(0, limit).map(toldListed);
      const last = items.at(-1);
      const more = last !== undefined && found.length > limit;
      return { items, next_cursor: more ? writeCursor({ startedAt: last.started_at, callId: last.call_id }) : null };
    }),
    dial: routes.dial.handler(async ({ input, context: { owner } }) => {
      const { agent_id: agentId, to, from = null, carrier = null, line = null, variables, metadata = {} } = input;
      const who = { accountId: owner.accountId, agentId, to, from, line };
      const order = { ...who, variables, metadata, idempotencyKey: input.idempotency_key ?? null };
      const call = await find(owner.accountId, await parts.dialDesk.dial(order, carrier));
      return toldCall(call, switchboard.get(owner.accountId, call.id), new Date());
    }),
    get: routes.get.handler(async ({ input: { id }, context: { owner, baseUrl } }) => {
      const call = await find(owner.accountId, id);
      const told = toldCall(call, switchboard.get(owner.accountId, id), new Date());
      return told.state === 'live' ? told : withAddresses(told, parts.links, baseUrl, owner.accountId);
    }),
    remove: routes.remove.handler(async ({ input: { id }, context: { owner } }) => {
      const outcome = await parts.store.erasure.call(owner.accountId, id);
      if (outcome === 'unknown') throw notFound('call', id);
      if (outcome === 'live') throw stillLive;
      return { call_id: id, deleted: true };
    }),
    transcript: routes.transcript.handler(async ({ input: { id }, context: { owner } }) => {
      const call = await find(owner.accountId, id);
      const events = (await logOf(owner.accountId, call)).filter((entry) => 'event' in entry);
      return { call_id: id, state: call.state, turns: transcriptOf(events) };
    }),
    timeline: routes.timeline.handler(async ({ input: { id }, context: { owner } }) => {
      const call = await find(owner.accountId, id);
      const entries = (await logOf(owner.accountId, call)).map(toldEntry);
      return { call_id: id, state: call.state, started_at: call.startedAt.toISOString(), entries };
    }),
    end: routes.end.handler(async ({ input: { id, farewell }, context: { owner } }) => {
      const outcome = await operatorOrders.end(owner.accountId, id, { farewell });
      if (outcome === 'gone') throw await notLive(owner.accountId, id);
      return { call_id: id, state: 'ending' };
    }),
    transfer: routes.transfer.handler(async ({ input: { id, to }, context: { owner } }) => {
      const answer = await operatorOrders.transfer(owner.accountId, id, to);
      if (answer === 'gone') throw await notLive(owner.accountId, id);
      if (answer === 'not_allowed') throw notAllowed;
      if (answer === 'busy') throw notNow;
      if (answer === 'unanswered') throw unanswered;
      return { call_id: id, state: 'transferring' };
    }),
    events: routes.events.handler(({ input: { id }, context, lastEventId, signal }) =>
      followCall(parts, id, { context, lastEventId, signal }),
    ),
    allEvents: routes.allEvents.handler(({ context, lastEventId, signal }) =>
      followAccount(parts, { context, lastEventId, signal }),
    ),
  };
}

const notAllowed = new Refusal(403, 'transfer_not_allowed', 'The agent may not transfer there.', {
  path: 'to',
  hint: "Give a number or a name of the agent's transfers, or a number that stands in its prompt.",
});

const notNow = new Refusal(409, 'not_in_conversation', 'The call is ringing, ending, or being transferred already.', {
  hint: 'GET /v1/calls/{id}/timeline tells what happens in it.',
});

const stillLive = new Refusal(409, 'call_live', 'This call goes on: only ended calls can be deleted.', {
  hint: 'End it first: POST /v1/calls/{id}/end.',
});

const unanswered = new Refusal(503, 'unanswered', 'The process that has this call did not answer in time.', {
  hint: 'GET /v1/calls/{id} tells whether the call goes on; then send the same request again.',
  headers: { 'retry-after': '5' },
});

const ended = new Refusal(409, 'call_ended', 'This call has ended already.', {
  hint: 'GET /v1/calls/{id} tells why.',
});

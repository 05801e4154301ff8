/**
 * Where calls are ordered: finds who can dial, keeps the limits, and sees to it that one order makes one call. Source:
 * design ending.md section 10, contract.md section 6.
 */
import type { DialCarrier } from '../../contract/routes/calls.ts';
import type { Clock } from '../../providers/clock.ts';
import { badFields, notFound, Refusal } from '../http/refusal.ts';
import type { StoredCall } from '../store/call.ts';
import type { Store } from '../store/store.ts';
import type { Switchboard } from '../calls/switchboard.ts';
import { dialLimits } from './dial-limits.ts';
import type { Dialler, DialOrder } from './dialler.ts';

export type DialDesk = {
  /** A way to call out; the newest of an id counts. */
  add(dialler: Dialler): void;
  /** Answers the id of the call, which is stored. Throws Refusal, and what `Switchboard.open` throws. */
  dial(order: Omit<DialOrder, 'agentVersion'>, carrier: DialCarrier | null): Promise<string>;
};

export type DialDeskParts = {
  store: {
    agents: Pick<Store['agents'], 'get'>;
    calls: Pick<Store['calls'], 'getByKey'>;
    credit: Pick<Store['credit'], 'isUsedUp'>;
  };
  switchboard: Pick<Switchboard, 'list'>;
  clock: Clock;
  callsMax: number;
  callsPerSecond: number;
};

/** Who is asked for a number, first one first. */
const preferred: readonly DialCarrier[] = ['sip', 'twilio', 'telnyx'];

export function dialDesk(parts: DialDeskParts): DialDesk {
  const { agents, calls, credit } = parts.store;
  const diallers = new Map<DialCarrier, Dialler>();
  const limits = dialLimits(parts);

  async function dial(order: Omit<DialOrder, 'agentVersion'>, carrier: DialCarrier | null): Promise<string> {
    const made = await madeBefore(order);
    if (made) return made;
    if (await credit.isUsedUp(order.accountId)) throw usedUp;
    const agent = await agents.get(order.accountId, order.agentId);
    if (!agent) throw notFound('agent', order.agentId);
    const dialler = carrier === null ? diallerFor(order.to) : named(carrier);
    const { from } = dialler.check(order);
    const leave = limits.enter(order.accountId);
    try {
      const live = await dialler.dial({ ...order, from, agentVersion: agent.version });
      return live.callId;
    } catch (error) {
      const meanwhile = await madeBefore(order); // By the same order, sent twice at once.
      if (meanwhile) return meanwhile;
      throw error;
    } finally {
      leave();
    }
  }

  async function madeBefore({ accountId, idempotencyKey, ...order }: Omit<DialOrder, 'agentVersion'>) {
    const known = idempotencyKey === null ? null : await calls.getByKey(accountId, idempotencyKey);
    if (!known) return null;
    if (!isSame(known, order)) throw otherOrder;
    return known.id;
  }

  function named(carrier: DialCarrier): Dialler {
    const dialler = diallers.get(carrier);
    if (dialler) return dialler;
    throw new Refusal(400, 'not_configured', `Nothing is dialled by ${carrier} on this server.`, {
      path: 'carrier',
      hint: `${wayTo[carrier]} docs/outbound.md tells the steps.`,
    });
  }

  function diallerFor(to: string): Dialler {
    if (/^sips?:/i.test(to)) return named('sip');
    const known = preferred.flatMap((id) => diallers.get(id) ?? []);
    const found = known.find(({ reachesNumbers }) => reachesNumbers);
    if (found) return found;
    throw new Refusal(400, 'not_configured', 'No numbers are dialled by this server.', {
      path: 'to',
      hint: 'Set RINGOFF_SIP_TRUNK, or the account of Twilio or Telnyx; docs/outbound.md tells the steps.',
    });
  }

  return { add: (dialler) => void diallers.set(dialler.id, dialler), dial };
}

const wayTo: Readonly<Record<DialCarrier, string>> = {
  sip: 'Switch the telephone on with RINGOFF_SIP.',
  twilio: 'Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_URL.',
  telnyx: 'Set TELNYX_API_KEY, TELNYX_PUBLIC_KEY, TELNYX_CONNECTION_ID and PUBLIC_URL.',
};

function isSame(made: StoredCall, { agentId, to, from }: Pick<DialOrder, 'agentId' | 'to' | 'from'>): boolean {
  return made.agentId === agentId && made.to === to && (from === null || made.from === from);
}

const otherOrder = new Refusal(409, 'idempotency_key_used', 'This idempotency key made another call.', {
  path: 'idempotency_key',
  hint: 'Give each call a key of its own, and the same key only when you repeat its order.',
});

const usedUp = new Refusal(402, 'credit_used_up', 'The credit of this account is used up: nothing is dialled.', {
  hint: 'Add credit: POST /v1/account/credit.',
});

/** A number that a carrier can show as the caller's. Throws Refusal when there is none. */
export function callerNumber(from: string | null, fallback: string | null): string {
  const number = from ?? fallback;
  const hint = 'Give a number of your account with + and country code, or set RINGOFF_OUTBOUND_FROM.';
  if (number === null) throw badFields([{ path: 'from', problem: 'is missing', hint }]);
  if (/^\+[1-9]\d{6,14}$/.test(number)) return number;
  throw badFields([{ path: 'from', problem: 'is no telephone number', hint }]);
}

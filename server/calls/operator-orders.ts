/**
 * What an operator wants of a live call reaches the node that drives it, whichever node was asked. The order is stored
 * and the other node is told of it; without that word it finds the order by looking. Source: design ending.md section 10.
 */
import type { Clock } from '../../providers/clock.ts';
import type { NodeNotices } from './node-notices.ts';
import type { CallOrder, CallOrders, GivenOrder, OrderAnswer } from '../store/call-orders.ts';
import type { Switchboard, SwitchboardLog } from './switchboard.ts';

export type OperatorOrders = {
  /** `gone`: the account has no such live call. */
  end(accountId: string, callId: string, options: { farewell: boolean }): Promise<'ordered' | 'gone'>;
  /** `unanswered`: the node that drives the call did not answer in time; an order that it has not taken is withdrawn. */
  transfer(accountId: string, callId: string, to: string): Promise<OrderAnswer | 'unanswered'>;
  stop(): void;
};

export type OperatorOrdersParts = {
  orders: CallOrders;
  switchboard: Pick<Switchboard, 'get' | 'held' | 'size'>;
  notices: NodeNotices;
  clock: Clock;
  node: string;
  /** No other node can give an order. */
  alone: boolean;
  log: SwitchboardLog;
};

/** What a lost word costs at most. */
const lookEveryMs = 2_000;
/** Looked for at least so often while it is awaited. */
const collectEveryMs = 500;
const answerMsMax = 4_000;

export function newOperatorOrders(parts: OperatorOrdersParts): OperatorOrders {
  const { orders, switchboard, notices, clock, node, log } = parts;
  const awaited = new Map<number, () => void>();
  let looking = false;
  let lookAgain = false;
  let failing = false;
  let stopped = false;
  let cancel = parts.alone ? () => {} : arm();
  const stopHearing = notices.hear({
    onNotice(notice) {
      if (notice.about === 'answer') awaited.get(notice.orderId)?.();
      if (notice.about === 'order' && switchboard.get(notice.accountId, notice.callId)) void look();
    },
    onGap: () => void look(),
  });

  function arm(): () => void {
    return clock.after(lookEveryMs, () => {
      void look();
      cancel = arm();
    });
  }

  /** One at a time; a word that comes meanwhile may be of a later order. Never rejects. */
  async function look(): Promise<void> {
    lookAgain = true;
    if (looking) return;
    looking = true;
    while (lookAgain && !stopped) {
      lookAgain = false;
      await takeAll();
    }
    looking = false;
  }

  async function takeAll(): Promise<void> {
    if (switchboard.size === 0) return;
    try {
      for (const order of await orders.take(node, switchboard.held())) await carryOut(order);
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'the orders of other nodes could not be carried out');
      failing = true;
    }
  }

  async function carryOut({ id, accountId, callId, wanted, awaited }: GivenOrder): Promise<void> {
    const answer = obey(accountId, callId, wanted) ?? 'gone';
    log.info({ call_id: callId, order: wanted.type, answer }, 'an order by another node');
    if (!awaited) return;
    await orders.answer(id, answer);
    notices.tell({ about: 'answer', orderId: id });
  }

  /** Null when the call is not here. */
  function obey(accountId: string, callId: string, wanted: CallOrder): OrderAnswer | null {
    const live = switchboard.get(accountId, callId);
    if (!live) return null;
    if (wanted.type === 'transfer') return live.session.transfer(wanted.to);
    live.session.end({ farewell: wanted.farewell });
    return 'asked';
  }

  async function answerTo(id: number): Promise<OrderAnswer | 'unanswered'> {
    for (const until = clock.now() + answerMsMax; clock.now() < until && !stopped;) {
      const { promise: told, resolve } = Promise.withResolvers<void>();
      awaited.set(id, resolve);
      const answer = await orders.collect(id);
      if (answer) return answer;
      const late = clock.after(collectEveryMs, resolve);
      await told;
      late();
    }
    const withdrawn = await orders.withdraw(id);
    return (withdrawn ? null : await orders.collect(id)) ?? 'unanswered';
  }

  async function give(
    accountId: string,
    callId: string,
    wanted: CallOrder,
    isAwaited: boolean,
  ): Promise<number | null> {
    const id = await orders.give(accountId, callId, wanted, isAwaited);
    if (id !== null) notices.tell({ about: 'order', accountId, callId });
    return id;
  }

  return {
    async end(accountId, callId, { farewell }) {
      const wanted = { type: 'end', farewell } as const;
      if (obey(accountId, callId, wanted)) return 'ordered';
      return (await give(accountId, callId, wanted, false)) === null ? 'gone' : 'ordered';
    },
    async transfer(accountId, callId, to) {
      const wanted = { type: 'transfer', to } as const;
      const answer = obey(accountId, callId, wanted);
      if (answer) return answer;
      const id = await give(accountId, callId, wanted, true);
      return id === null ? 'gone' : answerTo(id).finally(() => awaited.delete(id));
    },
    stop() {
      stopped = true;
      cancel();
      stopHearing();
      for (const wake of awaited.values()) wake();
    },
  };
}

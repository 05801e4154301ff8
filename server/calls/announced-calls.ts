/** The store of calls of a node that has neighbours: they are told which calls have news, once the news are stored. */
import type { NodeNotices } from './node-notices.ts';
import type { Calls } from '../store/calls.ts';

export function announcedCalls(calls: Calls, notices: Pick<NodeNotices, 'tell'>): Calls {
  /** Of the calls that this node writes, until their end. */
  const accounts = new Map<string, string>();

  async function announcing<T>(callId: string, work: Promise<T>): Promise<T> {
    const outcome = await work;
    const accountId = accounts.get(callId);
    if (accountId !== undefined) notices.tell({ about: 'call', accountId, callId });
    return outcome;
  }

  return {
    ...calls,
    begin(call, node) {
      accounts.set(call.id, call.accountId);
      return announcing(call.id, calls.begin(call, node)).catch((error: unknown) => {
        accounts.delete(call.id);
        throw error;
      });
    },
    async append(callId, epoch, entries) {
      const outcome = await announcing(callId, calls.append(callId, epoch, entries));
      if (outcome !== 'appended') accounts.delete(callId);
      return outcome;
    },
    async end(callId, epoch, record, entries) {
      const outcome = await announcing(callId, calls.end(callId, epoch, record, entries));
      accounts.delete(callId);
      return outcome;
    },
    async takeOver(order) {
      const taken = await calls.takeOver(order);
      for (const { id, accountId } of taken) accounts.set(id, accountId);
      return taken;
    },
  };
}

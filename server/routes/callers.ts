/** `/v1/callers`. */
import type { Store } from '../store/store.ts';
import { api } from './api.ts';

export function callerRouter({ store }: { store: Pick<Store, 'erasure'> }) {
  return {
    remove: api.callers.remove.handler(async ({ input: { params, query }, context: { owner } }) => {
      const { deleted, live } = await store.erasure.caller(owner.accountId, params.number, query.keep_stop);
      return { number: params.number, deleted_calls: deleted, live_calls: live };
    }),
  };
}

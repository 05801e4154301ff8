/** `/v1/account`. */
import type { Authority } from '../http/authority.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import type { Streams } from '../http/streams.ts';
import { linkHours, type ListedKey, type NewKey } from '../store/keys.ts';
import type { Store } from '../store/store.ts';
import type { Switchboard } from '../switchboard.ts';
import { api } from './api.ts';

export type AccountRouterParts = {
  store: Pick<Store, 'keys' | 'db'>;
  switchboard: Pick<Switchboard, 'list'>;
  authority: Authority;
  streams: Streams;
};

export function accountRouter({ store, switchboard, authority, streams }: AccountRouterParts) {
  const routes = api.account;
  const { keys } = store;
  return {
    get: routes.get.handler(async ({ context: { owner } }) => {
      const account = await store.db
        .selectFrom('account')
        .select(['id', 'name', 'balance', 'price_per_minute'])
        .where('id', '=', owner.accountId)
        .executeTakeFirstOrThrow();
      return { ...account, live_calls: switchboard.list(owner.accountId).length };
    }),
    keys: routes.keys.handler(async ({ context: { owner } }) => {
      const found = await keys.list(owner.accountId);
      return { items: found.map((key) => toldKey(key, owner.keyId)) };
    }),
    createKey: routes.createKey.handler(async ({ input, context: { owner } }) =>
      toldNewKey(await keys.create(owner.accountId, input.label)),
    ),
    revokeKey: routes.revokeKey.handler(async ({ input, context: { owner } }) => {
      const revoked = await keys.revoke(owner.accountId, input.id);
      if (!revoked) throw notFound('key', input.id);
      authority.forget(input.id);
      streams.closeAll(input.id);
      return toldKey(revoked, owner.keyId);
    }),
    exchange: routes.exchange.handler(async ({ input }) => {
      const made = await keys.exchangeLink(input.token, input.label || 'from the start link');
      if (!made) throw usedLink;
      return toldNewKey(made);
    }),
  };
}

function toldKey({ id, label, createdAt, revokedAt }: ListedKey, currentId: string) {
  const revoked_at = revokedAt?.toISOString() ?? null;
  return { id, label, created_at: createdAt.toISOString(), revoked_at, current: id === currentId };
}

function toldNewKey({ id, label, createdAt, key }: NewKey) {
  return { id, label, created_at: createdAt.toISOString(), key };
}

const usedLink = new Refusal(401, 'link_used', `This link was used, is older than ${linkHours} hours, or is wrong.`, {
  path: 'token',
  hint: 'Start the server again: as long as the account has no key, it prints a new link.',
});

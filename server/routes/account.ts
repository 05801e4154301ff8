/** `/v1/account`. */
import type { CreditEntryAnswer } from '../../contract/routes/account.ts';
import type { Config } from '../config.ts';
import type { Authority } from '../http/authority.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import { clearSession, requireOwnPage, sessionOf, setSession } from '../http/session-cookie.ts';
import type { Streams } from '../http/streams.ts';
import { linkHours, type ListedKey, type NewKey } from '../store/keys.ts';
import type { CreditEntry } from '../store/credit.ts';
import type { Store } from '../store/store.ts';
import type { Switchboard } from '../calls/switchboard.ts';
import { api } from './api.ts';

export type AccountRouterParts = {
  store: Pick<Store, 'keys' | 'sessions' | 'credit' | 'db'>;
  switchboard: Pick<Switchboard, 'list'>;
  authority: Authority;
  streams: Streams;
  config: Pick<Config, 'publicUrl'>;
};

export function accountRouter({ store, switchboard, authority, streams, config }: AccountRouterParts) {
  const routes = api.account;
  const { keys } = store;
  const told = async (accountId: string) => {
    const { name } = await store.db
      .selectFrom('account')
      .select('name')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow();
    const { balance, pricePerMinute } = await store.credit.state(accountId);
    const live_calls = switchboard.list(accountId).length;
    return { id: accountId, name, balance, price_per_minute: pricePerMinute, live_calls };
  };
  return {
    get: routes.get.handler(({ context: { owner } }) => told(owner.accountId)),
    change: routes.change.handler(async ({ input, context: { owner } }) => {
      const { balance, price_per_minute: pricePerMinute } = input;
      await store.credit.change(owner.accountId, {
        ...(balance !== undefined && { balance }),
        ...(pricePerMinute !== undefined && { pricePerMinute }),
      });
      return told(owner.accountId);
    }),
    addCredit: routes.addCredit.handler(async ({ input, context: { owner } }) => {
      const { amount, note, idempotency_key: idempotencyKey } = input;
      const added = await store.credit.add(owner.accountId, { amount, note, idempotencyKey });
      if (added === 'used') throw otherCredit;
      return told(owner.accountId);
    }),
    credit: routes.credit.handler(async ({ input: { limit, cursor: after }, context: { owner } }) => {
      const page = { limit: limit + 1, ...(after !== undefined && { after }) };
      const found = await store.credit.entries(owner.accountId, page);
      const items = found.slice(0, limit).map(toldCredit);
      return { items, next_cursor: found.length > limit ? items.at(-1)!.id : null };
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
    signIn: routes.signIn.handler(async ({ input, context: { reply } }) => {
      requireOwnPage(reply.request, config.publicUrl);
      const made = 'token' in input ? await keys.exchangeLink(input.token, 'from the start link') : null;
      if ('token' in input && !made) throw usedLink;
      const owner = await keys.find('key' in input ? input.key : made!.key);
      if (!owner) throw unknownKey;
      setSession(reply, await store.sessions.create(owner.keyId));
      return { account_id: owner.accountId, key: made?.key ?? null };
    }),
    signOut: routes.signOut.handler(async ({ context: { reply } }) => {
      requireOwnPage(reply.request, config.publicUrl);
      const secret = sessionOf(reply.request);
      const owner = secret === null ? null : await store.sessions.find(secret);
      if (secret !== null) await store.sessions.remove(secret);
      if (owner) authority.forget(owner.keyId);
      clearSession(reply);
      return { signed_out: true };
    }),
  };
}

function toldCredit({ callId, createdAt, ...entry }: CreditEntry): CreditEntryAnswer {
  return { ...entry, call_id: callId, created_at: createdAt.toISOString() };
}

const otherCredit = new Refusal(409, 'idempotency_key_used', 'This idempotency key added another amount.', {
  path: 'idempotency_key',
  hint: 'Give each amount a key of its own, and the same key only when you repeat it.',
});

function toldKey({ id, label, createdAt, revokedAt }: ListedKey, currentId: string) {
  const revoked_at = revokedAt?.toISOString() ?? null;
  return { id, label, created_at: createdAt.toISOString(), revoked_at, current: id === currentId };
}

function toldNewKey({ id, label, createdAt, key }: NewKey) {
  return { id, label, created_at: createdAt.toISOString(), key };
}

const unknownKey = new Refusal(401, 'wrong_key', 'This key opens nothing: it is wrong, or it was revoked.', {
  path: 'key',
  hint: 'Paste a whole key: rk_ and 43 characters.',
});

const usedLink = new Refusal(401, 'link_used', `This link was used, is older than ${linkHours} hours, or is wrong.`, {
  path: 'token',
  hint: 'Start the server again: as long as the account has no key, it prints a new link.',
});

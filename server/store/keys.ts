import { createHash, randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { newId } from './ids.ts';
import { storableText } from './json.ts';
import type { Tables } from './tables.ts';

export type ListedKey = { id: string; label: string; createdAt: Date; revokedAt: Date | null };
/** A key with its secret, which nothing can show again. */
export type NewKey = Omit<ListedKey, 'revokedAt'> & { key: string };
export type KeyOwner = { keyId: string; accountId: string };

/** A link to a first key works this long. */
export const linkHours = 24;

/** Keys of the API, and one-time links to a first one. Only hashes are stored. */
export type Keys = {
  create(accountId: string, label: string): Promise<NewKey>;
  /** Whose key this is. Null: nobody's, or it was revoked. */
  find(key: string): Promise<KeyOwner | null>;
  /** Newest first, the revoked ones too. */
  list(accountId: string): Promise<ListedKey[]>;
  /** Null: the account has no such key. Revoking twice keeps the first instant. */
  revoke(accountId: string, id: string): Promise<ListedKey | null>;
  /** A token that can be exchanged for a key, once. Earlier unused ones of the account stop working. */
  createLink(accountId: string): Promise<string>;
  /** Null: the token is unknown, used or too old. */
  exchangeLink(token: string, label: string): Promise<NewKey | null>;
};

/** How keys look; anything else is refused without asking the database. */
export const keyForm = /^rk_[A-Za-z0-9_-]{43}$/;
export const sessionForm = /^rs_[A-Za-z0-9_-]{43}$/;

/** 256 random bits behind a prefix by which leaked keys can be found. */
export function newSecret(prefix: 'rk' | 'rl' | 'rs'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/**
 * One round of SHA-256 is right here: the secret is 256 random bits, not a password, so that there is nothing to guess
 * that a slow hash would protect, and every request pays for it.
 */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function keyStore(db: Kysely<Tables>): Keys {
  return {
    create: (accountId, label) => create(db, accountId, label),
    async find(key) {
      if (!keyForm.test(key)) return null;
      const found = await db
        .selectFrom('api_key')
        .select(['id as keyId', 'account_id as accountId'])
        .where('hash', '=', hashOf(key))
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return found ?? null;
    },
    list: (accountId) =>
      db
        .selectFrom('api_key')
        .select(columns)
        .where('account_id', '=', accountId)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(1_000)
        .execute(),
    async revoke(accountId, id) {
      const revoked = await db
        .updateTable('api_key')
        .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .returning(columns)
        .executeTakeFirst();
      return revoked ?? null;
    },
    createLink: (accountId) => createLink(db, accountId),
    exchangeLink: (token, label) => exchangeLink(db, token, label),
  };
}

async function create(db: Kysely<Tables>, accountId: string, label: string): Promise<NewKey> {
  const key = newSecret('rk');
  const values = { id: newId('key'), account_id: accountId, hash: hashOf(key), label: storableText(label) };
  const { revokedAt: _none, ...listed } = await db
    .insertInto('api_key')
    .values(values)
    .returning(columns)
    .executeTakeFirstOrThrow();
  return { ...listed, key };
}

async function createLink(db: Kysely<Tables>, accountId: string): Promise<string> {
  const token = newSecret('rl');
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('start_link').where('account_id', '=', accountId).where('used_at', 'is', null).execute();
    await trx
      .insertInto('start_link')
      .values({ hash: hashOf(token), account_id: accountId })
      .execute();
  });
  return token;
}

/** The update takes the token and the insert makes the key, or neither happens. */
function exchangeLink(db: Kysely<Tables>, token: string, label: string): Promise<NewKey | null> {
  return db.transaction().execute(async (trx) => {
    const used = await trx
      .updateTable('start_link')
      .set({ used_at: sql<Date>`now()` })
      .where('hash', '=', hashOf(token))
      .where('used_at', 'is', null)
      .where('created_at', '>', sql<Date>`now() - make_interval(hours => ${sql.lit(linkHours)})`)
      .returning('account_id')
      .executeTakeFirst();
    return used ? create(trx, used.account_id, label) : null;
  });
}

const columns = ['id', 'label', 'created_at as createdAt', 'revoked_at as revokedAt'] as const;

import { type Kysely, sql } from 'kysely';
import { hashOf, type KeyOwner, newSecret, sessionForm } from './keys.ts';
import type { Tables } from './tables.ts';

/** A session lasts this long, however much it is used. */
export const sessionDays = 30;
/** The oldest of a key go when there are more. */
const perKeyMax = 50;

/** Who is signed in to the dashboard. Only hashes are stored. */
export type Sessions = {
  /** The secret of a new session of this key. */
  create(keyId: string): Promise<string>;
  /** Null: there is no such session, it is over, or its key was revoked. */
  find(secret: string): Promise<KeyOwner | null>;
  /** Ends it; ending one that is none does nothing. */
  remove(secret: string): Promise<void>;
};

export function sessionStore(db: Kysely<Tables>): Sessions {
  return {
    async create(keyId) {
      const secret = newSecret('rs');
      await db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('session')
          .where('expires_at', '<', sql<Date>`now()`)
          .execute();
        const expires_at = sql<Date>`now() + make_interval(days => ${sql.lit(sessionDays)})`;
        await trx
          .insertInto('session')
          .values({ hash: hashOf(secret), key_id: keyId, expires_at })
          .execute();
        const kept = trx
          .selectFrom('session')
          .select('hash')
          .where('key_id', '=', keyId)
          .orderBy('created_at', 'desc')
          .limit(perKeyMax);
        await trx.deleteFrom('session').where('key_id', '=', keyId).where('hash', 'not in', kept).execute();
      });
      return secret;
    },
    async find(secret) {
      if (!sessionForm.test(secret)) return null;
      const found = await db
        .selectFrom('session')
        .innerJoin('api_key', 'api_key.id', 'session.key_id')
        .select(['api_key.id as keyId', 'api_key.account_id as accountId'])
        .where('session.hash', '=', hashOf(secret))
        .where('session.expires_at', '>', sql<Date>`now()`)
        .where('api_key.revoked_at', 'is', null)
        .executeTakeFirst();
      return found ?? null;
    },
    async remove(secret) {
      await db.deleteFrom('session').where('hash', '=', hashOf(secret)).execute();
    },
  };
}

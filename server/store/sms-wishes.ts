import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export type Wish = 'stopped' | 'consented';
export type WishSource = 'message' | 'api' | 'provider';

/** What a number wants of text messages: at most one wish each, the latest. */
export type SmsWish = { number: string; wish: Wish; source: WishSource; createdAt: Date };

export type WishPage = { wish: Wish; limit: number; after?: { createdAt: Date; number: string } };

export type SmsWishes = {
  of(accountId: string, number: string): Promise<Wish | null>;
  /** The latest wish stands, so consent takes a number off the STOP list and STOP ends a consent. */
  put(accountId: string, number: string, wish: Wish, source: WishSource): Promise<SmsWish>;
  /** False: the number has no such wish. */
  remove(accountId: string, number: string, wish: Wish): Promise<boolean>;
  get(accountId: string, number: string, wish: Wish): Promise<SmsWish | null>;
  /** Newest first. */
  list(accountId: string, page: WishPage): Promise<SmsWish[]>;
};

export function smsWishStore(db: Kysely<Tables>): SmsWishes {
  const ofNumber = (accountId: string, number: string) =>
    db.selectFrom('sms_wish').selectAll().where('account_id', '=', accountId).where('number', '=', number);
  return {
    async of(accountId, number) {
      const row = await ofNumber(accountId, number).executeTakeFirst();
      return row?.wish ?? null;
    },
    async put(accountId, number, wish, source) {
      const row = await db
        .insertInto('sms_wish')
        .values({ account_id: accountId, number, wish, source })
        .onConflict((conflict) =>
          conflict.columns(['account_id', 'number']).doUpdateSet({ wish, source, created_at: sql<Date>`now()` }),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return toWish(row);
    },
    async remove(accountId, number, wish) {
      const removed = await db
        .deleteFrom('sms_wish')
        .where('account_id', '=', accountId)
        .where('number', '=', number)
        .where('wish', '=', wish)
        .returning('number')
        .executeTakeFirst();
      return removed !== undefined;
    },
    async get(accountId, number, wish) {
      const row = await ofNumber(accountId, number).where('wish', '=', wish).executeTakeFirst();
      return row ? toWish(row) : null;
    },
    async list(accountId, { wish, limit, after }) {
      const rows = await db
        .selectFrom('sms_wish')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('wish', '=', wish)
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, number) < (${after!.createdAt}, ${after!.number})`),
        )
        .orderBy('created_at', 'desc')
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toWish);
    },
  };
}

function toWish(row: { number: string; wish: Wish; source: WishSource; created_at: Date }): SmsWish {
  return { number: row.number, wish: row.wish, source: row.source, createdAt: row.created_at };
}

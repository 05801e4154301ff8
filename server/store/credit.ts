import { type Kysely, type Selectable, sql } from 'kysely';
import type { CreditKind } from '../../contract/routes/account.ts';
import { newId } from './ids.ts';
import { storableText } from './json.ts';
import type { Tables } from './tables.ts';

/** Decimals as text, in the account's own currency. Calls are charged only where both are there and the price is not 0. */
export type CreditState = { balance: string | null; pricePerMinute: string | null };

/** How long the credit of an account lasts for the calls that it has up now, on all nodes. Milliseconds; none: 0 or less. */
export type CreditLeft = { accountId: string; leftMs: number };

export type CreditEntry = {
  id: string;
  kind: CreditKind;
  /** What the balance changed by. */
  amount: string;
  callId: string | null;
  note: string;
  createdAt: Date;
};

export type NewCredit = { amount: string; note: string; idempotencyKey: string | null };

/**
 * What calls cost, and what there is to pay for it. A call is charged in the transaction that ends it (call-end.ts), by
 * each second begun; until then what live calls took so far counts as gone.
 */
export type Credit = {
  state(accountId: string): Promise<CreditState>;
  /** Whether calls of this account cost something, and nothing is left. */
  isUsedUp(accountId: string): Promise<boolean>;
  /** Of those of the accounts whose calls are charged. */
  look(accountIds: readonly string[]): Promise<CreditLeft[]>;
  /** What is given is set; null is no limit. */
  change(accountId: string, changes: Partial<CreditState>): Promise<void>;
  /** Adds once for each key. Where there was no balance, it begins at 0. `used`: the key added another amount. */
  add(accountId: string, credit: NewCredit): Promise<'added' | 'used'>;
  /** Of accounts whose calls are charged. */
  counts(): Promise<{ left: number; usedUp: number }>;
  /** Newest first; at most `limit`, those behind the id of the last one seen. */
  entries(accountId: string, page: { limit: number; after?: string }): Promise<CreditEntry[]>;
};

export function creditStore(db: Kysely<Tables>): Credit {
  const look = (accountIds: readonly string[]): Promise<CreditLeft[]> => leftOf(db, accountIds);
  return {
    async state(accountId) {
      const { rows } = await sql<CreditState>`
        select trim_scale(balance)::text as balance, trim_scale(price_per_minute)::text as "pricePerMinute"
        from account where id = ${accountId}`.execute(db);
      return rows[0]!;
    },
    look,
    isUsedUp: async (accountId) => (await look([accountId])).some(({ leftMs }) => leftMs <= 0),
    change: (accountId, changes) => change(db, accountId, changes),
    add: (accountId, credit) => add(db, accountId, credit),
    async counts() {
      const { rows } = await sql<{ left: number; usedUp: number }>`
        select count(*) filter (where balance > 0)::int as left, count(*) filter (where balance <= 0)::int as "usedUp"
        from account where balance is not null and price_per_minute > 0`.execute(db);
      return rows[0]!;
    },
    entries: (accountId, page) => entries(db, accountId, page),
  };
}

/** Without a live call it is the time of one. */
async function leftOf(db: Kysely<Tables>, accountIds: readonly string[]): Promise<CreditLeft[]> {
  const { rows } = await sql<CreditLeft>`
    select a.id as "accountId", (floor(
      (a.balance * 60000 / a.price_per_minute - coalesce(sum(extract(epoch from now() - c.answered_at)) * 1000, 0))
      / greatest(1, count(c.id))))::float8 as "leftMs"
    from account a left join call c on c.account_id = a.id and c.state = 'live' and c.answered_at <= now()
    where a.id = any(${[...accountIds]}::text[]) and a.balance is not null and a.price_per_minute > 0
    group by a.id`.execute(db);
  return rows;
}

async function change(db: Kysely<Tables>, accountId: string, changes: Partial<CreditState>): Promise<void> {
  const { balance, pricePerMinute } = changes;
  await db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('account')
      .select('balance')
      .where('id', '=', accountId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    if (balance !== undefined || pricePerMinute !== undefined) {
      await trx
        .updateTable('account')
        .set({
          ...(balance !== undefined && { balance }),
          ...(pricePerMinute !== undefined && { price_per_minute: pricePerMinute }),
        })
        .where('id', '=', accountId)
        .execute();
    }
    if (balance === undefined || balance === before.balance) return;
    const amount = sql<string>`coalesce(${balance}::numeric, 0) - coalesce(${before.balance}::numeric, 0)`;
    const entry = { account_id: accountId, id: newId('credit'), kind: 'set' as const, amount };
    await trx.insertInto('credit_entry').values(entry).execute();
  });
}

async function add(db: Kysely<Tables>, accountId: string, credit: NewCredit): Promise<'added' | 'used'> {
  const { amount, note, idempotencyKey } = credit;
  return db.transaction().execute(async (trx) => {
    const id = idempotencyKey ?? newId('credit');
    const entry = { account_id: accountId, id, kind: 'added' as const, amount, note: storableText(note) };
    const { numInsertedOrUpdatedRows: added } = await trx
      .insertInto('credit_entry')
      .values(entry)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (added) {
      await sql`update account set balance = coalesce(balance, 0) + ${amount}::numeric where id = ${accountId}`.execute(
        trx,
      );
      return 'added';
    }
    const { rows } = await sql`select 1 from credit_entry where account_id = ${accountId} and id = ${id}
      and kind = 'added' and amount = ${amount}::numeric`.execute(trx);
    return rows.length > 0 ? 'added' : 'used';
  });
}

async function entries(
  db: Kysely<Tables>,
  accountId: string,
  { limit, after }: { limit: number; after?: string },
): Promise<CreditEntry[]> {
  const owned = db.selectFrom('credit_entry').where('account_id', '=', accountId);
  const rows = await owned
    .selectAll()
    .select(sql<string>`trim_scale(amount)::text`.as('amount'))
    .$if(after !== undefined, (query) =>
      query.where(({ eb, refTuple }) =>
        eb(
          refTuple('created_at', 'id'),
          '<',
          owned.select(['created_at', 'id']).where('id', '=', after!).$asTuple('created_at', 'id'),
        ),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toEntry);
}

function toEntry({ id, kind, amount, call_id, note, created_at }: Selectable<Tables['credit_entry']>): CreditEntry {
  return { id, kind, amount, callId: call_id, note, createdAt: created_at };
}

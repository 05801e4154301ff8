import { type Kysely, sql } from 'kysely';
import { toJsonText } from './json.ts';
import type { Tables } from './tables.ts';

/** What an operator wants of a live call. */
export type CallOrder = { type: 'end'; farewell: boolean } | { type: 'transfer'; to: string };
export type OrderAnswer = 'asked' | 'not_allowed' | 'busy' | 'gone';
export type GivenOrder = { id: number; accountId: string; callId: string; wanted: CallOrder; awaited: boolean };

/**
 * Orders to the node that drives a call, from a node that does not. They stand in the database, so that a lost word
 * between nodes loses none; those that nobody takes go with their call, or after an hour.
 */
export type CallOrders = {
  /** Answers the order's id, or null when the account has no live call of this id. */
  give(accountId: string, callId: string, wanted: CallOrder, awaited: boolean): Promise<number | null>;
  /** The oldest of those for calls that this node holds by its lease, each given out once. */
  take(node: string, held: readonly string[]): Promise<GivenOrder[]>;
  answer(id: number, answer: OrderAnswer): Promise<void>;
  /** The answer, which is forgotten with that; null while there is none. */
  collect(id: number): Promise<OrderAnswer | null>;
  /** True: it was not taken, and never will be. */
  withdraw(id: number): Promise<boolean>;
};

const takenAtOnceMax = 100;
const keptMs = 3_600_000;

export function callOrderStore(db: Kysely<Tables>): CallOrders {
  return {
    async give(accountId, callId, wanted, awaited) {
      const { rows } = await sql<{ id: number }>`
        with stale as (
          delete from call_order where given_at < now() - make_interval(secs => ${sql.lit(keptMs / 1_000)})
        )
        insert into call_order (call_id, account_id, wanted, awaited)
        select id, account_id, ${toJsonText(wanted)}::jsonb, ${awaited}::boolean from call
        where id = ${callId} and account_id = ${accountId} and state = 'live'
        returning id`.execute(db);
      return rows[0]?.id ?? null;
    },
    async take(node, held) {
      const { rows } = await sql<TakenRow>`
        with due as materialized (
          select o.id, o.account_id, o.call_id, o.wanted, o.awaited
          from call_order o join call c on c.id = o.call_id
          where o.taken_at is null and c.lease_node = ${node} and c.state = 'live'
            and o.call_id in (select jsonb_array_elements_text(${JSON.stringify(held)}::jsonb))
          order by o.id limit ${sql.lit(takenAtOnceMax)}
          for update of o skip locked
        ), done_with as (
          delete from call_order using due where call_order.id = due.id and not due.awaited
        ), taken as (
          update call_order set taken_at = now() from due where call_order.id = due.id and due.awaited
        )
        select * from due order by id`.execute(db);
      return rows.map(({ id, account_id: accountId, call_id: callId, wanted, awaited }) => ({
        id,
        accountId,
        callId,
        wanted,
        awaited,
      }));
    },
    async answer(id, answer) {
      await db.updateTable('call_order').set({ answer }).where('id', '=', id).execute();
    },
    async collect(id) {
      const collected = await db
        .deleteFrom('call_order')
        .where('id', '=', id)
        .where('answer', 'is not', null)
        .returning('answer')
        .executeTakeFirst();
      return (collected?.answer ?? null) as OrderAnswer | null;
    },
    async withdraw(id) {
      const withdrawn = await db
        .deleteFrom('call_order')
        .where('id', '=', id)
        .where('taken_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return withdrawn !== undefined;
    },
  };
}

type TakenRow = { id: number; account_id: string; call_id: string; wanted: CallOrder; awaited: boolean };

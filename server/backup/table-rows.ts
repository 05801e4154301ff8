/** Reads whole tables a piece at a time, and writes them again as they were: each value as PostgreSQL's own JSON has it. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { Terminal } from '../../contract/errors.ts';
import { restoreMark } from '../store/migrate.ts';
import type { Tables } from '../store/tables.ts';

/** Some rows of a table. `text`: a JSON object a line. */
export type Rows = { table: string; count: number; text: string };

/** About so many bytes are read at once, and rows at first, when their size is not known. */
const pieceBytes = 1_000_000;
const rowsFirst = 50;
const rowsMax = 5_000;

/** All of them but those of the migrations, in an order in which their rows may be written: who is referred to comes first. */
export async function tablesOf(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string; needs: string[] }>`
    select t.relname as name, coalesce(array_agg(r.relname::text) filter (where r.relname <> t.relname), '{}') as needs
    from pg_class t left join pg_constraint c on c.conrelid = t.oid and c.contype = 'f'
      left join pg_class r on r.oid = c.confrelid
    where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r'
      and t.relname not in ('kysely_migration', 'kysely_migration_lock', ${restoreMark})
    group by t.relname order by t.relname`.execute(db);
  const ordered: string[] = [];
  const left = new Map(rows.map(({ name, needs }) => [name, needs]));
  while (left.size > 0) {
    const [free] = [...left].find(([, needs]) => needs.every((name) => ordered.includes(name))) ?? [];
    if (free === undefined) throw new Terminal(`The tables ${[...left.keys()].join(', ')} refer to each other`);
    ordered.push(free);
    left.delete(free);
  }
  return ordered;
}

/** A query's first column, which is JSON, a row at a time; in the transaction whose snapshot it is to be of. */
export async function* rowsOf(
  trx: Transaction<Tables>,
  table: string,
  query = sql`select row_to_json(t)::text as row from ${sql.table(table)} t`,
): AsyncGenerator<Rows> {
  await sql`declare rows_of no scroll cursor for ${query}`.execute(trx);
  for (let next = rowsFirst; ;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(next)} from rows_of`.execute(trx);
    if (rows.length === 0) break;
    const text = rows.map(({ row }) => row.replaceAll('\n', ' ')).join('\n'); // JSON has them between values only.
    yield { table, count: rows.length, text };
    next = Math.max(1, Math.min(rowsMax, Math.floor((pieceBytes * rows.length) / text.length)));
  }
  await sql`close rows_of`.execute(trx);
}

/** @throws Terminal when the rows are not those of the table. */
export async function writeRows(trx: Transaction<Tables>, { table, count, text }: Rows): Promise<void> {
  const columns = sql.join((await columnsOf(trx, table)).map((name) => sql.ref(name)));
  const { numAffectedRows } = await sql`
    insert into ${sql.table(table)} (${columns}) overriding system value
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${asArray(text)}::json)`.execute(trx);
  if (numAffectedRows !== BigInt(count)) throw new Terminal(`${table} took ${numAffectedRows} of ${count} rows`);
}

export function asArray(text: string): string {
  return `[${text.split('\n').join(',')}]`;
}

/** Columns that count by themselves go on behind the rows that were written. */
export async function setCounters(trx: Transaction<Tables>): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES'`.execute(trx);
  for (const { table, column } of rows) {
    const sequence = sql`pg_get_serial_sequence(quote_ident(${table}), ${column})`;
    await sql`select setval(${sequence}, max(${sql.ref(column)})) from ${sql.table(table)}`.execute(trx);
  }
}

/** Without those that the database computes by itself. */
async function columnsOf(trx: Transaction<Tables>, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} and is_generated = 'NEVER'
    order by ordinal_position`.execute(trx);
  return rows.map(({ name }) => name);
}

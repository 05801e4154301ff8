import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase, type Where } from '../database.ts';
import { newId } from '../ids.ts';
import { openStore, type Store } from '../store.ts';
import { findPostgres, startPostgres, type TestServer } from './postgres.ts';

/** What a test may ask for; whatever it opens is closed after it. */
export type TestDatabases = {
  /** A store on an empty database. */
  store(): Promise<Store>;
  /** Another node on the same database: on PGlite, which has one process, the same store. */
  anotherNode(): Promise<Store>;
  /** An empty database as it comes, without tables. */
  open(options?: DatabaseOptions): Promise<Database>;
};

/** Runs the same tests on PGlite and on a PostgreSQL server. */
export function onEachDatabase(title: string, tests: (databases: TestDatabases) => void): void {
  describe(`${title}, on PGlite`, () => tests(onPglite()));
  onServer(`${title}, on PostgreSQL`, tests);
}

/** Runs tests that need a server; without one they are skipped, or fail when RINGOFF_REQUIRE_PEERS is 1. */
export function onServer(title: string, tests: (databases: ServerDatabases) => void): void {
  const source = findPostgres();
  const missing = 'missing' in source ? source.missing : null;
  const skip = missing !== null && process.env['RINGOFF_REQUIRE_PEERS'] !== '1';
  describe.skipIf(skip)(skip ? `${title} (skipped: ${missing})` : title, () => {
    tests(
      onPostgres(async () => {
        if ('missing' in source) throw new Error(source.missing);
        return startPostgres(source);
      }),
    );
  });
}

export type ServerDatabases = TestDatabases & {
  /** The address of a new, empty database. */
  create(): Promise<{ url: string }>;
};

/** A new PGlite takes seconds: one in memory serves all tests, emptied before each. */
function onPglite(): TestDatabases {
  let shared: Store;
  const opened = closedAfterEach();
  beforeAll(async () => {
    shared = await openStore({ memory: true });
  });
  afterAll(() => shared?.close());
  const store = async (): Promise<Store> => {
    await sql`truncate account cascade`.execute(shared.db);
    await sql`delete from pgboss.job`.execute(shared.db);
    await sql`insert into account (id, name) values ('acc_default', 'Default')`.execute(shared.db);
    return shared;
  };
  return {
    store,
    anotherNode: async () => shared,
    open: async (options) => opened(await openDatabase({ memory: true }, options)),
  };
}

/** A database for each test, on one server. */
function onPostgres(start: () => Promise<TestServer>): ServerDatabases {
  let server: TestServer;
  let admin: pg.Client;
  let where: Where & { url: string };
  const opened = closedAfterEach();
  beforeAll(async () => {
    server = await start();
    admin = new pg.Client(server.url);
    await admin.connect();
  });
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });
  const create = async (): Promise<{ url: string }> => {
    const name = newId('call').replace('call', 'ringoff_test');
    await admin.query(`create database ${name}`);
    opened({ close: async () => void (await admin.query(`drop database ${name} with (force)`)) });
    const url = new URL(server.url);
    url.pathname = name;
    return { url: url.href };
  };
  return {
    create,
    store: async () => {
      where = await create();
      return opened(await openStore(where));
    },
    anotherNode: async () => opened(await openStore(where)),
    open: async (options) => opened(await openDatabase(await create(), options)),
  };
}

type Closing = { close(): Promise<void> };

function closedAfterEach(): <T extends Closing>(thing: T) => T {
  const things: Closing[] = [];
  afterEach(async () => {
    for (const thing of things.splice(0).reverse()) await thing.close();
  });
  return (thing) => {
    things.push(thing);
    return thing;
  };
}

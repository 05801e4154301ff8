/** A server that goes down at the worst moment, played by a socket that speaks as much of the protocol as that needs. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Retryable } from '../../../contract/errors.ts';
import { postgresPool } from './pool.ts';

/** PostgreSQL's documentation, "Message Formats". */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const accepted = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]);
const goesDown = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'));

let server: Server;
beforeEach(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([accepted, goesDown])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

test('a server that goes down in the breath in which it accepts is an error like any other, and ends no process', async () => {
  const { port } = server.address() as AddressInfo;
  const url = `postgres://ringoff@127.0.0.1:${port}/ringoff`;
  const pool = postgresPool({ url, idleTransactionMs: 1_000, onError: () => {} });
  const db = new Kysely({ dialect: pool.dialect });
  await expect(sql`select 1`.execute(db)).rejects.toBeInstanceOf(Retryable);
  await db.destroy();
});

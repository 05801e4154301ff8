// PGlite runs a query on the thread that asks for it, so it gets a thread of its own.
import { type messages, PGlite, types } from '@electric-sql/pglite';
import { parentPort, workerData } from 'node:worker_threads';
import { join } from 'node:path';
import { toNumber } from '../numbers.ts';
import { DurableNodeFS } from './durable-fs.ts';
import type { Failure, Request, Response, Settings } from './protocol.ts';
import { type Connection, Statements } from './statements.ts';

const { folder, idleTransactionMs } = workerData as Settings;
const port = parentPort!;
const send = (response: Response): void => port.postMessage(response);

try {
  const pg = await open();
  serve(pg, new Statements(endingWhenBroken(pg), idleTransactionMs));
  send({ ready: true });
} catch (error) {
  send({ unopened: failure(error) });
}

async function open(): Promise<PGlite> {
  const parsers = { [types.INT8]: toNumber };
  if (folder === null) return PGlite.create({ parsers });
  const files = new DurableNodeFS(join(folder, 'pg'));
  const pg = await PGlite.create({
    fs: files,
    startParams: PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'), // -F means fsync off.
    parsers,
    postgresqlconf: ['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB'],
  });
  files.opened();
  return pg;
}

function serve(pg: PGlite, statements: Statements): void {
  const listening = new Map<string, () => Promise<void>>();

  const answer = async (request: Request): Promise<unknown> => {
    switch (request.op) {
      case 'query':
        return statements.query(request.sql, request.parameters, request.transaction);
      case 'exec':
        return statements.exec(request.sql, request.transaction);
      case 'begin':
        return statements.begin(request.id, request.sql);
      case 'commit':
        return statements.commit(request.transaction);
      case 'rollback':
        return statements.rollback(request.transaction);
      case 'listen':
        return statements.between(() => listen(request.channel));
      case 'unlisten':
        return statements.between(() => unlisten(request.channel));
      case 'close':
        return statements.close();
    }
  };

  const listen = async (channel: string): Promise<void> => {
    listening.set(channel, await pg.listen(channel, (payload) => send({ channel, payload })));
  };

  const unlisten = async (channel: string): Promise<void> => {
    await listening.get(channel)?.();
    listening.delete(channel);
  };

  port.on('message', async (request: Request) => {
    try {
      send({ id: request.id, ok: true, value: await answer(request) });
    } catch (error) {
      send({ id: request.id, ok: false, failure: failure(error) });
    } finally {
      if (request.op === 'close') port.close();
    }
  });
}

/**
 * A broken PGlite gets no further statement, which might never return: each is refused with the first reason. The port is
 * closed, so that the thread ends by itself when the last of them has heard it; to end it from within, in the midst of
 * WebAssembly, could take the process along.
 */
function endingWhenBroken(pg: PGlite): Connection {
  let broken: { readonly reason: unknown } | null = null;
  const watch = async <T>(work: () => Promise<T>): Promise<T> => {
    if (broken) throw broken.reason;
    try {
      return await work();
    } catch (error) {
      if (isBroken(error) && !broken) {
        broken = { reason: error };
        send({ broken: failure(error) });
        port.close();
      }
      throw error;
    }
  };
  return {
    query: (...args) => watch(() => pg.query(...args)),
    exec: (...args) => watch(() => pg.exec(...args)),
    close: () => watch(() => pg.close()),
  };
}

/**
 * PostgreSQL would restart itself after a PANIC, and so it would on a WebAssembly trap. After a full disk only a table
 * that could not grow (md.c) is known to leave the rest whole: when the WAL has no room, PGlite's next statement hangs.
 */
function isBroken(error: unknown): boolean {
  const { code, severity, file } = error as Partial<messages.DatabaseError>;
  if (['RuntimeError', 'ExitStatus'].includes((error as Error).name)) return true;
  return severity === 'PANIC' || severity === 'FATAL' || (code === '53100' && file !== 'md.c');
}

function failure(error: unknown): Failure {
  const { message, code, constraint, table, column } = error as Failure;
  return { message: message ?? String(error), code, constraint, table, column };
}

import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { databaseError } from '../database-errors.ts';
import type { Hearer, Notices } from '../notices.ts';

const channel = 'ringoff';
const againMsMin = 250;
const againMsMax = 5_000;
const connectMsMax = 5_000;
/** A connection that died without a word is found by asking whether it still listens. */
const askEveryMs = 10_000;
const answerMsMax = 5_000;

export type PostgresNoticesOptions = {
  url: string;
  tell(channel: string, text: string): Promise<void>;
  /** Hears of the first failure of each absence. */
  onError: (error: Error) => void;
};

/**
 * By LISTEN and NOTIFY. One connection of its own listens, from the first hearer on until the close, and is made anew
 * when it breaks. A proxy that shares connections among sessions (PgBouncer by transaction) carries none of it.
 */
export function postgresNotices({ url, tell, onError }: PostgresNoticesOptions): Notices {
  const hearers = new Set<Hearer>();
  const stopped = new AbortController();
  let hearing = false;
  let loop: Promise<void> | null = null;

  async function listenAlways(): Promise<void> {
    for (let failures = 0; !stopped.signal.aborted; failures++) {
      try {
        await listen(() => (failures = 0));
      } catch (error) {
        if (!stopped.signal.aborted && failures === 0) onError(databaseError(error, 'server'));
      }
      hearing = false;
      await rest(Math.min(againMsMax, againMsMin * 2 ** failures));
    }
  }

  /** Until the connection is gone. */
  async function listen(onListening: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'ringoff notices',
      keepAlive: true,
      connectionTimeoutMillis: connectMsMax,
      query_timeout: answerMsMax,
    });
    const gone = Promise.withResolvers<never>();
    gone.promise.catch(() => {}); // It may be gone before anybody waits for that.
    client.on('error', gone.reject);
    client.on('end', () => gone.reject(new Error('the connection that listens ended')));
    client.on('notification', ({ payload = '' }) => {
      for (const hearer of hearers) hearer.onNotice(payload);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      hearing = true;
      onListening();
      for (const hearer of hearers) hearer.onHearing();
      while (!stopped.signal.aborted) {
        await Promise.race([rest(askEveryMs), gone.promise]);
        if (!stopped.signal.aborted) await stillListens(client);
      }
    } finally {
      // Without waiting: the end of a connection that died without a word never comes.
      void client.end().catch(() => {});
    }
  }

  const rest = (ms: number): Promise<void> =>
    pause(ms, undefined, { signal: stopped.signal, ref: false }).catch(() => {});

  return {
    tell: (text) => tell(channel, text),
    hear(hearer) {
      hearers.add(hearer);
      if (hearing) hearer.onHearing();
      loop ??= listenAlways();
      return () => void hearers.delete(hearer);
    },
    async close() {
      stopped.abort();
      hearers.clear();
      await loop;
    },
  };
}

/** A server that was reset behind a proxy answers, and has forgotten. */
async function stillListens(client: pg.Client): Promise<void> {
  const { rows } = await client.query('select 1 from pg_listening_channels() as listened where listened = $1', [
    channel,
  ]);
  if (rows.length === 0) throw new Error('the server no longer listens for us');
}

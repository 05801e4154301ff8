/** What the main thread and PGlite's thread say to each other. `id` pairs an answer with its request. */
export type Request =
  | { id: number; op: 'query'; transaction?: number; sql: string; parameters: readonly unknown[] }
  | { id: number; op: 'exec'; transaction?: number; sql: string } // Several statements, no parameters.
  | { id: number; op: 'begin'; sql: string } // The request's id becomes the transaction's.
  | { id: number; op: 'commit' | 'rollback'; transaction: number }
  | { id: number; op: 'listen' | 'unlisten'; channel: string }
  | { id: number; op: 'close' };

export type Response =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; failure: Failure }
  | { channel: string; payload: string } // NOTIFY
  | { ready: true }
  | { broken: Failure } // The thread ends: PGlite is of no use any more, what is in the folder is.
  | { unopened: Failure };

export type Rows = { rows: Record<string, unknown>[]; affected?: number };

/** An error on its way between the threads. PostgreSQL's `detail` stays behind: it quotes rows. */
export type Failure = { message: string; code?: string; constraint?: string; table?: string; column?: string };

/** `folder` null: in memory, gone at close. */
export type Settings = { folder: string | null; idleTransactionMs: number };

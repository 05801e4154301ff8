/** Messages that leave once: their intent is committed before they are sent. Source: design ending.md section 10. */
import type { MessageState } from '../contract/call.ts';

export type MessageKind = 'sms' | 'email';
export type MessageKey = { accountId: string; callId: string; kind: MessageKind };

/** What stands in the intent, so that another process can look for the message. */
export type Intended = Pick<MessageState, 'text' | 'provider' | 'consent'> & { from: string; to: string };

/**
 * `absent`: nothing was begun. `interrupted`: it was begun by a process that is taken to be dead, and nobody knows what
 * came of it. `settled`: what came of it.
 */
export type KnownMessage =
  | { now: 'absent' }
  | { now: 'interrupted'; intended: Intended; begunAt: Date }
  | { now: 'settled'; state: MessageState };

export type Outbox = {
  /** Throws Retryable while another process is sending it. */
  look(key: MessageKey): Promise<KnownMessage>;
  /** Commits the intent; from now on it is ours to send. False: it was begun meanwhile. */
  begin(key: MessageKey, intended: Intended): Promise<boolean>;
  settle(key: MessageKey, state: MessageState): Promise<void>;
  /** It surely did not leave, and may be begun anew. */
  takeBack(key: MessageKey): Promise<void>;
};

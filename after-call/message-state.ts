/** What is kept of a message after a call, in its record. */
import type { MessageState, UnsentWhy } from '../contract/call.ts';

/** What is known of a message before it is decided whether it leaves. */
export type Draft = Pick<MessageState, 'text' | 'provider' | 'consent'>;

const nothing: Draft = { text: null, provider: null, consent: null };

export function unsent(why: UnsentWhy, parts: Partial<Draft> & { detail?: string | null } = {}): MessageState {
  const { detail = null, ...draft } = parts;
  return { ...nothing, ...draft, state: 'unsent', why, detail, message_id: null, at: now() };
}

export function sent(messageId: string | null, draft: Draft): MessageState {
  return { ...draft, state: 'sent', why: null, detail: null, message_id: messageId, at: now() };
}

/** It may have left: nobody can tell, and it is not sent again. */
export function unknown(draft: Partial<Draft>): MessageState {
  const lost = { why: 'outcome_unknown' as const, detail: null, message_id: null };
  return { ...nothing, ...draft, state: 'unknown', ...lost, at: now() };
}

const now = (): string => new Date().toISOString();

/** An INVITE that has no final answer, as plain data: with it another process can cancel the call. Source: RFC 3261 section 9.1, ending.md section 10. */
import type { Dialog } from './dialog.ts';
import type { Header, SipRequest } from './message.ts';
import type { Hop } from './wire.ts';

export type SentInvite = {
  uri: string;
  /** What its CANCEL repeats, the Via with its branch among them, and what a dialog is made from. */
  headers: Header[];
  /** Where it was sent. */
  to: Hop;
  /** Which of our accounts knows the password, if one is asked for. */
  account: string | null;
  /** Branches that named their side before they answered. */
  early: Dialog[];
};

const kept = new Set(['via', 'from', 'to', 'call-id', 'cseq', 'max-forwards', 'route']);

export function sentInvite(invite: SipRequest, parts: Omit<SentInvite, 'uri' | 'headers'>): SentInvite {
  return { uri: invite.uri, headers: invite.headers.filter(([name]) => kept.has(name)), ...parts };
}

export function isSentInvite(snapshot: Dialog | SentInvite): snapshot is SentInvite {
  return 'early' in snapshot;
}

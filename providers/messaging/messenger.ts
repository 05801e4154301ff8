/** Who carries text messages: one vendor a file. */
import { Terminal } from '../../contract/errors.ts';

/** `id`: ours, the same for every attempt. `to` and `from` with + and country code; `from` may be a sender's id at the vendor. */
export type TextMessage = { id: string; from: string; to: string; text: string };

/**
 * Requests are bounded in time by themselves. They throw Retryable (it did not leave, try again), OutcomeUnknown (nobody
 * can tell), Terminal (refused) or BadConfig (our credentials are wrong), none of which holds a number or words.
 */
export type Messenger = {
  readonly id: 'twilio' | 'telnyx' | 'log';
  /** One POST. Answers the vendor's id of the message, null where it gives none. Throws Stopped as well. */
  send(message: TextMessage, signal: AbortSignal): Promise<string | null>;
  /**
   * The vendor's id of this very message when it was sent since, after an unknown outcome. Null: it is not there, or the
   * vendor has no list; it is not sent again either way.
   */
  find(message: TextMessage, since: Date, signal: AbortSignal): Promise<string | null>;
};

/** The number has told the vendor that it wants no messages. */
export class Stopped extends Terminal {
  override name = 'Stopped';
}

/** A message that came in: `stop` and `start` by the words that carriers know for them. */
export type InboundText = { from: string; wish: 'stop' | 'start' | null };

const stopWords: ReadonlySet<string> = new Set([
  'stop',
  'stopall',
  'stop all',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'revoke',
  'optout',
  'opt out',
]);
const startWords: ReadonlySet<string> = new Set(['start', 'unstop', 'yes']);

/**
 * The whole message is one of the words. Source: Twilio "Support for opt-out keywords", Telnyx "Opt-out keywords and
 * handling" (each carrier answers the sender itself).
 */
export function wishOf(text: string): InboundText['wish'] {
  const word = text
    .toLowerCase()
    .replace(/[^\p{L}\s]/gu, '')
    .trim()
    .replace(/\s+/g, ' ');
  if (stopWords.has(word)) return 'stop';
  return startWords.has(word) ? 'start' : null;
}

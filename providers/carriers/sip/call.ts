/** One SIP call as its owner sees it. What happens to it is told in the words of AudioLegEvent, ready to be passed on. */
import type { AudioLegEvent } from '../audio-leg.ts';
import type { Dialog } from './dialog.ts';
import type { Media } from './media.ts';
import type { ReceivedRequest } from './message.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { Hop } from './wire.ts';

/** Nothing comes after `leg.ended`; a hang-up that led to it is answered right before. */
export type SipCallEvent = Extract<
  AudioLegEvent,
  {
    type:
      | 'leg.rang'
      | 'leg.answered'
      | 'leg.ended'
      | 'leg.held'
      | 'leg.resumed'
      | 'caller.pressed'
      | 'transfer.completed'
      | 'transfer.failed'
      | 'hang_up.answered';
  }
>;

export type SipCall = {
  /** Unique in this process, and of no meaning. */
  readonly id: string;
  /** Set once; what came before is told then. */
  onEvent(handler: (event: SipCallEvent) => void): void;
  /**
   * Drops the call in the way of its state: BYE, CANCEL, or a refusal. Each attempt gets one `hang_up.answered`; an
   * attempt while another one is on its way shares its answer. Silent once the call has ended.
   */
  hangUp(attempt: number): void;
  /** Asks the far end to call this URI instead (REFER). Told by `transfer.completed` or `transfer.failed`. */
  transfer(to: string): void;
  /** Plain data that another process can hang this call up with; null before it was answered. */
  snapshot(): Dialog | null;
};

export type InboundCall = SipCall & {
  readonly invite: Invite;
  /** 180; again each minute, so that nobody on the way gives up. */
  ring(): void;
  /** 200 with our side of the sound. `leg.answered` follows when their ACK has come. The call closes the media. */
  answer(media: Media): void;
  refuse(status: number): void;
};

/** Who calls, as plain data. None of it is proved, but for the account and, over TCP, the address. */
export type Invite = {
  from: CallParty;
  to: CallParty;
  /** The user part of the request line: the number or extension that was dialled. */
  dialled: string;
  /** P-Asserted-Identity: what a trunk says who calls. */
  asserted: CallParty | null;
  source: Hop;
  /** The name that answered our challenge. */
  account: string | null;
};

export type CallParty = { display: string | null; user: string; host: string };

/** What the agent hands on to a call: messages that are meant for it. */
export type CallInside = {
  receive(request: ReceivedRequest, transaction: ServerTransaction): void;
  acknowledged(ack: ReceivedRequest): void;
  cancelled(): void;
  /** The process stops. Bounded in time. */
  close(): Promise<void>;
};

/** Events until somebody listens, and nothing after the end. */
export function callEvents(): { emit(event: SipCallEvent): void; onEvent: SipCall['onEvent'] } {
  const early: SipCallEvent[] = [];
  let handler: ((event: SipCallEvent) => void) | null = null;
  let ended = false;
  return {
    emit(event) {
      if (ended) return;
      ended = event.type === 'leg.ended';
      if (handler) handler(event);
      else if (early.length < earlyMax || ended) early.push(event);
    },
    onEvent(listener) {
      if (handler) return;
      handler = listener;
      for (const event of early.splice(0)) listener(event);
    },
  };
}

const earlyMax = 100;

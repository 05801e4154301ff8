/** What a telephone carrier is to Ringoff: it connects legs, says who is calling and drops them. One vendor a file. Source: design architecture.md, "A carrier in one file". */
import type { CarrierLine } from '../../contract/routes/calls.ts';
import type { Party, Proof } from '../../engine/reasons.ts';

/** The carrier's own id of a leg: Twilio's CallSid, Telnyx's call control id. */
export type LegId = string;

/**
 * Requests are bounded in time by themselves, whatever the signal does. They throw Retryable (try again), Terminal
 * (the carrier refuses) or BadConfig (our credentials are wrong), none of which holds anybody's number or words.
 */
export type Carrier = {
  readonly id: string;
  readonly can: {
    /** It tells when what we sent was played. */
    playbackMarks: boolean;
    transfer: boolean;
    detectVoicemail: boolean;
    /** The strongest proof of a hang-up that it can give. */
    bestProof: Proof;
  };
  /** Is this really the carrier speaking? For webhooks, and for the upgrade of a WebSocket where the carrier signs it. */
  verify(request: SignedRequest): boolean;
  /**
   * One POST for each committed intent. Throws OutcomeUnknown when nobody can tell whether the call was made: it is
   * then adopted by its callback or from the carrier's list, never dialled again (ending.md section 10).
   */
  dial(intent: DialIntent, signal: AbortSignal): Promise<LegId>;
  /** Drops the leg. "Already ended" is an answer, not an error. */
  hangUp(leg: LegId, signal: AbortSignal): Promise<Proof>;
  /**
   * Connects the far end with somebody else. Resolves when the carrier has taken the order: what becomes of it is told by
   * callbacks (TransferReport). The relay session or media stream may end with it.
   */
  transfer(leg: LegId, order: TransferOrder, signal: AbortSignal): Promise<void>;
  /** For proof, and for the watchdog. */
  legState(leg: LegId, signal: AbortSignal): Promise<LegState>;
};

/** A request as the carrier made it. */
export type SignedRequest = {
  method: string;
  /** As the carrier saw it: PUBLIC_URL with the request's own path and query, `wss:` for an upgrade. */
  url: string;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body's text, untouched; empty when there is none. */
  body: string;
};

/** An outbound call that was decided on and stored before it is dialled. */
export type DialIntent = {
  /** Ours and unique: the idempotency key where the carrier has one. */
  id: string;
  from: string;
  to: string;
  /** Asked what to do once the far end has answered, by carriers that ask. */
  answerUrl: string;
  /** What is to be opened then, and its `wss:` address, for carriers that open it by themselves. */
  line: CarrierLine;
  socketUrl: string;
  /** Told of ringing, answer and end. Holds enough to find the intent again. */
  statusUrl: string;
  /** Null leaves it to the carrier. */
  ringMsMax: number | null;
  callMsMax: number | null;
  /** `after_greeting`: told when the machine has said its own, so that a message can be left. */
  detectVoicemail: 'off' | 'at_once' | 'after_greeting';
};

/** `to`: a number, or a `sip:` address. `reportUrl` is told what becomes of it, and asked what comes after. */
export type TransferOrder = { to: string; ringMsMax: number; reportUrl: string };

/**
 * `answered`: they are connected; `failed`: they never were; `over`: nothing more comes of it. `asksNext`: our
 * session is over, and our answer says what becomes of the leg.
 */
export type TransferReport = {
  leg: LegId;
  outcome: 'answered' | 'failed' | 'over';
  detail: string;
  asksNext: boolean;
};

/** Our word for the state of a leg, and the carrier's own beside it. */
export type LegState = { state: 'ringing' | 'up' | 'down' | 'unknown'; raw: string };

/** What a callback says of a leg. Callbacks come doubled, late and out of order. */
export type LegReport = LegState & {
  leg: LegId;
  /** Who dropped it; null when the carrier does not tell. */
  by: Party | null;
  /** Why it is down, in the carrier's words. */
  cause: string;
  /** It is down because something broke. */
  failed: boolean;
  /** What voicemail detection says. `machine_ready`: its greeting is over, and a message can be left. */
  answeredBy: 'human' | 'machine' | 'machine_ready' | 'unknown' | null;
  /** The relay session is over: in an orderly way, or `lost` because its socket broke. The leg may still be up. */
  session: 'over' | 'lost' | null;
};

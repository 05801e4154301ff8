/** The sound beside a SIP dialog: what offer and answer must know of it, and tell it. Source: RFC 3264, RFC 3551, RFC 4733. */

/** Opened before an offer or answer is written, since that names its port. */
export type Media = {
  /** Where we receive RTP; RTCP is one port above. */
  readonly local: { address: string; port: number };
  /** After each offer and answer, also a later one (hold, resume, another address). */
  connect(remote: MediaTarget): void;
  /** Lets go of the ports. */
  close(): void;
};

export type MediaTarget = {
  address: string;
  port: number;
  codec: 'PCMU' | 'PCMA';
  /** The payload types of the negotiated codec, and of RFC 4733 events where the far end takes them. */
  payload: number;
  events: number | null;
  /** False while the far end has us on hold: it hears nothing. */
  sends: boolean;
  /** False while it sends nothing to us. */
  receives: boolean;
};

/** What carries messages: UDP, TCP, or a network in memory. */
export type TransportName = 'udp' | 'tcp';

/** Where a message goes or came from. */
export type Hop = {
  transport: TransportName;
  /** An IP address. */
  address: string;
  port: number;
  /** The TCP connection to use while it lives. */
  connection?: number;
};

export type Wire = {
  readonly transport: TransportName;
  /** Where it listens. */
  readonly local: { address: string; port: number };
  /** `onFail` is called, at most once, when the message certainly did not leave; UDP rarely knows. */
  send(bytes: Buffer, to: Hop, onFail: () => void): void;
  close(): Promise<void>;
};

/** Takes what comes, at any time and of any content. It does not throw. */
export type OnBytes = (bytes: Buffer, from: Hop) => void;

/** Whether the two stand at the same place; a TCP port of the far end says nothing. */
export function sameHost(a: Hop, b: Hop): boolean {
  return a.transport === b.transport && a.address === b.address;
}

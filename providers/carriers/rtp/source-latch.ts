/**
 * Where sound really comes from, and so where ours goes: symmetric RTP (RFC 4961). A phone behind a translator names an
 * address in its SDP that leads nowhere; its packets show the right one. So does a stranger's packet, therefore:
 *
 * - packets from the address that the SDP names are taken at once, and settle it;
 * - another source must send three packets that follow each other (same source, same SSRC, next sequence number);
 * - once settled it stays, unless the address of the SDP speaks up after all; packets of others are dropped;
 * - a new offer or answer opens it again, and the source of before then needs no proof.
 */
export type Source = { address: string; port: number };

export type SourceLatch = {
  /** Where to send, from the beginning the address of the SDP. */
  readonly remote: Source;
  /** A new offer or answer. */
  open(signalled: Source): void;
  /** Whether this packet comes from the far end. */
  takes(source: Source, ssrc: number, sequence: number): boolean;
};

const inSequenceMin = 3;

export function sourceLatch(signalled: Source): SourceLatch {
  let named = signalled;
  let remote = signalled;
  let settled = false;
  let candidate: (Source & { ssrc: number; next: number; count: number }) | null = null;

  const settle = (source: Source): true => {
    remote = { address: source.address, port: source.port };
    settled = true;
    candidate = null;
    return true;
  };

  return {
    get remote() {
      return remote;
    },
    open(next) {
      if (!same(next, named)) remote = next;
      named = next;
      settled = false;
      candidate = null;
    },
    takes(source, ssrc, sequence) {
      if (same(source, remote) || same(source, named)) return settle(source);
      if (settled) return false;
      const follows = candidate && same(source, candidate) && candidate.ssrc === ssrc && candidate.next === sequence;
      const count: number = candidate && follows ? candidate.count + 1 : 1;
      if (count >= inSequenceMin) return settle(source);
      candidate = { ...source, ssrc, next: (sequence + 1) & 0xffff, count };
      return false;
    },
  };
}

const same = (one: Source, other: Source): boolean => one.port === other.port && one.address === other.address;

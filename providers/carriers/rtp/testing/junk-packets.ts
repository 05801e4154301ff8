/** Packets that nobody should send, from a seed: noise, and good packets of RTP and RTCP with something wrong in them. */
import { writeRtp } from '../packet.ts';
import { writeRtcp } from '../rtcp.ts';

/** Gives one after the other, without end; the same seed gives the same. */
export function* junkPackets(seed: number): Generator<Buffer, never> {
  const next = numbersFrom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  for (;;) yield spoilt(chosen(below), below);
}

type Below = (limit: number) => number;

function chosen(below: Below): Buffer {
  const kind = below(4);
  if (kind === 0) return noise(below, below(60));
  if (kind === 1) return report(below);
  return packet(below, kind === 2 ? 160 : 4);
}

function packet(below: Below, length: number): Buffer {
  return writeRtp({
    payloadType: [0, 8, 13, 101, below(128)][below(5)]!,
    marker: below(2) === 1,
    sequence: below(3) === 0 ? below(65_536) : below(40),
    timestamp: below(3) === 0 ? below(2 ** 32) : below(40) * 160,
    ssrc: below(3) === 0 ? below(2 ** 32) : below(2),
    payload: noise(below, below(8) === 0 ? below(400) : length),
  });
}

function report(below: Below): Buffer {
  const number = (): number => below(2 ** 32);
  const block = {
    ssrc: number(),
    fractionLost: below(256),
    lost: below(2 ** 23),
    highestSequence: number(),
    jitter: number(),
    lastReport: number(),
    sinceLastReport: number(),
  };
  const sender = { ntp: BigInt(number()) << 16n, timestamp: number(), packets: number(), bytes: number() };
  return writeRtcp({
    ssrc: number(),
    cname: 'x'.repeat(below(40)),
    sender: below(2) ? sender : null,
    block: below(2) ? block : null,
    bye: below(4) === 0,
  });
}

/** Left as it is, cut, with other bits, or with more behind it. */
function spoilt(bytes: Buffer, below: Below): Buffer {
  const kind = below(4);
  if (kind === 0 || bytes.length === 0) return bytes;
  if (kind === 1) return bytes.subarray(0, below(bytes.length));
  if (kind === 2) return Buffer.concat([bytes, noise(below, below(200))]);
  const changed = Buffer.from(bytes);
  for (let count = below(4); count >= 0; count--) changed[below(Math.min(16, changed.length))] = below(256);
  return changed;
}

function noise(below: Below, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => below(256)));
}

/** Mulberry32. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

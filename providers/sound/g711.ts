/** G.711: 16-bit samples to one byte each and back, by table. Source: ITU-T G.711 (11/88), tables 1 and 2. */

/** By the names of RFC 3551: µ-law and A-law. */
export type G711Codec = 'PCMU' | 'PCMA';

/** A sample that lies on a decision value takes the louder code. */
export function encodeG711(codec: G711Codec, pcm: Int16Array): Buffer {
  const codes = tables[codec].codes;
  const bytes = Buffer.allocUnsafe(pcm.length);
  for (let at = 0; at < pcm.length; at++) bytes[at] = codes[pcm[at]! + 32_768]!;
  return bytes;
}

export function decodeG711(codec: G711Codec, bytes: Uint8Array): Int16Array {
  const samples = tables[codec].samples;
  const pcm = new Int16Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) pcm[at] = samples[bytes[at]!]!;
  return pcm;
}

const tables: Readonly<Record<G711Codec, { codes: Uint8Array; samples: Int16Array }>> = {
  PCMU: { codes: codesBy(muLawCode), samples: Int16Array.from({ length: 256 }, (_, code) => muLawSample(code)) },
  PCMA: { codes: codesBy(aLawCode), samples: Int16Array.from({ length: 256 }, (_, code) => aLawSample(code)) },
};

function codesBy(codeOf: (sample: number) => number): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, index) => codeOf(index - 32_768));
}

/** Sign, three bits of segment and four of step, all inverted on the wire. The law has 14 bits, ours has two more. */
function muLawCode(sample: number): number {
  const bias = 132;
  const magnitude = Math.min(Math.abs(sample), 32_635) + bias;
  const segment = 24 - Math.clz32(magnitude);
  const step = (magnitude >> (segment + 3)) & 15;
  return ~((sample < 0 ? 128 : 0) | (segment << 4) | step) & 255;
}

function muLawSample(wire: number): number {
  const code = ~wire & 255;
  const magnitude = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return code & 128 ? -magnitude : magnitude;
}

/** Like µ-law with 13 bits, no bias and two straight segments at the bottom; every second bit is inverted on the wire. */
function aLawCode(sample: number): number {
  const magnitude = Math.min(sample < 0 ? -sample : sample, 32_767);
  const segment = Math.max(0, 24 - Math.clz32(magnitude));
  const step = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 15;
  return ((sample < 0 ? 0 : 128) | (segment << 4) | step) ^ 0x55;
}

function aLawSample(wire: number): number {
  const code = wire ^ 0x55;
  const segment = (code >> 4) & 7;
  const step = (code & 15) << 4;
  const magnitude = segment === 0 ? step + 8 : (step + 264) << (segment - 1);
  return code & 128 ? magnitude : -magnitude;
}

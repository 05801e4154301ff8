import { expect, test } from 'vitest';
import { decodeG711, encodeG711, type G711Codec } from './g711.ts';

const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code);

/** From the top of the tables of G.711: decision values, then the value between each two, in the law's own units. */
const laws = {
  // 14 bits; table 2a: the ends of the segments and what their first and last steps give.
  PCMU: {
    unit: 4,
    edges: [8159, 4063, 2015, 991, 479, 223, 95, 31],
    top: [8031, 3999, 1983, 975, 471, 219, 93, 30],
    firstOfSegment: [4191, 2079, 1023, 495, 231, 99, 33],
    loudest: { positive: 0x80, negative: 0x00 },
  },
  // 13 bits; table 1a.
  PCMA: {
    unit: 8,
    edges: [4096, 2048, 1024, 512, 256, 128, 64],
    top: [4032, 2016, 1008, 504, 252, 126, 63],
    firstOfSegment: [2112, 1056, 528, 264, 132, 66],
    loudest: { positive: 0xaa, negative: 0x2a },
  },
} as const;

const codecs: G711Codec[] = ['PCMU', 'PCMA'];

test.each(codecs)('%s decodes to the values of its table', (codec) => {
  const { unit, top, firstOfSegment, loudest } = laws[codec];
  const samples = [...decodeG711(codec, everyCode)];
  for (const value of [...top, ...firstOfSegment]) {
    expect(samples, `${value}`).toContain(value * unit);
    expect(samples, `-${value}`).toContain(-value * unit);
  }
  expect(samples[loudest.positive]).toBe(top[0] * unit);
  expect(samples[loudest.negative]).toBe(-top[0] * unit);
  expect(new Set(samples).size).toBe(codec === 'PCMU' ? 255 : 256); // µ-law has two zeros.
});

test.each(codecs)('%s encodes by the decision values of its table', (codec) => {
  const { unit, edges, top, firstOfSegment } = laws[codec];
  const coded = (value: number): number => decodeG711(codec, encodeG711(codec, Int16Array.of(value)))[0]! / unit;
  for (const [index, edge] of edges.slice(1).entries()) {
    expect(coded(edge * unit), `at ${edge}`).toBe(firstOfSegment[index]);
    expect(coded(edge * unit - 1), `below ${edge}`).toBe(top[index + 1]);
    expect(coded(-edge * unit), `at -${edge}`).toBe(-firstOfSegment[index]!);
    expect(coded(-edge * unit + 1), `above -${edge}`).toBe(-top[index + 1]!);
  }
  expect([coded(32_767), coded(-32_768)]).toEqual([top[0], -top[0]]);
});

test.each(codecs)('%s gives a code back for what it decodes to, and never misses by more than half a step', (codec) => {
  const samples = decodeG711(codec, everyCode);
  expect([...decodeG711(codec, encodeG711(codec, samples))]).toEqual([...samples]);
  const all = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
  const back = decodeG711(codec, encodeG711(codec, all));
  const loud = laws[codec].edges[0] * laws[codec].unit;
  const misses = all.filter((value, index) => Math.abs(back[index]! - value) > (Math.abs(value) + 132) / 32);
  expect([...misses].filter((value) => Math.abs(value) < loud && Math.abs(value) >= 128)).toEqual([]);
});

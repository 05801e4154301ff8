/** Reports about what was sent and what arrived. Source: RFC 3550 section 6. */

/** What one side tells of the stream that it receives. */
export type ReportBlock = {
  /** Whose stream. */
  ssrc: number;
  /** Of 256 packets, since the last report. */
  fractionLost: number;
  /** Since the beginning; negative when duplicates came. */
  lost: number;
  /** The highest sequence number that arrived; the upper 16 bits count how often it wrapped. */
  highestSequence: number;
  /** In samples. */
  jitter: number;
  /** Of the last sender report: the middle 32 bits of its time, and the delay since, in 1/65536 s. */
  lastReport: number;
  sinceLastReport: number;
};

export type SenderInfo = { ntp: bigint; timestamp: number; packets: number; bytes: number };

export type OwnReport = {
  ssrc: number;
  cname: string;
  sender: SenderInfo | null;
  block: ReportBlock | null;
  bye: boolean;
};

export type FarReport = { ssrc: number; ntpMiddle: number | null; blocks: ReportBlock[]; bye: boolean };

const types = { senderReport: 200, receiverReport: 201, description: 202, bye: 203 } as const;
const blockBytes = 24;
const packetBytesMax = 1_500;

/** Compound: a sender or receiver report, the canonical name, and a goodbye when `bye`. */
export function writeRtcp(report: OwnReport): Buffer {
  const parts = [writeReport(report), writeName(report)];
  if (report.bye) parts.push(withHeader(types.bye, 1, numbers(report.ssrc)));
  return Buffer.concat(parts);
}

function writeReport({ ssrc, sender, block }: OwnReport): Buffer {
  const body = [numbers(ssrc)];
  if (sender) {
    const ntp = Buffer.alloc(8);
    ntp.writeBigUInt64BE(sender.ntp);
    body.push(ntp, numbers(sender.timestamp, sender.packets, sender.bytes));
  }
  if (block) body.push(writeBlock(block));
  return withHeader(sender ? types.senderReport : types.receiverReport, block ? 1 : 0, ...body);
}

function writeBlock(block: ReportBlock): Buffer {
  const lost = Math.max(-0x80_0000, Math.min(0x7f_ffff, block.lost)) & 0xff_ffff;
  return numbers(
    block.ssrc,
    ((block.fractionLost & 255) << 24) | lost,
    block.highestSequence,
    block.jitter,
    block.lastReport,
    block.sinceLastReport,
  );
}

function writeName({ ssrc, cname }: OwnReport): Buffer {
  const name = Buffer.from(cname).subarray(0, 255);
  const item = Buffer.concat([Buffer.from([1, name.length]), name]);
  const padding = Buffer.alloc(4 - (item.length % 4)); // At least one zero byte ends the list.
  return withHeader(types.description, 1, numbers(ssrc), item, padding);
}

function withHeader(type: number, count: number, ...body: Buffer[]): Buffer {
  const words = body.reduce((sum, part) => sum + part.length, 0) / 4;
  return Buffer.concat([Buffer.from([0x80 | count, type, words >> 8, words & 255]), ...body]);
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
}

/** Null for what is no compound packet that begins with a report (RFC 3550 appendix A.2). */
export function readRtcp(bytes: Buffer): FarReport | null {
  if (bytes.length > packetBytesMax) return null;
  const report: FarReport = { ssrc: 0, ntpMiddle: null, blocks: [], bye: false };
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length || bytes[at]! >> 6 !== 2) return null;
    const end = at + 4 + bytes.readUInt16BE(at + 2) * 4;
    if (end > bytes.length || end < at + 8) return null;
    const type = bytes[at + 1]!;
    if (at === 0 && type !== types.senderReport && type !== types.receiverReport) return null;
    if (!readPart(report, bytes.subarray(at, end), type)) return null;
    at = end;
  }
  return at === 0 ? null : report;
}

function readPart(report: FarReport, part: Buffer, type: number): boolean {
  const count = part[0]! & 31;
  if (type === types.bye) report.bye ||= count > 0;
  if (type !== types.senderReport && type !== types.receiverReport) return true;
  const from = type === types.senderReport ? 28 : 8;
  if (part.length < from + count * blockBytes) return false;
  report.ssrc = part.readUInt32BE(4);
  if (type === types.senderReport) report.ntpMiddle = part.readUInt32BE(10);
  for (let block = 0; block < count; block++) report.blocks.push(readBlock(part, from + block * blockBytes));
  return true;
}

function readBlock(part: Buffer, at: number): ReportBlock {
  return {
    ssrc: part.readUInt32BE(at),
    fractionLost: part[at + 4]!,
    lost: part.readIntBE(at + 5, 3),
    highestSequence: part.readUInt32BE(at + 8),
    jitter: part.readUInt32BE(at + 12),
    lastReport: part.readUInt32BE(at + 16),
    sinceLastReport: part.readUInt32BE(at + 20),
  };
}

/** An instant as RTCP writes it: seconds since 1900 and 1/2^32 of them. */
export function ntpOf(unixMs: number): bigint {
  const secondsTo1970 = 2_208_988_800n;
  const seconds = BigInt(Math.floor(unixMs / 1000)) + secondsTo1970;
  const fraction = BigInt(Math.floor(((unixMs % 1000) / 1000) * 2 ** 32));
  return (seconds << 32n) | fraction;
}

/** The middle 32 bits: how reports refer to each other's time. */
export function ntpMiddle(ntp: bigint): number {
  return Number((ntp >> 16n) & 0xffff_ffffn);
}

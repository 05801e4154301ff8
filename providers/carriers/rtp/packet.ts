/** One RTP packet. Source: RFC 3550 section 5.1. */
export type RtpPacket = {
  payloadType: number;
  marker: boolean;
  /** 16 bits, wraps. */
  sequence: number;
  /** 32 bits, wraps; in samples. */
  timestamp: number;
  ssrc: number;
  payload: Buffer;
};

const headerBytes = 12;
/** A frame of Ethernet; sound in one packet is a tenth of it. */
const packetBytesMax = 1_500;

export function writeRtp(packet: RtpPacket): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + packet.payload.length);
  bytes[0] = 0x80;
  bytes[1] = (packet.marker ? 0x80 : 0) | packet.payloadType;
  bytes.writeUInt16BE(packet.sequence, 2);
  bytes.writeUInt32BE(packet.timestamp, 4);
  bytes.writeUInt32BE(packet.ssrc, 8);
  packet.payload.copy(bytes, headerBytes);
  return bytes;
}

/** Null for what is no RTP. The payload shares memory with `bytes`. */
export function readRtp(bytes: Buffer): RtpPacket | null {
  if (bytes.length < headerBytes || bytes.length > packetBytesMax) return null;
  const first = bytes[0]!;
  if (first >> 6 !== 2) return null;
  const from = payloadFrom(bytes, first);
  const padding = first & 0x20 ? bytes.at(-1)! : 0;
  if (from === null || (first & 0x20 && padding === 0) || from + padding > bytes.length) return null;
  return {
    payloadType: bytes[1]! & 0x7f,
    marker: (bytes[1]! & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(from, bytes.length - padding),
  };
}

/** Behind the contributing sources and one extension, which we skip. */
function payloadFrom(bytes: Buffer, first: number): number | null {
  const from = headerBytes + (first & 0x0f) * 4;
  if (!(first & 0x10)) return from;
  return from + 4 > bytes.length ? null : from + 4 + bytes.readUInt16BE(from + 2) * 4;
}

/** Whether it is RTCP that came to the port of RTP. Source: RFC 5761 section 4. */
export function isRtcp(bytes: Buffer): boolean {
  return bytes.length >= 8 && bytes[0]! >> 6 === 2 && bytes[1]! >= 192 && bytes[1]! <= 223;
}

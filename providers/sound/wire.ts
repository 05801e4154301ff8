/**
 * Sound between a leg and a speech worker: messages on a local socket, one connection a leg. A message is its length
 * (u32, little-endian, without itself), its kind (u8) and its body. PCM is 16 bits, mono, little-endian, at the leg's rate.
 */
export type SoundMessage =
  /** The worker's first message. */
  | { type: 'hello'; legId: string; secret: string }
  /** Leg to worker: what the caller says, as it comes. */
  | { type: 'heard'; pcm: Int16Array }
  /** Worker to leg: more of an utterance. */
  | { type: 'sound'; utterance: number; pcm: Int16Array }
  /** Worker to leg: the utterance has no more sound. */
  | { type: 'end'; utterance: number };

const kinds = { hello: 1, heard: 2, sound: 3, end: 4 } as const;
const headerBytes = 5;
/** Ten seconds at 48 kHz. */
const messageBytesMax = 1_000_000;

export function writeSound(message: SoundMessage): Buffer {
  const body = bodyOf(message);
  const bytes = Buffer.allocUnsafe(headerBytes + body.length);
  bytes.writeUInt32LE(body.length + 1, 0);
  bytes.writeUInt8(kinds[message.type], 4);
  body.copy(bytes, headerBytes);
  return bytes;
}

function bodyOf(message: SoundMessage): Buffer {
  switch (message.type) {
    case 'hello':
      return Buffer.from(JSON.stringify({ legId: message.legId, secret: message.secret }));
    case 'heard':
      return bytesOf(message.pcm);
    case 'sound':
      return Buffer.concat([numbered(message.utterance), bytesOf(message.pcm)]);
    case 'end':
      return numbered(message.utterance);
  }
}

function numbered(utterance: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(utterance, 0);
  return bytes;
}

function bytesOf(pcm: Int16Array): Buffer {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}

/** Takes bytes as they come and gives whole messages. Throws for what is none: the connection is then to be closed. */
export function soundReader(): (bytes: Buffer) => SoundMessage[] {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const messages: SoundMessage[] = [];
    while (rest.length >= headerBytes) {
      const length = rest.readUInt32LE(0);
      if (length < 1 || length > messageBytesMax) throw new Error(`a sound message of ${length} bytes`);
      if (rest.length < 4 + length) break;
      messages.push(messageOf(rest.readUInt8(4), rest.subarray(headerBytes, 4 + length)));
      rest = rest.subarray(4 + length);
    }
    return messages;
  };
}

function messageOf(kind: number, body: Buffer): SoundMessage {
  switch (kind) {
    case kinds.hello:
      return helloOf(body);
    case kinds.heard:
      return { type: 'heard', pcm: pcmOf(body) };
    case kinds.sound:
      return { type: 'sound', utterance: numberOf(body), pcm: pcmOf(body.subarray(4)) };
    case kinds.end:
      return { type: 'end', utterance: numberOf(body) };
    default:
      throw new Error(`a sound message of the unknown kind ${kind}`);
  }
}

function helloOf(body: Buffer): SoundMessage {
  const { legId, secret } = JSON.parse(body.toString()) as { legId?: unknown; secret?: unknown };
  if (typeof legId !== 'string' || typeof secret !== 'string') throw new Error('a hello without leg and secret');
  return { type: 'hello', legId, secret };
}

function numberOf(body: Buffer): number {
  if (body.length < 4) throw new Error('a sound message without its utterance');
  return body.readUInt32LE(0);
}

/** A copy: the bytes may stand at an odd place, and their buffer is used again. */
function pcmOf(body: Buffer): Int16Array {
  const pcm = new Int16Array(body.length >> 1);
  bytesOf(pcm).set(body.subarray(0, pcm.byteLength));
  return pcm;
}

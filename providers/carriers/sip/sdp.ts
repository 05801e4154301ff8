/** Session descriptions, as far as one telephone call needs them. Source: RFC 8866, RFC 3264, RFC 3551, RFC 4733. */
import { isIP } from 'node:net';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
type Codec = 'PCMU' | 'PCMA';

export type Sound = {
  address: string;
  port: number;
  /** What we also speak, in their order of preference. */
  codecs: { codec: Codec; payload: number }[];
  /** The payload type of telephone events at 8 kHz. */
  events: number | null;
  /** As the other side wrote it. */
  direction: Direction;
};

export type Sdp = {
  /** Null: no line of sound that we could use. */
  sound: Sound | null;
  /** The line of sound among all lines of media, each as it was offered. */
  soundIndex: number;
  media: { kind: string; protocol: string; formats: string }[];
};

const sdpBytesMax = 16_384;
const linesMax = 400;
const mediaMax = 16;
const staticPayloads: Readonly<Record<string, string>> = { 0: 'PCMU/8000', 8: 'PCMA/8000' };

type Block = { kind: string; port: number; protocol: string; formats: string[]; lines: string[] };

/** Null for what is no description, or one without end. */
export function readSdp(body: Buffer): Sdp | null {
  if (body.length > sdpBytesMax) return null;
  const lines = body.toString('utf8').split(/\r?\n/);
  if (lines[0] !== 'v=0' || lines.length > linesMax) return null;
  const blocks: Block[] = [];
  const session: string[] = [];
  for (const line of lines) {
    const media = /^m=(\w+) (\d{1,5})(?:\/\d+)? (\S{1,64}) (.{1,400})$/.exec(line);
    if (media) {
      const [, kind, port, protocol, formats] = media;
      blocks.push({
        kind: kind!,
        port: Number(port),
        protocol: protocol!,
        formats: formats!.trim().split(/\s+/),
        lines: [],
      });
    } else if (line.startsWith('m=') || blocks.length > mediaMax) return null;
    else (blocks.at(-1)?.lines ?? session).push(line);
  }
  const soundIndex = blocks.findIndex(
    (block) => block.kind === 'audio' && block.port > 0 && block.protocol === 'RTP/AVP',
  );
  const block = blocks[soundIndex];
  return {
    sound: block ? soundOf(block, session) : null,
    soundIndex,
    media: blocks.map(({ kind, protocol, formats }) => ({ kind, protocol, formats: formats.join(' ') })),
  };
}

function soundOf(block: Block, session: string[]): Sound | null {
  const at = (line: string): string | undefined => /^c=IN IP[46] ([^\s/]+)/.exec(line)?.[1];
  const address = block.lines.map(at).find(Boolean) ?? session.map(at).find(Boolean);
  if (address === undefined || isIP(address) === 0 || block.port > 65_535) return null;
  const encodings = new Map(block.formats.map((format) => [format, staticPayloads[format]?.toUpperCase()]));
  for (const line of block.lines) {
    const map = /^a=rtpmap:(\d{1,3}) ([\w-]+\/\d+)/.exec(line);
    if (map && encodings.has(map[1]!)) encodings.set(map[1]!, map[2]!.toUpperCase());
  }
  const codecs: Sound['codecs'] = [];
  let events: number | null = null;
  for (const [format, encoding] of encodings) {
    const payload = Number(format);
    if (!/^\d{1,3}$/.test(format) || payload > 127) continue;
    if (encoding === 'PCMU/8000') codecs.push({ codec: 'PCMU', payload });
    if (encoding === 'PCMA/8000') codecs.push({ codec: 'PCMA', payload });
    if (encoding === 'TELEPHONE-EVENT/8000') events ??= payload;
  }
  return { address, port: block.port, codecs, events, direction: directionOf([...session, ...block.lines]) };
}

/** The last word counts: a line of the media stands behind one of the session. */
function directionOf(lines: string[]): Direction {
  const said = lines.findLast((line) => /^a=(sendrecv|sendonly|recvonly|inactive)$/.test(line));
  return (said?.slice(2) as Direction | undefined) ?? 'sendrecv';
}

export type OwnSound = {
  address: string;
  port: number;
  codecs: Sound['codecs'];
  events: number | null;
  direction: Direction;
};

/** A description of ours; media other than sound are refused with port 0, in their place. */
export function writeSdp(
  id: number,
  version: number,
  sound: OwnSound,
  media: Sdp['media'],
  soundIndex: number,
): Buffer {
  const family = sound.address.includes(':') ? 'IP6' : 'IP4';
  const formats = [...sound.codecs.map(({ payload }) => payload), ...(sound.events === null ? [] : [sound.events])];
  const soundLines = [
    `m=audio ${sound.port} RTP/AVP ${formats.join(' ')}`,
    ...sound.codecs.map(({ codec, payload }) => `a=rtpmap:${payload} ${codec}/8000`),
    ...(sound.events === null ? [] : [`a=rtpmap:${sound.events} telephone-event/8000`, `a=fmtp:${sound.events} 0-15`]),
    'a=ptime:20',
    `a=${sound.direction}`,
  ];
  const blocks = media.map(({ kind, protocol, formats: offered }, index) =>
    index === soundIndex ? soundLines : [`m=${kind} 0 ${protocol} ${offered}`],
  );
  const head = ['v=0', `o=- ${id} ${version} IN ${family} ${sound.address}`, 's=-'];
  return Buffer.from([...head, `c=IN ${family} ${sound.address}`, 't=0 0', ...blocks.flat(), ''].join('\r\n'));
}

/** What a client may send over its socket, and how fast. */
import type { Clock } from '../providers/clock.ts';
import type { Refusal } from './socket-messages.ts';
import type { Frame } from './socket.ts';
import { tokenBucket } from './token-bucket.ts';

/** The longest message of a client, in bytes of UTF-8. */
const messageBytesMax = 8_192;

/** The codes of RFC 6455, section 7.4.1. */
export const closeCodes = {
  ended: 1000,
  broken: 1002,
  binary: 1003,
  policy: 1008,
  tooLarge: 1009,
  failed: 1011,
  busy: 1013,
} as const;

/** A refusal with a close code lets the client go; one without is only told. */
export type Intake<Message> =
  | { message: Message }
  | { sound: Int16Array }
  | { refusal: Refusal; closeCode: number | null };

export type IntakeRules<Message> = {
  /** Frames of any kind; `burstMax` of them may come at once. */
  perSecondMax: number;
  burstMax: number;
  read(json: string): Message | Refusal;
  /** Whether binary frames are sound. */
  takesSound: boolean;
};

/** Reads one frame. */
export function socketIntake<Message extends { type: string }>(
  clock: Clock,
  { perSecondMax, burstMax, read, takesSound }: IntakeRules<Message>,
): (frame: Frame) => Intake<Message> {
  const mayPass = tokenBucket(clock, perSecondMax, burstMax);
  return (frame) => {
    if (!mayPass()) return tooMany(perSecondMax);
    if ('unreadable' in frame) return unreadable[frame.unreadable];
    if ('bytes' in frame) return takesSound ? soundOf(frame.bytes) : binary;
    if (Buffer.byteLength(frame.text) > messageBytesMax) return unreadable.too_large;
    const found = read(frame.text);
    return 'code' in found ? { refusal: found, closeCode: null } : { message: found };
  };
}

type Refused = Extract<Intake<never>, { refusal: Refusal }>;

function soundOf(bytes: Uint8Array): { sound: Int16Array } | Refused {
  if (bytes.byteLength % 2 !== 0) return oddSound;
  const sound = new Int16Array(bytes.byteLength / 2);
  new Uint8Array(sound.buffer).set(bytes);
  return { sound };
}

const tooMany = (perSecondMax: number): Refused => ({
  refusal: {
    code: 'too_many_messages',
    message: `more than ${perSecondMax} messages a second`,
    hint: 'Tell what was shown or played a few times a second, not for every word.',
  },
  closeCode: closeCodes.policy,
});

const binary: Refused = {
  refusal: { code: 'binary_message', message: 'a binary message', hint: 'Send JSON as text.' },
  closeCode: closeCodes.binary,
};

const oddSound: Refused = {
  refusal: {
    code: 'binary_message',
    message: 'sound of an odd number of bytes',
    hint: 'Send samples of 16 bits, little-endian, 16,000 a second.',
  },
  closeCode: closeCodes.binary,
};

const unreadable: Readonly<Record<'too_large' | 'broken', Refused>> = {
  too_large: {
    refusal: { code: 'message_too_large', message: `a message of more than ${messageBytesMax} bytes` },
    closeCode: closeCodes.tooLarge,
  },
  broken: {
    refusal: { code: 'bad_message', message: 'a frame that is no WebSocket frame' },
    closeCode: closeCodes.broken,
  },
};

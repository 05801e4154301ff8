/** What a client may send over the text line, and how fast. */
import type { Clock } from '../providers/clock.ts';
import type { Frame } from './socket.ts';
import { messageBytesMax, readUpMessage, type Refusal, type UpMessage } from './text-socket-messages.ts';
import { tokenBucket } from './token-bucket.ts';

const messagesPerSecondMax = 20;

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
export type Intake = { message: UpMessage } | { refusal: Refusal; closeCode: number | null };

/** Reads one frame. */
export function textIntake(clock: Clock): (frame: Frame) => Intake {
  const mayPass = tokenBucket(clock, messagesPerSecondMax, messagesPerSecondMax);
  return (frame) => {
    if (!mayPass()) return tooMany;
    if ('unreadable' in frame) return unreadable[frame.unreadable];
    if (Buffer.byteLength(frame.text) > messageBytesMax) return unreadable.too_large;
    const read = readUpMessage(frame.text);
    return 'code' in read ? { refusal: read, closeCode: null } : { message: read };
  };
}

const tooMany: Intake = {
  refusal: {
    code: 'too_many_messages',
    message: `more than ${messagesPerSecondMax} messages a second`,
    hint: 'Tell what was shown a few times a second, not for every word.',
  },
  closeCode: closeCodes.policy,
};

const unreadable: Readonly<Record<'binary' | 'too_large' | 'broken', Intake>> = {
  binary: {
    refusal: { code: 'binary_message', message: 'a binary message', hint: 'Send JSON as text.' },
    closeCode: closeCodes.binary,
  },
  too_large: {
    refusal: { code: 'message_too_large', message: `a message of more than ${messageBytesMax} bytes` },
    closeCode: closeCodes.tooLarge,
  },
  broken: {
    refusal: { code: 'bad_message', message: 'a frame that is no WebSocket frame' },
    closeCode: closeCodes.broken,
  },
};

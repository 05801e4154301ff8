/** Keys that the far end presses, from telephone events: each once, however often its packets come. Source: RFC 4733 section 2. */
export type KeyEvent =
  | { type: 'key.pressed'; digit: string }
  | { type: 'key.released'; digit: string; /** How long. */ heldMs: number };

export type KeysHeard = {
  /** The payload of one packet of events, and its RTP timestamp. */
  take(timestamp: number, payload: Buffer): void;
  /** Every 20 ms: a key whose end was lost is let go. */
  tick(): void;
  /** Another stream begins. */
  reset(): void;
};

const digits = '0123456789*#ABCD';
const samplesPerMs = 8;
/** Sixteen bits of samples: a key held longer goes on as another segment. */
const segmentMax = 0xffff;
/** The end comes three times within 60 ms; without any packet for this long it was lost. */
const lostTicksMax = 15;
/** An event from so long before the newest one is no late packet: the far end's time was set back. */
const lateSamplesMax = 10_000 * samplesPerMs;

type Held = {
  digit: string;
  timestamp: number;
  duration: number;
  earlier: number;
  released: boolean;
  idleTicks: number;
};

export function keysHeard(onEvent: (event: KeyEvent) => void): KeysHeard {
  let held: Held | null = null;

  const release = (): void => {
    if (!held || held.released) return;
    held.released = true;
    onEvent({ type: 'key.released', digit: held.digit, heldMs: (held.earlier + held.duration) / samplesPerMs });
  };

  const press = (digit: string, timestamp: number): Held => {
    const goesOn = held && !held.released && held.digit === digit && segmentEnd(held) === timestamp;
    if (held && goesOn) return { ...held, timestamp, earlier: held.earlier + segmentMax, duration: 0 };
    release();
    onEvent({ type: 'key.pressed', digit });
    return { digit, timestamp, duration: 0, earlier: 0, released: false, idleTicks: 0 };
  };

  return {
    take(timestamp, payload) {
      const digit = payload.length >= 4 ? digits[payload[0]!] : undefined;
      if (digit === undefined) return;
      const since = held ? (timestamp - held.timestamp) | 0 : 1;
      if (since < 0 && since > -lateSamplesMax) return;
      const now = held && since === 0 ? held : press(digit, timestamp);
      held = now;
      now.idleTicks = 0;
      if (now.released) return;
      now.duration = Math.max(now.duration, payload.readUInt16BE(2));
      if (payload[1]! & 0x80) release();
    },
    tick() {
      if (held && !held.released && ++held.idleTicks > lostTicksMax) release();
    },
    reset() {
      release();
      held = null;
    },
  };
}

const segmentEnd = ({ timestamp, duration }: Held): number => (timestamp + Math.max(duration, segmentMax)) >>> 0;

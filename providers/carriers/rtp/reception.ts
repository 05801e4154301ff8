/** Counts what came of one stream. Source: RFC 3550 appendices A.1 (sequence), A.3 (loss), A.8 (jitter). */
export type Reception = {
  /** False for a packet far out of sequence, unless the next one goes on from it. */
  take(sequence: number): boolean;
  /** For packets of sound only: events repeat their timestamp. `arrivedAt` in samples. */
  time(timestamp: number, arrivedAt: number): void;
  readonly received: number;
  /** Negative when packets came twice. */
  readonly lost: number;
  readonly highestSequence: number;
  /** In samples. */
  readonly jitter: number;
  /** Of 256 packets, since it was last asked. */
  fractionLost(): number;
};

const dropoutMax = 3_000;
const misorderMax = 100;

export function newReception(firstSequence: number): Reception {
  let base = firstSequence;
  let highest = firstSequence;
  let wraps = 0;
  let received = 0;
  let afterJump: number | null = null;
  let transit: number | null = null;
  let jitter = 0;
  let before = { expected: 0, received: 0 };

  const restart = (sequence: number): void => {
    base = sequence;
    highest = sequence;
    wraps = 0;
    received = 0;
    before = { expected: 0, received: 0 };
  };
  const extended = (): number => wraps * 65_536 + highest;
  const expected = (): number => (received === 0 ? 0 : extended() - base + 1);

  return {
    take(sequence) {
      const ahead = (sequence - highest) & 0xffff;
      if (ahead < dropoutMax) {
        if (sequence < highest) wraps++;
        highest = sequence;
      } else if (ahead <= 65_536 - misorderMax) {
        if (sequence !== afterJump) {
          afterJump = (sequence + 1) & 0xffff;
          return false;
        }
        restart(sequence);
      }
      afterJump = null;
      received++;
      return true;
    },
    time(timestamp, arrivedAt) {
      const now = (arrivedAt - timestamp) | 0;
      if (transit !== null) jitter += (Math.abs((now - transit) | 0) - jitter) / 16;
      transit = now;
    },
    get received() {
      return received;
    },
    get lost() {
      return expected() - received;
    },
    get highestSequence() {
      return extended();
    },
    get jitter() {
      return Math.round(jitter);
    },
    fractionLost() {
      const expectedSince = expected() - before.expected;
      const lostSince = expectedSince - (received - before.received);
      before = { expected: expected(), received };
      return expectedSince <= 0 || lostSince <= 0 ? 0 : Math.min(255, Math.floor((lostSince * 256) / expectedSince));
    },
  };
}

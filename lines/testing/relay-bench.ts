/** A relay line with a socket and a carrier made of nothing, on vitest's own time. */
import { vi } from 'vitest';
import type { Proof } from '../../engine/reasons.ts';
import type { LegReport, LegState } from '../../providers/carriers/carrier.ts';
import { systemClock } from '../../providers/clock.ts';
import type { LineEvent } from '../line.ts';
import { relayLine, type RelayLineOptions, type RelayNote } from '../relay.ts';
import type { MessageSocket } from '../socket.ts';

export const leg = 'CA0123456789abcdef0123456789abcdef';
type At = { at: number };

/** What the carrier is told to answer: at once, or never (null). */
export type FakeCarrier = {
  transfer: undefined | Error | null;
  hangUp: Proof | Error | null;
  legState: LegState['state'] | Error | null;
  /** `hang up` and `look`, with their times. */
  asked: string[];
};

/** Call `vi.useRealTimers()` when done. */
export function relayBench(options: Partial<RelayLineOptions> = {}) {
  vi.useFakeTimers();
  const startedAt = systemClock.now();
  const now = (): number => Math.round(systemClock.now() - startedAt);
  const events: (LineEvent & At)[] = [];
  const notes: RelayNote[] = [];
  const carrier: FakeCarrier = { hangUp: 'accepted', legState: 'up', transfer: undefined, asked: [] };
  const answer = <T>(what: string, given: T | Error | null): Promise<T> => {
    carrier.asked.push(`${now()} ${what}`);
    if (given === null) return new Promise<T>(() => {});
    return given instanceof Error ? Promise.reject(given) : Promise.resolve(given);
  };
  const line = relayLine({
    clock: systemClock,
    carrier: {
      hangUp: () => answer('hang up', carrier.hangUp),
      transfer: (_leg, { to }) => answer(`transfer to ${to}`, carrier.transfer),
      legState: () => {
        const state = carrier.legState;
        return answer('look', typeof state === 'string' ? { state, raw: state === 'down' ? 'completed' : '' } : state);
      },
      can: { playbackMarks: true, transfer: false, detectVoicemail: true, bestProof: 'carrier_ended' },
    },
    onNote: (note) => notes.push(note),
    ...options,
  });
  const socket = fakeSocket(now);
  line.start((event) => events.push({ at: now(), ...event }));
  return {
    line,
    socket,
    carrier,
    events,
    notes,
    now,
    /** Opens the session. */
    open(): void {
      line.attach(socket);
      socket.receive({ type: 'setup', sessionId: 'VX1', callSid: leg, customParameters: {} });
      events.length = 0;
    },
    say: (utteranceId: string, text: string, last = true): void =>
      line.send({ type: 'speak', utteranceId, text, last, voice: 'main' }),
    info: (name: string, value: string): void => socket.receive({ type: 'info', name, value }),
    report: (part: Partial<LegReport>): void => {
      const nothing = { state: 'up', raw: '', by: null, cause: '', failed: false, answeredBy: null, session: null };
      line.onLegStatus({ leg, ...nothing, ...part } as LegReport);
    },
    /** Lets time pass, with everything that comes due in it. */
    pass: (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms),
    types: (): string[] => events.map((event) => event.type),
    of: <T extends LineEvent['type']>(type: T) =>
      events.filter((event): event is Extract<LineEvent, { type: T }> & At => event.type === type),
  };
}

export type FakeSocket = MessageSocket & {
  sent: Record<string, unknown>[];
  closedByUs: boolean;
  receive(message: object | string): void;
  breakOff(code?: number): void;
};

export function fakeSocket(now: () => number): FakeSocket {
  const sent: Record<string, unknown>[] = [];
  let onMessage = (_text: string): void => {};
  let onClose = (_code?: number): void => {};
  const socket: FakeSocket = {
    sent,
    closedByUs: false,
    send: (text) => void sent.push({ at: now(), ...(JSON.parse(text) as object) }),
    close() {
      if (socket.closedByUs) return;
      socket.closedByUs = true;
      onClose(1005);
    },
    onMessage: (handler) => {
      onMessage = handler;
    },
    onClose: (handler) => {
      onClose = handler;
    },
    receive: (message) => onMessage(typeof message === 'string' ? message : JSON.stringify(message)),
    breakOff: (code) => onClose(code),
  };
  return socket;
}

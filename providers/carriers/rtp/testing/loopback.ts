/** Two sessions that speak to each other over the loopback device, on ticks that a test gives. */
import type { MediaTarget } from '../../sip/media.ts';
import type { FrameTicker } from '../frame-ticker.ts';
import { openRtpSession, type RtpEvent, type RtpOptions, type RtpSession } from '../session.ts';

export type HandTicker = FrameTicker & { tick(skipped?: number): void; readonly listeners: number; now(): number };

/** Twenty milliseconds go by with each tick. */
export function handTicker(): HandTicker {
  const runs = new Set<(skipped: number) => void>();
  let now = 0;
  return {
    onTick(run) {
      runs.add(run);
      return () => runs.delete(run);
    },
    tick(skipped = 0) {
      now += 20 * (skipped + 1);
      for (const run of runs) run(skipped);
    },
    get listeners() {
      return runs.size;
    },
    now: () => now,
    lateness: () => ({ ticks: 0, lateTicks: 0, skippedTicks: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 }),
    resetLateness: () => undefined,
  };
}

export type End = { session: RtpSession; events: RtpEvent[]; heard: Int16Array[]; sent: Int16Array[] };

export async function openEnd(ticker: HandTicker, options: Partial<RtpOptions> = {}): Promise<End> {
  const events: RtpEvent[] = [];
  const session = await openRtpSession({
    ports: { address: '127.0.0.1', portMin: 20_000, portMax: 29_999 },
    ticker,
    clock: { now: ticker.now, after: () => () => undefined },
    quietMsMax: 10_000,
    onEvent: (event) => events.push(event),
    unixMs: () => 1_700_000_000_000 + ticker.now(),
    ...options,
  });
  const end: End = { session, events, heard: [], sent: [] };
  session.onFrame((caller, agent) => {
    end.heard.push(caller);
    end.sent.push(agent);
  });
  return end;
}

export function targetOf(session: RtpSession, changes: Partial<MediaTarget> = {}): MediaTarget {
  return { ...session.local, codec: 'PCMU', payload: 0, events: 101, sends: true, receives: true, ...changes };
}

/** Waits for what the loopback device brings, and throws when it does not. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`never came: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

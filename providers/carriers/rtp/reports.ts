/** RTCP of one session: a report of ours every five seconds, and what the far end's say. Source: RFC 3550 section 6. */
import { randomBytes } from 'node:crypto';
import type { Incoming } from './incoming.ts';
import type { Outgoing } from './outgoing.ts';
import { ntpMiddle, ntpOf, readRtcp, writeRtcp, type ReportBlock } from './rtcp.ts';

/** What the far end reported last of our stream. */
export type FarEndReport = {
  /** The highest sequence number of ours that arrived, with its wraps. */
  highestSequence: number;
  /** Packets of ours that it missed; negative when some came twice. */
  lost: number;
  jitterMs: number;
  /** There and back; null until it has answered a report of ours. */
  roundTripMs: number | null;
};

export type Reports = {
  /** Our report, and a goodbye when it is the last. */
  write(bye: boolean): Buffer;
  /** False for what is no RTCP. */
  take(bytes: Buffer): boolean;
  readonly farEnd: FarEndReport | null;
  /** The far end said by RTCP that its stream is over. */
  readonly farEndLeft: boolean;
};

const samplesPerMs = 8;

/** `unixMs` tells the time of day, which reports carry. */
export function newReports(outgoing: Outgoing, incoming: Incoming, unixMs: () => number): Reports {
  const cname = randomBytes(12).toString('base64'); // Tells nothing of this machine: RFC 7022.
  let farReport: { middle: number; takenAt: number } | null = null;
  let farEnd: FarEndReport | null = null;
  let farEndLeft = false;

  const block = (): ReportBlock | null => {
    if (!incoming.stream) return null;
    const { ssrc, reception } = incoming.stream;
    return {
      ssrc,
      fractionLost: reception.fractionLost(),
      lost: reception.lost,
      highestSequence: reception.highestSequence,
      jitter: reception.jitter,
      lastReport: farReport?.middle ?? 0,
      sinceLastReport: farReport ? Math.round(((unixMs() - farReport.takenAt) * 65_536) / 1000) : 0,
    };
  };

  const roundTrip = ({ lastReport, sinceLastReport }: ReportBlock): number | null => {
    if (lastReport === 0) return null;
    const units = (ntpMiddle(ntpOf(unixMs())) - lastReport - sinceLastReport) | 0;
    return Math.max(0, (units * 1000) / 65_536);
  };

  return {
    write(bye) {
      const { ssrc, timestamp, packets, bytes } = outgoing;
      const sender = packets > 0 ? { ntp: ntpOf(unixMs()), timestamp, packets, bytes } : null;
      return writeRtcp({ ssrc, cname, sender, block: block(), bye });
    },
    take(bytes) {
      const report = readRtcp(bytes);
      if (!report) return false;
      if (report.ntpMiddle !== null) farReport = { middle: report.ntpMiddle, takenAt: unixMs() };
      const ours = report.blocks.find(({ ssrc }) => ssrc === outgoing.ssrc);
      if (ours) {
        const { highestSequence, lost, jitter } = ours;
        farEnd = { highestSequence, lost, jitterMs: jitter / samplesPerMs, roundTripMs: roundTrip(ours) };
      }
      farEndLeft ||= report.bye;
      return true;
    },
    get farEnd() {
      return farEnd;
    },
    get farEndLeft() {
      return farEndLeft;
    },
  };
}

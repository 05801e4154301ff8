/** What happened to the packets of one session, in figures that tell nothing of anybody. */
import type { Playout, PlayoutCounts } from '../../sound/playout.ts';
import type { Incoming, IncomingCounts } from './incoming.ts';
import type { InputCounts } from './input-buffer.ts';
import type { Outgoing } from './outgoing.ts';
import type { FarEndReport, Reports } from './reports.ts';

export type RtpStats = {
  sentPackets: number;
  /** Of our stream, 16 bits: to be compared with what the far end reports. */
  lastSequence: number;
  /** Packets or reports that the system did not take. */
  sendFaults: number;
  receivedPackets: number;
  /** Negative when packets came twice. */
  lostPackets: number;
  jitterMs: number;
  input: InputCounts;
  dropped: IncomingCounts;
  playout: PlayoutCounts;
  farEnd: FarEndReport | null;
  farEndLeft: boolean;
};

const samplesPerMs = 8;

type Parts = { outgoing: Outgoing; incoming: Incoming; reports: Reports; playout: Playout; sendFaults: number };

export function statsOf({ outgoing, incoming, reports, playout, sendFaults }: Parts): RtpStats {
  const reception = incoming.stream?.reception;
  return {
    sentPackets: outgoing.packets,
    lastSequence: outgoing.lastSequence,
    sendFaults,
    receivedPackets: reception?.received ?? 0,
    lostPackets: reception?.lost ?? 0,
    jitterMs: (reception?.jitter ?? 0) / samplesPerMs,
    input: { ...incoming.buffer.counts },
    dropped: { ...incoming.counts },
    playout: { ...playout.counts },
    farEnd: reports.farEnd,
    farEndLeft: reports.farEndLeft,
  };
}

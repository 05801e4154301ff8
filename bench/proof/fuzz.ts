/** Broken messages of SIP and RTP, from a seed: nothing is thrown, and nothing stays. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newIncoming } from '../../providers/carriers/rtp/incoming.ts';
import { newOutgoing } from '../../providers/carriers/rtp/outgoing.ts';
import { isRtcp } from '../../providers/carriers/rtp/packet.ts';
import { newReports } from '../../providers/carriers/rtp/reports.ts';
import { sourceLatch } from '../../providers/carriers/rtp/source-latch.ts';
import { junkPackets } from '../../providers/carriers/rtp/testing/junk-packets.ts';
import { type Finding, finding } from './finding.ts';

const seed = 1;
const sipMsMax = 900_000;
const far = { address: '127.0.0.1', port: 4_000 };
const target = { ...far, codec: 'PCMU', payload: 0, events: 101, sends: true, receives: true } as const;

export async function proveFuzz(messages: number): Promise<Finding[]> {
  return [
    ...(await fuzzSip(messages)),
    finding(`RTP and RTCP packets of ${messages} that threw`, fuzzRtp(messages), '', 0),
  ];
}

/** In a process of its own, by its own command. */
async function fuzzSip(messages: number): Promise<Finding[]> {
  const script = fileURLToPath(new URL('../../providers/carriers/sip/testing/fuzz.ts', import.meta.url));
  const run = promisify(execFile)(process.execPath, [script, `${messages}`, `${seed}`], { timeout: sipMsMax });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  const { thrown, left } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    thrown: string[];
    left: Record<'calls' | 'dialogs' | 'transactions', number>;
  };
  return [
    finding(`SIP messages of ${messages} that threw`, thrown.length, '', 0),
    finding('calls, dialogs and transactions that they left', left.calls + left.dialogs + left.transactions, '', 0),
  ];
}

function fuzzRtp(messages: number): number {
  const incoming = newIncoming(sourceLatch(far), () => undefined);
  const outgoing = newOutgoing(() => 1);
  const reports = newReports(outgoing, incoming, () => 1_700_000_000_000);
  let thrown = 0;
  let count = 0;
  for (const bytes of junkPackets(seed)) {
    if (++count > messages) break;
    try {
      if (isRtcp(bytes)) reports.take(bytes);
      else incoming.take(bytes, far, target, count);
      if (count % 20 === 0) incoming.tick();
    } catch {
      thrown += 1;
    }
  }
  return thrown;
}

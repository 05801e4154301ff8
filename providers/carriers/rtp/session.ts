/**
 * The sound of one SIP leg over RTP: paced out on the 20 ms clock, in from whoever the far end is, with keys and reports.
 * Plain RTP (RFC 3550, RFC 3551) with PCMU or PCMA at 8 kHz; no encryption (SRTP, DTLS). Source: design lines.md "SIP".
 */
import { isIP, isIPv6 } from 'node:net';
import { Terminal } from '../../../contract/errors.ts';
import type { Clock } from '../../clock.ts';
import { newPlayout, type Playout, type UtteranceEvent } from '../../sound/playout.ts';
import type { Media, MediaTarget } from '../sip/media.ts';
import type { FrameTicker } from './frame-ticker.ts';
import { newIncoming } from './incoming.ts';
import type { KeyEvent } from './keys-heard.ts';
import { frameSamples, newOutgoing } from './outgoing.ts';
import { isRtcp } from './packet.ts';
import { bindPortPair, type PortPair, type PortRange } from './port-pair.ts';
import { quietWatch } from './quiet-watch.ts';
import { reportPort } from './report-port.ts';
import { newReports } from './reports.ts';
import { sourceLatch, type Source } from './source-latch.ts';
import { statsOf, type RtpStats } from './stats.ts';
import { newTails } from './tails.ts';

const sampleRate = 8_000;

export type RtpOptions = {
  ports: PortRange;
  /** What the SDP shall name, where it is not the address that we bind. */
  publicAddress?: string;
  ticker: FrameTicker;
  clock: Clock;
  /** How long nothing may come from the far end before `media.lost`; holds don't count. */
  quietMsMax: number;
  onEvent(event: RtpEvent): void;
  /** 32 random bits. */
  random?(): number;
  /** The time of day, for reports. */
  unixMs?(): number;
};

export type RtpEvent =
  | UtteranceEvent
  | KeyEvent
  /** Neither sound nor a report came for so long. Once, until something comes again. */
  | { type: 'media.lost'; quietMs: number }
  /** The keys to press were all sent. */
  | { type: 'keys.sent' };

/** Frames of both sides in one tick of 20 ms: what came, and what we sent. Silence where there was nothing. */
export type FrameHandler = (caller: Int16Array, agent: Int16Array) => void;

export type RtpSession = Media & {
  readonly playout: Playout;
  readonly sampleRate: number;
  /** Set once; called on every tick from the first `connect` to `close`. The frames are the handler's to keep. */
  onFrame(handler: FrameHandler): void;
  /** Sends keys in the place of sound. Throws `Terminal` when the far end takes none, or they are none. */
  press(digits: string): void;
  /** Sound that was played to its end has had its 200 ms of sent silence, and keys are sent. At once when nothing is owed. */
  tailSent(): Promise<void>;
  stats(): RtpStats;
};

/** Throws `Retryable` when no ports are free, `BadConfig` when range or address cannot be. */
export async function openRtpSession(options: RtpOptions): Promise<RtpSession> {
  const random = options.random ?? (() => crypto.getRandomValues(new Uint32Array(1))[0]!);
  const pair = await bindPortPair(options.ports, () => random() / 2 ** 32);
  return sessionOn(pair, random, options);
}

function sessionOn(pair: PortPair, random: () => number, options: RtpOptions): RtpSession {
  const { clock, onEvent } = options;
  const playout = newPlayout({ sampleRate, onEvent });
  const latch = sourceLatch({ address: '', port: 0 });
  const incoming = newIncoming(latch, onEvent);
  const outgoing = newOutgoing(random);
  const reports = newReports(outgoing, incoming, options.unixMs ?? Date.now);
  let target: MediaTarget | null = null;
  let onFrame: FrameHandler = () => undefined;
  let stopTicks: (() => void) | null = null;
  let closed = false;
  let sendFaults = 0;

  const onFault = (): void => void sendFaults++;
  const watch = quietWatch(clock.now, options.quietMsMax, (quietMs) => onEvent({ type: 'media.lost', quietMs }));
  const tails = newTails(() => {
    if (!target?.sends) return null;
    if (outgoing.keys.busy) return 'keys';
    return playout.tailOwed() > 0 ? 'silence' : null;
  });
  const rtcp = reportPort(pair.rtcp, reports, { remote: () => latch.remote, firstTicks: random(), onFault });

  const takeReport = (bytes: Buffer, source: Source, own: boolean): void => {
    if (target && rtcp.take(bytes, source, own)) watch.sign();
    else incoming.dropJunk();
  };
  pair.rtcp.on('message', (bytes, source) => takeReport(bytes, source, true)).on('error', onFault);
  pair.rtp.on('error', onFault).on('message', (bytes, source) => {
    if (isRtcp(bytes)) takeReport(bytes, source, false);
    else if (target && incoming.take(bytes, source, target, clock.now())) watch.sign();
  });

  /** The sound that goes out in this tick; null is silence, or a key. */
  const sendFrame = (to: MediaTarget): Int16Array | null => {
    const pressing = outgoing.keys.busy;
    const pcm = pressing ? null : playout.nextFrame();
    const packet = (pressing && outgoing.keyPacket(to)) || outgoing.packet(to, pcm);
    pair.rtp.send(packet, latch.remote.port, latch.remote.address, (error) => error && onFault());
    if (pressing && !outgoing.keys.busy) onEvent({ type: 'keys.sent' });
    return pcm;
  };
  const tick = (skipped: number): void => {
    if (!target) return;
    outgoing.pass(skipped + 1);
    const heard = incoming.tick();
    const agent = target.sends ? sendFrame(target) : null;
    tails.settle();
    rtcp.tick();
    watch.tick(target.receives);
    onFrame(target.receives ? heard : new Int16Array(frameSamples), agent ?? new Int16Array(frameSamples));
  };

  return {
    local: { address: options.publicAddress ?? options.ports.address, port: pair.port },
    sampleRate,
    playout,
    onFrame(handler) {
      onFrame = handler;
    },
    connect(remote) {
      if (closed) return;
      target = checked(remote, options.ports.address);
      if (target.events === null) outgoing.keys.reset();
      latch.open({ address: target.address, port: target.port });
      watch.sign();
      tails.settle();
      stopTicks ??= options.ticker.onTick(tick);
    },
    press(digits) {
      if (!target || target.events === null)
        throw new Terminal('the far end takes no keys (telephone-event, RFC 4733)');
      outgoing.keys.press(digits);
    },
    tailSent: () => tails.wait(),
    stats: () => statsOf({ outgoing, incoming, reports, playout, sendFaults }),
    close() {
      if (closed) return;
      closed = true;
      stopTicks?.();
      rtcp.close(target !== null);
      pair.rtp.close();
      target = null;
      tails.settle();
    },
  };
}

/** Port 0 and the address of nowhere mean hold, as older phones say it (RFC 2543). Throws `Terminal`. */
function checked(target: MediaTarget, ownAddress: string): MediaTarget {
  const { address, port } = target;
  if (isIP(address) === 0) throw new Terminal('the far end names no literal IP address for its sound');
  if (isIPv6(address) !== isIPv6(ownAddress)) {
    throw new Terminal(`the far end's sound is of the other IP version than the address ${ownAddress} of ours`);
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Terminal(`the far end names the port ${port}`);
  const nowhere = port === 0 || address === '0.0.0.0' || address === '::';
  return nowhere ? { ...target, sends: false } : { ...target };
}

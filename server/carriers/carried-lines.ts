/** The two kinds of line that a carrier's call can have: the carrier hears and speaks (relay), or we do (media stream). */
import type { Agent } from '../../contract/agent.ts';
import { readRelayMessage } from '../../lines/relay-messages.ts';
import { relayLine, type RelayLineOptions } from '../../lines/relay.ts';
import type { Carrier, LegId } from '../../providers/carriers/carrier.ts';
import { fieldOf } from '../../providers/carriers/carrier-request.ts';
import type { MediaCodec } from '../../providers/carriers/media-messages.ts';
import type { Clock } from '../../providers/clock.ts';
import type { AudioLines } from '../speech/audio-lines.ts';
import type { SwitchboardLog } from '../calls/switchboard.ts';
import type { CarriedLine } from './carrier-calls.ts';
import { mediaLeg, type MediaLegParts } from './media-leg.ts';

type Parts = { carrier: Carrier; clock: Clock; log: Pick<SwitchboardLog, 'warn' | 'error'> };

export type RelayOrder = Pick<RelayLineOptions, 'legId' | 'waitsForGreeting' | 'silenceUrl' | 'transferUrl'>;

export function relayCarriedLine(order: RelayOrder, { carrier, clock, log }: Parts): CarriedLine {
  const onNote = (note: object): void => log.warn({ ...note, carrier: carrier.id }, 'odd message on a relay socket');
  const line = relayLine({ clock, carrier, onNote, ...order });
  return { ...line, kind: 'relay', line, report: line.onLegStatus };
}

export type MediaOrder = Pick<MediaLegParts, 'legId' | 'codec' | 'answer' | 'transferUrl' | 'waitsForGreeting'> & {
  callId: string;
  agent: Agent;
  startedAt: Date;
};

/** Throws Retryable when nobody is free to hear and speak. */
export function mediaCarriedLine(
  { callId, agent, startedAt, ...order }: MediaOrder,
  audioLines: Pick<AudioLines, 'open' | 'sound'>,
  { carrier, clock, log }: Parts,
): CarriedLine {
  const facts = { carrier: carrier.id, call_id: callId };
  const leg = mediaLeg({
    ...order,
    clock,
    carrier,
    openSound: (handlers) => audioLines.sound.open(callId, handlers),
    onNote: (detail) => log.warn({ ...facts, detail }, 'odd message on a media stream'),
    onFault: (error) => log.error({ ...facts, err: error }, 'a media stream had a fault'),
  });
  return { ...leg, kind: 'media', line: audioLines.open({ callId, agent, startedAt }, leg) };
}

/** The ids in a relay's first message. Telnyx's has two, of which one is the id that its webhooks use. */
export function legsOfRelay(text: string): readonly LegId[] {
  const message = readRelayMessage(text);
  if (message.type !== 'setup') return [];
  const callSid = fieldOf(JSON.parse(text), 'callSid');
  return [message.legId, ...(typeof callSid === 'string' ? [callSid] : [])];
}

/** The id in a stream's `start`, in front of which a hello may come. */
export function legsOfMedia(codec: MediaCodec): (text: string) => readonly LegId[] | null {
  return (text) => {
    const message = codec.read(text);
    if (message.type === 'connected') return null;
    return message.type === 'started' ? message.legs : [];
  };
}

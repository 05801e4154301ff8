/** Calls that go out by a carrier that hears and speaks for us. */
import type { Carrier, DialIntent } from '../../providers/carriers/carrier.ts';
import type { WebhookAddresses } from '../../providers/carriers/twilio-messages.ts';
import { badFields } from '../http/refusal.ts';
import { callerNumber } from '../outbound/dial-desk.ts';
import { type Dialler, ringMs, voicemailWatch } from '../outbound/dialler.ts';
import type { RelayOrder } from './carried-lines.ts';
import type { CarriedLine, CarrierCalls, NewOutbound } from './carrier-calls.ts';

export type RelayDiallerParts = {
  carrier: Pick<Carrier, 'id'>;
  calls: Pick<CarrierCalls, 'dial'>;
  addresses: WebhookAddresses;
  newRelayLine(order: Pick<RelayOrder, 'waitsForGreeting'>): CarriedLine;
  /** The number that calls come from when nobody names one. */
  from: string | null;
};

/** The carrier takes the call down where we could not. */
const overCapMs = 5_000;

export function relayDialler({ carrier, calls, addresses, newRelayLine, from: usual }: RelayDiallerParts): Dialler {
  function intentOf(from: string, to: string, { callId, agent, secret }: NewOutbound): DialIntent {
    const { enabled, max_duration: cap } = agent.ending;
    return {
      id: callId,
      from,
      to,
      answerUrl: `${addresses.voice}?intent=${callId}`,
      relayUrl: `${addresses.relay}/${secret}`,
      statusUrl: `${addresses.status}?intent=${callId}`,
      ringMsMax: ringMs,
      callMsMax: enabled && cap.seconds !== null ? cap.seconds * 1000 + overCapMs : null,
      detectVoicemail: voicemailWatch(agent),
    };
  }

  return {
    id: carrier.id as Dialler['id'],
    reachesNumbers: true,
    check({ to, from }) {
      const hint = 'Give a number with + and country code; sip: addresses are dialled with "carrier": "sip".';
      if (!to.startsWith('+')) throw badFields([{ path: 'to', problem: 'is no telephone number', hint }]);
      return { from: callerNumber(from, usual) };
    },
    dial: ({ from, to, ...order }) =>
      calls.dial({ ...order, from, to }, (call) => {
        const intent = intentOf(from, to, call);
        return { intent, carried: newRelayLine({ waitsForGreeting: intent.detectVoicemail === 'after_greeting' }) };
      }),
  };
}

/** Calls that go out by a carrier, over a relay or a media stream. */
import type { CarrierLine } from '../../contract/routes/calls.ts';
import type { Carrier, DialIntent } from '../../providers/carriers/carrier.ts';
import type { WebhookAddresses } from '../../providers/carriers/twilio-messages.ts';
import { badFields } from '../http/refusal.ts';
import { callerNumber } from '../outbound/dial-desk.ts';
import { type Dialler, ringMs, voicemailWatch } from '../outbound/dialler.ts';
import type { CarriedLine, CarrierCalls, NewOutbound } from './carrier-calls.ts';

export type CarrierDiallerParts = {
  carrier: Pick<Carrier, 'id'>;
  calls: Pick<CarrierCalls, 'dial'>;
  addresses: WebhookAddresses;
  /** Throws Retryable when there is nobody to hear and speak. */
  newLine(kind: CarrierLine, call: NewOutbound, waitsForGreeting: boolean): CarriedLine;
  /** The number that calls come from when nobody names one. */
  from: string | null;
};

/** The carrier takes the call down where we could not. */
const overCapMs = 5_000;

export function carrierDialler({ carrier, calls, addresses, newLine, from: usual }: CarrierDiallerParts): Dialler {
  function intentOf(who: Pick<DialIntent, 'from' | 'to' | 'line'>, { callId, agent, secret }: NewOutbound): DialIntent {
    const { enabled, max_duration: cap } = agent.ending;
    return {
      id: callId,
      ...who,
      answerUrl: `${addresses.voice}?intent=${callId}`,
      socketUrl: `${addresses[who.line]}/${secret}`,
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
    dial: ({ line, ...order }) =>
      calls.dial(order, (call) => {
        const { from, to } = order;
        const intent = intentOf({ from, to, line: line ?? 'relay' }, call);
        return { intent, carried: newLine(intent.line, call, intent.detectVoicemail === 'after_greeting') };
      }),
  };
}

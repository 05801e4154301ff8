/** Calls that go out by our own telephone. */
import type { AudioLeg } from '../../providers/carriers/audio-leg.ts';
import type { Clock } from '../../providers/clock.ts';
import { badFields, Refusal } from '../http/refusal.ts';
import { type Dialler, ringMs, voicemailWatch } from '../outbound/dialler.ts';
import type { AudioLines } from '../speech/audio-lines.ts';
import type { Switchboard, SwitchboardLog } from '../calls/switchboard.ts';
import { dialRoute, type RouteRefusal } from './dial-route.ts';
import { keepDialog, neverSent } from './kept-dialog.ts';
import type { PhoneSettings } from './phone-config.ts';
import { newLegId, type PhoneLeg } from './phone-leg.ts';
import type { Phone } from './phone.ts';

export type SipDiallerParts = {
  audioLines: Pick<AudioLines, 'open'>;
  phone: Pick<Phone, 'dial'>;
  settings: PhoneSettings;
  switchboard: Pick<Switchboard, 'open'>;
  clock: Clock;
  log: SwitchboardLog;
  /** The number that calls come from when nobody names one; null: the trunk's user, or a name of ours. */
  from: string | null;
};

const ourName = 'ringoff';
const hasNoLines = badFields([
  {
    path: 'line',
    problem: 'is for Twilio and Telnyx, and this call goes out by sip',
    hint: 'Leave it out, or name the carrier.',
  },
]);

export function sipDialler(parts: SipDiallerParts): Dialler {
  const { phone, settings, switchboard, audioLines } = parts;
  return {
    id: 'sip',
    reachesNumbers: settings.trunk !== null,
    check({ to, from, line }) {
      if (line !== null) throw hasNoLines;
      const route = dialRoute(to, settings);
      if ('refused' in route) throw refusalOf(route);
      return { from: from ?? parts.from ?? settings.trunk?.account?.user ?? ourName };
    },
    async dial({ from, to, line: _, ...order }) {
      let leg: PhoneLeg | null = null;
      const legId = newLegId();
      const call = { ...order, direction: 'outbound' as const, carrier: 'sip', legId, from, to, intent: neverSent };
      const live = await switchboard.open({
        ...call,
        makeLine(opened) {
          const detectVoicemail = voicemailWatch(opened.agent);
          const made = phone.dial(legId, { from, to, ringMsMax: ringMs, detectVoicemail });
          leg = made;
          return orDropped(made, () => audioLines.open(opened, made, detectVoicemail !== 'off'));
        },
      });
      keepDialog(leg!, live, parts);
      return live;
    },
  };
}

/** Nobody is rung for a call that has no voice. */
function orDropped<Line>(leg: AudioLeg, make: () => Line): Line {
  try {
    return make();
  } catch (error) {
    leg.send({ type: 'hang_up', attempt: 1 });
    throw error;
  }
}

function refusalOf({ refused, why, hint }: RouteRefusal): Refusal {
  const code = refused === 'not_allowed' ? 'target_not_allowed' : refused;
  return new Refusal(refused === 'not_allowed' ? 403 : 400, code, why, { path: 'to', hint });
}

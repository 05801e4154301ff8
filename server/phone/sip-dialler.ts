/** Calls that go out by our own telephone. */
import type { AudioLeg } from '../../providers/carriers/audio-leg.ts';
import { Refusal } from '../http/refusal.ts';
import { type Dialler, ringMs, voicemailWatch } from '../outbound/dialler.ts';
import type { AudioLines } from '../speech/audio-lines.ts';
import type { Switchboard, SwitchboardLog } from '../switchboard.ts';
import { dialRoute, type RouteRefusal } from './dial-route.ts';
import type { PhoneSettings } from './phone-config.ts';
import type { Phone } from './phone.ts';

export type SipDiallerParts = {
  audioLines: Pick<AudioLines, 'open'>;
  phone: Pick<Phone, 'dial'>;
  settings: PhoneSettings;
  switchboard: Pick<Switchboard, 'open'>;
  log: SwitchboardLog;
  /** The number that calls come from when nobody names one; null: the trunk's user, or a name of ours. */
  from: string | null;
};

const ourName = 'ringoff';

export function sipDialler(parts: SipDiallerParts): Dialler {
  const { phone, settings, switchboard, log, audioLines } = parts;
  return {
    id: 'sip',
    reachesNumbers: settings.trunk !== null,
    check({ to, from }) {
      const route = dialRoute(to, settings);
      if ('refused' in route) throw refusalOf(route);
      return { from: from ?? parts.from ?? settings.trunk?.account?.user ?? ourName };
    },
    async dial({ from, to, ...order }) {
      let leg: ReturnType<Phone['dial']> | null = null;
      const call = { ...order, direction: 'outbound' as const, carrier: 'sip', legId: null, from, to };
      const live = await switchboard.open({
        ...call,
        makeLine(opened) {
          const detectVoicemail = voicemailWatch(opened.agent);
          const made = phone.dial({ from, to, ringMsMax: ringMs, detectVoicemail });
          leg = made;
          return orDropped(made, () => audioLines.open(opened, made, detectVoicemail !== 'off'));
        },
      });
      live.amend({ legId: leg!.legId }).catch((error: unknown) => {
        log.warn({ err: error, call_id: live.callId }, 'the leg of an outbound call could not be stored');
      });
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

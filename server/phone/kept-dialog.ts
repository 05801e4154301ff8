/** The SIP dialog of a call in the database, for whoever has to hang it up when this machine is gone. Source: design ending.md section 10. */
import type { Dialog } from '../../providers/carriers/sip/dialog.ts';
import type { SentInvite } from '../../providers/carriers/sip/sent-invite.ts';
import type { Clock } from '../../providers/clock.ts';
import type { Storable } from '../store/json.ts';
import type { LiveCall, SwitchboardLog } from '../calls/switchboard.ts';
import type { PhoneLeg } from './phone-leg.ts';

const retryMs = 2_000;

/** As it stands in the intent of a call. */
export function storedDialog(dialog: Dialog | SentInvite): { sip: Storable } {
  return { sip: structuredClone(dialog) };
}

/** In the intent of a call that goes out until something better is stored, before which no INVITE leaves. */
export const neverSent = { sip: 'never_sent' } as const;

/** Null when nothing is known. */
export function dialogIn(intent: Readonly<Record<string, unknown>>): Dialog | SentInvite | 'never_sent' | null {
  const { sip } = intent;
  if (sip === neverSent.sip) return neverSent.sip;
  const isKept = typeof sip === 'object' && sip !== null && ('callId' in sip || 'early' in sip);
  return isKept ? (sip as Dialog | SentInvite) : null;
}

/** Stores each new dialog of the leg, the newest one only; while the database is away it is tried again until the call is over. */
export function keepDialog(
  leg: Pick<PhoneLeg, 'onDialog' | 'ended'>,
  live: Pick<LiveCall, 'callId' | 'amend'>,
  { clock, log }: { clock: Clock; log: SwitchboardLog },
): void {
  let newest: { dialog: Dialog | SentInvite; onStored(): void } | null = null;
  let storedText = '';
  let busy = false;

  async function store(): Promise<void> {
    while (newest !== null && !leg.ended) {
      const kept = newest;
      newest = null;
      const text = JSON.stringify(kept.dialog);
      try {
        if (text !== storedText && !(await live.amend({ intent: storedDialog(kept.dialog) }))) return;
        storedText = text;
        kept.onStored();
      } catch (error) {
        log.warn({ err: error, call_id: live.callId }, 'the SIP dialog of a call could not be stored yet');
        newest ??= kept;
        await new Promise<void>((resolve) => void clock.after(retryMs, resolve));
      }
    }
  }

  leg.onDialog((dialog, onStored) => {
    newest = { dialog, onStored };
    if (busy) return;
    busy = true;
    void store().finally(() => (busy = false));
  });
}

/** The SIP dialog of a call in the database, for whoever has to hang it up when this machine is gone. Source: design ending.md section 10. */
import type { Dialog } from '../../providers/carriers/sip/dialog.ts';
import type { Clock } from '../../providers/clock.ts';
import type { Storable } from '../store/json.ts';
import type { LiveCall, SwitchboardLog } from '../switchboard.ts';
import type { PhoneLeg } from './phone-leg.ts';

const retryMs = 2_000;

/** As it stands in the intent of a call. */
export function storedDialog(dialog: Dialog): { sip: Storable } {
  return { sip: structuredClone(dialog) };
}

/** Null when no dialog was known yet. */
export function dialogIn(intent: Readonly<Record<string, unknown>>): Dialog | null {
  const { sip } = intent;
  return typeof sip === 'object' && sip !== null && 'callId' in sip ? (sip as Dialog) : null;
}

/** Stores each new dialog of the leg, the newest one only; while the database is away it is tried again until the call is over. */
export function keepDialog(
  leg: Pick<PhoneLeg, 'onDialog' | 'ended'>,
  live: Pick<LiveCall, 'callId' | 'amend'>,
  { clock, log }: { clock: Clock; log: SwitchboardLog },
): void {
  let newest: Dialog | null = null;
  let storedText = '';
  let busy = false;

  async function store(): Promise<void> {
    while (newest !== null && !leg.ended) {
      const dialog = newest;
      newest = null;
      const text = JSON.stringify(dialog);
      if (text === storedText) continue;
      try {
        if (!(await live.amend({ intent: storedDialog(dialog) }))) return;
        storedText = text;
      } catch (error) {
        log.warn({ err: error, call_id: live.callId }, 'the SIP dialog of a call could not be stored yet');
        newest ??= dialog;
        await new Promise<void>((resolve) => void clock.after(retryMs, resolve));
      }
    }
  }

  leg.onDialog((dialog) => {
    newest = dialog;
    if (busy) return;
    busy = true;
    void store().finally(() => (busy = false));
  });
}

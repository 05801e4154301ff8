/** Calls that come in at our own telephone: which agent they are for, and what becomes of them. */
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import type { Clock } from '../../providers/clock.ts';
import { firstAccount } from '../first-account.ts';
import type { AudioLines } from '../speech/audio-lines.ts';
import type { Store } from '../store/store.ts';
import type { Switchboard, SwitchboardLog } from '../calls/switchboard.ts';
import { keepDialog, storedDialog } from './kept-dialog.ts';
import type { PhoneLeg } from './phone-leg.ts';
import type { SipInvite } from './phone-messages.ts';

export type SipCallsParts = {
  switchboard: Pick<Switchboard, 'open'>;
  store: { agents: Pick<Store['agents'], 'get'> };
  clock: Clock;
  log: SwitchboardLog;
  /** Answers callers who named no agent; null: those are refused. */
  defaultAgent: string | null;
  audioLines: Pick<AudioLines, 'open'>;
};

/** Answers the call, or refuses it as what it is: nobody there, or not now. Never rejects. */
export async function takeSipCall(invite: SipInvite, leg: PhoneLeg, parts: SipCallsParts): Promise<void> {
  const { switchboard, log } = parts;
  const { legId, called, from, to } = invite;
  try {
    const agentId = await agentFor(called, parts);
    if (agentId === null) {
      log.warn({ leg_id: legId }, 'a SIP call named no agent, and RINGOFF_DEFAULT_AGENT is not set');
      return leg.send({ type: 'refuse', cause: 'not_found' });
    }
    const who = { accountId: firstAccount, agentId, direction: 'inbound' as const, carrier: 'sip', legId, from, to };
    const live = await switchboard.open({
      ...who,
      metadata: {},
      intent: storedDialog(invite.dialog),
      makeLine: (call) => parts.audioLines.open(call, leg),
    });
    keepDialog(leg, live, parts);
  } catch (error) {
    const forGood = error instanceof BadConfig || error instanceof Terminal;
    if (error instanceof Retryable) log.warn({ leg_id: legId, why: error.message }, 'a SIP call was not taken'); // Floods must not fill the log.
    else log.error({ err: error, leg_id: legId }, 'a SIP call was not taken');
    leg.send({ type: 'refuse', cause: forGood ? 'not_found' : 'unavailable' });
  }
}

async function agentFor(called: string, { store, defaultAgent }: SipCallsParts): Promise<string | null> {
  const named = /^[\w.-]{1,64}$/.test(called) && (await store.agents.get(firstAccount, called));
  return named ? called : defaultAgent;
}

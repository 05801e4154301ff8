/** What Twilio's webhooks and REST answers say, in our words. Pure. Source: Twilio "Call resource" (Call status values), "Voice webhooks", "Answering machine detection". */
import type { LegReport, LegState, TransferReport } from './carrier.ts';

/** A form body as names and values; of a repeated name the last value counts. */
export type Form = Readonly<Record<string, string>>;

export function readForm(body: string): Form {
  return Object.fromEntries(new URLSearchParams(body));
}

const states: Readonly<Record<string, LegState['state']>> = {
  queued: 'ringing',
  initiated: 'ringing',
  ringing: 'ringing',
  answered: 'up',
  'in-progress': 'up',
  active: 'up',
  completed: 'down',
  busy: 'down',
  failed: 'down',
  'no-answer': 'down',
  canceled: 'down',
};

/** A status that we do not know is `unknown`: it never takes a leg for down. */
export function stateOf(status: unknown): LegState {
  const raw = typeof status === 'string' ? status : '';
  return { state: states[raw] ?? 'unknown', raw };
}

/**
 * Reads the forms of the status callback, of `<Connect action>` and of voicemail detection alike: each tells some of
 * it. Null when the form names no call.
 */
export function statusOf(form: Form): LegReport | null {
  const leg = form['CallSid'];
  if (!leg) return null;
  const { state, raw } = stateOf(form['CallStatus']);
  return {
    leg,
    state,
    raw,
    by: null,
    cause: causeOf(raw, form['SipResponseCode']),
    failed: raw === 'failed',
    answeredBy: answeredBy(form['AnsweredBy']),
    session: sessionOf(form['SessionStatus']),
  };
}

/** Who calls, in a voice webhook; an empty leg when the form names none. */
export function formInvitationOf({ CallSid: leg = '', From: from = '', To: to = '' }: Form) {
  return { leg, from, to };
}

/** The SIP code tells more than `failed` or `busy` alone; behind a completed call it says nothing. */
function causeOf(status: string, sipCode: string | undefined): string {
  return sipCode && status !== 'completed' ? `${status} (SIP ${sipCode})` : status;
}

function answeredBy(word: string | undefined): LegReport['answeredBy'] {
  if (!word) return null;
  if (word === 'human') return 'human';
  if (word.startsWith('machine_end')) return 'machine_ready';
  return word.startsWith('machine') || word === 'fax' ? 'machine' : 'unknown';
}

/**
 * Reads what `<Dial action>` and the status callback of the dialled leg post. Null when the form tells of no transfer.
 * Source: Twilio "TwiML Voice: <Dial>" (DialCallStatus), "<Number>" (statusCallback).
 */
export function dialReportOf(form: Form): TransferReport | null {
  const { CallSid: own, ParentCallSid: parent, CallStatus: status, DialCallStatus: dialled } = form;
  if (parent)
    return status === 'in-progress' ? { leg: parent, outcome: 'answered', detail: status, asksNext: false } : null;
  if (!own || !dialled) return null;
  const talked = dialled === 'completed' || dialled === 'answered';
  return { leg: own, outcome: talked ? 'over' : 'failed', detail: dialled, asksNext: true };
}

function sessionOf(word: string | undefined): LegReport['session'] {
  if (!word) return null;
  return word === 'failed' ? 'lost' : 'over';
}

export type WebhookAddresses = {
  /** The number's voice webhook: answered with the relay document. */
  voice: string;
  /** The relay's WebSocket. */
  relay: string;
  /** The media stream's WebSocket. */
  media: string;
  /** `<Connect action>`: answered with a hang-up. */
  action: string;
  status: string;
  /** Told of transfers, and asked what comes after one. */
  transfer: string;
  /** A short silent clip, which stops what the relay is saying. */
  silence: string;
};

/** The addresses that a carrier is given, below PUBLIC_URL. */
export function webhookAddresses(publicUrl: string, carrierId: string): WebhookAddresses {
  const base = `${publicUrl.replace(/\/+$/, '')}/${carrierId}`;
  return {
    voice: `${base}/voice`,
    relay: `${base.replace(/^http/, 'ws')}/relay`,
    media: `${base.replace(/^http/, 'ws')}/media`,
    action: `${base}/action`,
    status: `${base}/status`,
    transfer: `${base}/transfer`,
    silence: `${base}/silence.wav`,
  };
}

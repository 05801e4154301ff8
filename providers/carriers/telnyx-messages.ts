/** What Telnyx's webhooks and answers say, in our words. Pure. Source: Telnyx "Call Control webhooks" (call.hangup), "TeXML: call completed callback", "Retrieve a call status". */
import type { Party } from '../../engine/reasons.ts';
import type { LegReport, LegState, TransferReport } from './carrier.ts';
import { fieldOf } from './carrier-request.ts';
import { type Form, statusOf } from './twilio-messages.ts';

/** Who called whom: Telnyx tells who hung up by these names. */
export type Direction = 'inbound' | 'outbound';

/** A TeXML callback: Twilio's fields, and who hung up beside them. Null when the form names no call. */
export function texmlStatusOf(form: Form, direction: Direction | null): LegReport | null {
  const report = statusOf(form);
  return report && { ...report, by: partyOf(form['HangupSource'], direction) };
}

/** A Call Control webhook. Null for events that say nothing of a leg's life. */
export function webhookOf(body: string, direction: Direction | null): LegReport | null {
  const data = fieldOf(parsed(body), 'data');
  const payload = fieldOf(data, 'payload');
  const leg = fieldOf(payload, 'call_control_id');
  if (typeof leg !== 'string' || leg === '') return null;
  const nothing = { by: null, cause: '', failed: false, answeredBy: null, session: null };
  const event = textOf(data, 'event_type');
  switch (event) {
    case 'call.initiated':
      return { leg, state: 'ringing', raw: event, ...nothing };
    case 'call.answered':
      return { leg, state: 'up', raw: event, ...nothing };
    case 'call.hangup':
      return { ...nothing, leg, state: 'down', raw: event, ...hangUpOf(payload, direction) };
    case 'call.machine.detection.ended':
    case 'call.machine.premium.detection.ended':
      return { leg, state: 'up', raw: event, ...nothing, answeredBy: answeredBy(textOf(payload, 'result')) };
    case 'call.machine.greeting.ended':
    case 'call.machine.premium.greeting.ended':
      return { leg, state: 'up', raw: event, ...nothing, answeredBy: 'machine_ready' };
    case 'call.conversation.ended':
      return { leg, state: 'unknown', raw: event, ...nothing, session: sessionOf(textOf(payload, 'reason')) };
    default:
      return null;
  }
}

/** A webhook of the leg that a transfer dialled. Null for what says nothing of its outcome. Source: Telnyx "Transfer call". */
export function transferReportOf(body: string): TransferReport | null {
  const data = fieldOf(parsed(body), 'data');
  const payload = fieldOf(data, 'payload');
  const leg = Buffer.from(textOf(payload, 'client_state'), 'base64').toString('utf8');
  if (leg === '' || leg === textOf(payload, 'call_control_id')) return null;
  const event = textOf(data, 'event_type');
  if (event === 'call.answered' || event === 'call.bridged')
    return { leg, outcome: 'answered', detail: event, asksNext: false };
  if (event !== 'call.hangup') return null;
  return { leg, outcome: 'failed', detail: textOf(payload, 'hangup_cause') || 'unspecified', asksNext: false };
}

/** Who calls, when a Call Control webhook tells of a new inbound call; null for every other event. */
export function invitationOf(body: string): { leg: string; from: string; to: string } | null {
  const data = fieldOf(parsed(body), 'data');
  const payload = fieldOf(data, 'payload');
  const leg = textOf(payload, 'call_control_id');
  if (textOf(data, 'event_type') !== 'call.initiated' || textOf(payload, 'direction') !== 'incoming') return null;
  return leg === '' ? null : { leg, from: textOf(payload, 'from'), to: textOf(payload, 'to') };
}

/** A 5xx from the far side broke the call; every other cause is somebody's wish, or nobody's answer. */
function hangUpOf(payload: unknown, direction: Direction | null): Pick<LegReport, 'by' | 'cause' | 'failed'> {
  const cause = textOf(payload, 'hangup_cause') || 'unspecified';
  const sip = textOf(payload, 'sip_hangup_cause');
  const by = partyOf(textOf(payload, 'hangup_source'), direction);
  return { by, cause: /^[3-6]\d\d$/.test(sip) ? `${cause} (SIP ${sip})` : cause, failed: /^5\d\d$/.test(sip) };
}

/** Our own side is nobody in particular: who of us wanted it is known here, not at the carrier. */
function partyOf(source: string | undefined, direction: Direction | null): Party | null {
  const person = direction === 'inbound' ? 'caller' : direction === 'outbound' ? 'callee' : null;
  return person !== null && source === person ? 'caller' : null;
}

function answeredBy(result: string): LegReport['answeredBy'] {
  if (result === 'human' || result === 'human_residence' || result === 'human_business') return 'human';
  return result === 'machine' || result === 'fax_detected' ? 'machine' : 'unknown';
}

function sessionOf(reason: string): LegReport['session'] {
  return reason === 'customer_disconnect' ? 'lost' : 'over';
}

/** A call that is over has an end time; one that is not alive without it is still being made, or nobody knows. */
export function callStateOf(body: unknown): LegState {
  const data = fieldOf(body, 'data');
  const alive = fieldOf(data, 'is_alive');
  if (alive === true) return { state: 'up', raw: 'alive' };
  if (alive !== false) return { state: 'unknown', raw: '' };
  return fieldOf(data, 'end_time') ? { state: 'down', raw: 'not alive' } : { state: 'unknown', raw: 'not alive' };
}

function textOf(value: unknown, name: string): string {
  const found = fieldOf(value, name);
  return typeof found === 'string' ? found : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

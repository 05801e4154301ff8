/** Twilio's programmable voice by its REST API. Source: Twilio "Call resource" (create, update, fetch), "REST API: error 21220". */
import { Terminal } from '../../contract/errors.ts';
import type { Proof } from '../../engine/reasons.ts';
import type { Carrier, DialIntent, LegId, LegState, TransferOrder } from './carrier.ts';
import {
  askCarrier,
  type CarrierAnswer,
  type CarrierHttp,
  creationFailure,
  fieldOf,
  OutcomeUnknown,
  refusalOf,
} from './carrier-request.ts';
import { stateOf } from './twilio-messages.ts';
import { dialTwiml } from './twiml.ts';
import { isFromTwilio } from './twilio-signature.ts';

export type TwilioSettings = CarrierHttp & {
  accountSid: string;
  authToken: string;
  baseUrl?: string;
};

/** The call was not in progress, says this error: mostly because it has ended. */
const invalidCallState = '21220';
const credentials = 'TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN';

export function twilioCarrier(settings: TwilioSettings): Carrier {
  const calls = `${settings.baseUrl ?? 'https://api.twilio.com'}/2010-04-01/Accounts/${settings.accountSid}/Calls`;
  const authorization = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`;

  const post = (url: string, form: URLSearchParams, signal: AbortSignal): Promise<CarrierAnswer> => {
    const headers = { authorization, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    return askCarrier(settings, { method: 'POST', url, headers, body: form.toString() }, signal);
  };

  async function dial(intent: DialIntent, signal: AbortSignal): Promise<LegId> {
    const answer = await post(`${calls}.json`, dialForm(intent), signal).catch((error: unknown) => {
      throw creationFailure(error, 'call');
    });
    if (answer.status >= 500) throw new OutcomeUnknown(`the carrier answered ${answer.status} to a new call`);
    if (!isGood(answer)) throw refusalOf(answer, errorCode(answer), credentials);
    const sid = fieldOf(answer.body, 'sid');
    if (typeof sid !== 'string') throw new OutcomeUnknown('the carrier named no call');
    return sid;
  }

  async function hangUp(leg: LegId, signal: AbortSignal): Promise<Proof> {
    const answer = await post(addressOf(leg), new URLSearchParams({ Status: 'completed' }), signal);
    if (isGood(answer)) return stateOf(fieldOf(answer.body, 'status')).state === 'down' ? 'carrier_ended' : 'accepted';
    if (answer.status === 404) return 'carrier_ended';
    const refusal = refusalOf(answer, errorCode(answer), credentials);
    if (errorCode(answer) !== invalidCallState) throw refusal;
    if ((await legState(leg, signal)).state === 'down') return 'carrier_ended';
    throw refusal;
  }

  /** A new document takes the place of the one that runs, and ends the relay session with it. */
  async function transfer(leg: LegId, order: TransferOrder, signal: AbortSignal): Promise<void> {
    const answer = await post(addressOf(leg), new URLSearchParams({ Twiml: dialTwiml(order) }), signal);
    if (!isGood(answer)) throw refusalOf(answer, errorCode(answer), credentials);
  }

  /** A call that Twilio does not know (any more) is down. */
  async function legState(leg: LegId, signal: AbortSignal): Promise<LegState> {
    const headers = { authorization, accept: 'application/json' };
    const answer = await askCarrier(settings, { method: 'GET', url: addressOf(leg), headers }, signal);
    if (answer.status === 404) return { state: 'down', raw: 'not found' };
    if (!isGood(answer)) throw refusalOf(answer, errorCode(answer), credentials);
    return stateOf(fieldOf(answer.body, 'status'));
  }

  function addressOf(leg: LegId): string {
    if (!/^CA[0-9a-fA-F]{32}$/.test(leg)) throw new Terminal('this is no id of a Twilio call');
    return `${calls}/${leg}.json`;
  }

  return {
    id: 'twilio',
    can: { playbackMarks: true, transfer: true, detectVoicemail: true, bestProof: 'carrier_ended' },
    verify: (request) => isFromTwilio(request, settings.authToken),
    dial,
    hangUp,
    transfer,
    legState,
  };
}

/** Voicemail detection runs beside the call, so that a human is never kept waiting for its verdict. */
function dialForm(intent: DialIntent): URLSearchParams {
  const form = new URLSearchParams({
    From: intent.from,
    To: intent.to,
    Url: intent.answerUrl,
    Method: 'POST',
    StatusCallback: intent.statusUrl,
    StatusCallbackMethod: 'POST',
  });
  for (const event of ['initiated', 'ringing', 'answered', 'completed']) form.append('StatusCallbackEvent', event);
  if (intent.ringMsMax !== null) form.set('Timeout', seconds(intent.ringMsMax));
  if (intent.callMsMax !== null) form.set('TimeLimit', seconds(intent.callMsMax));
  if (intent.detectVoicemail === 'off') return form;
  form.set('MachineDetection', intent.detectVoicemail === 'at_once' ? 'Enable' : 'DetectMessageEnd');
  form.set('AsyncAmd', 'true');
  form.set('AsyncAmdStatusCallback', intent.statusUrl);
  form.set('AsyncAmdStatusCallbackMethod', 'POST');
  return form;
}

function seconds(ms: number): string {
  return String(Math.ceil(ms / 1000));
}

function isGood(answer: CarrierAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function errorCode(answer: CarrierAnswer): string | null {
  const code = fieldOf(answer.body, 'code');
  return typeof code === 'number' || typeof code === 'string' ? String(code).slice(0, 10) : null;
}

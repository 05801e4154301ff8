/** Text messages by Telnyx. Source: Telnyx "Send a message", "Receiving webhooks for messaging", "Error 40300". */
import {
  askCarrier,
  type CarrierAnswer,
  type CarrierHttp,
  creationFailure,
  fieldOf,
  OutcomeUnknown,
  refusalOf,
} from '../carriers/carrier-request.ts';
import { type InboundText, type Messenger, Stopped, type TextMessage, wishOf } from './messenger.ts';

export type TelnyxMessengerSettings = CarrierHttp & { apiKey: string; baseUrl?: string };

/** "Blocked due to STOP message." */
const blockedByStop = '40300';
const credentials = 'TELNYX_API_KEY';

export function telnyxMessenger(settings: TelnyxMessengerSettings): Messenger {
  const url = `${settings.baseUrl ?? 'https://api.telnyx.com'}/v2/messages`;
  const headers = {
    authorization: `Bearer ${settings.apiKey}`,
    accept: 'application/json',
    'content-type': 'application/json',
  };

  async function send({ from, to, text }: TextMessage, signal: AbortSignal): Promise<string> {
    const body = JSON.stringify({ from, to, text });
    const answer = await askCarrier(settings, { method: 'POST', url, headers, body }, signal).catch(
      (error: unknown) => {
        throw creationFailure(error, 'message');
      },
    );
    if (answer.status >= 500) throw new OutcomeUnknown(`the carrier answered ${answer.status} to a new message`);
    if (errorCode(answer) === blockedByStop) throw new Stopped('the number has told Telnyx to stop');
    if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer, errorCode(answer), credentials);
    const id = fieldOf(fieldOf(answer.body, 'data'), 'id');
    if (typeof id !== 'string') throw new OutcomeUnknown('the carrier named no message');
    return id;
  }

  /** Telnyx shows a message only to who knows its id. */
  return { id: 'telnyx', send, find: async () => null };
}

/** Null: it is no message that came in. */
export function telnyxInbound(body: string): InboundText | null {
  const data = fieldOf(parsed(body), 'data');
  if (fieldOf(data, 'event_type') !== 'message.received') return null;
  const payload = fieldOf(data, 'payload');
  const from = fieldOf(fieldOf(payload, 'from'), 'phone_number');
  const text = fieldOf(payload, 'text');
  if (typeof from !== 'string' || from === '') return null;
  return { from, wish: typeof text === 'string' ? wishOf(text) : null };
}

function errorCode(answer: CarrierAnswer): string | null {
  const errors = fieldOf(answer.body, 'errors');
  const code = Array.isArray(errors) ? fieldOf(errors[0], 'code') : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code).slice(0, 10) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Text messages by Twilio. Source: Twilio "Messages resource" (create, list), "Error 21610", "Webhooks for SMS". */
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

export type TwilioMessengerSettings = CarrierHttp & { accountSid: string; authToken: string; baseUrl?: string };

/** "Attempt to send to unsubscribed recipient." */
const unsubscribed = '21610';
const credentials = 'TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN';
const pageSize = 50;

export function twilioMessenger(settings: TwilioMessengerSettings): Messenger {
  const base = settings.baseUrl ?? 'https://api.twilio.com';
  const messages = `${base}/2010-04-01/Accounts/${settings.accountSid}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`;
  const headers = { authorization, accept: 'application/json' };

  async function send(message: TextMessage, signal: AbortSignal): Promise<string> {
    const typed = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ To: message.to, ...senderOf(message), Body: message.text }).toString();
    const answer = await askCarrier(settings, { method: 'POST', url: messages, headers: typed, body }, signal).catch(
      (error: unknown) => {
        throw creationFailure(error, 'message');
      },
    );
    if (answer.status >= 500) throw new OutcomeUnknown(`the carrier answered ${answer.status} to a new message`);
    if (errorCode(answer) === unsubscribed) throw new Stopped('the number has told Twilio to stop');
    if (!isGood(answer)) throw refusalOf(answer, errorCode(answer), credentials);
    const sid = fieldOf(answer.body, 'sid');
    if (typeof sid !== 'string') throw new OutcomeUnknown('the carrier named no message');
    return sid;
  }

  /** Twilio takes no key against doing a thing twice, so the same words to the same number since then are this message. */
  async function find(message: TextMessage, since: Date, signal: AbortSignal): Promise<string | null> {
    const query = new URLSearchParams({ To: message.to, 'DateSent>': since.toISOString().slice(0, 10) });
    query.set('PageSize', String(pageSize));
    const answer = await askCarrier(settings, { method: 'GET', url: `${messages}?${query}`, headers }, signal);
    if (!isGood(answer)) throw refusalOf(answer, errorCode(answer), credentials);
    const listed = fieldOf(answer.body, 'messages');
    const found = (Array.isArray(listed) ? listed : []).find((one) => isThis(one, message, since));
    const sid = fieldOf(found, 'sid');
    return typeof sid === 'string' ? sid : null;
  }

  return { id: 'twilio', send, find };
}

/** A messaging service chooses among its numbers itself. */
function senderOf({ from }: TextMessage): Record<string, string> {
  return from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from };
}

/** Twilio tells whole seconds. */
function isThis(listed: unknown, message: TextMessage, since: Date): boolean {
  const created = Date.parse(String(fieldOf(listed, 'date_created') ?? ''));
  return fieldOf(listed, 'body') === message.text && created >= Math.floor(since.getTime() / 1_000) * 1_000;
}

/** Null: it names no sender. With advanced opt-out Twilio tells the wish itself, in any language. */
export function twilioInbound(form: Readonly<Record<string, string>>): InboundText | null {
  const { From: from, Body: text = '', OptOutType: told = '' } = form;
  if (!from) return null;
  if (told === 'STOP') return { from, wish: 'stop' };
  if (told === 'START') return { from, wish: 'start' };
  return { from, wish: wishOf(text) };
}

function isGood(answer: CarrierAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function errorCode(answer: CarrierAnswer): string | null {
  const code = fieldOf(answer.body, 'code');
  return typeof code === 'number' || typeof code === 'string' ? String(code).slice(0, 10) : null;
}

/** Telnyx by its Call Control API. Source: Telnyx "Dial", "Answer call", "Hangup call", "Retrieve a call status", "Conversation Relay", "Streaming start". */
import { randomUUID } from 'node:crypto';
import { Terminal } from '../../contract/errors.ts';
import type { CarrierLine } from '../../contract/routes/calls.ts';
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
import { callStateOf } from './telnyx-messages.ts';
import { isFromTelnyx, telnyxKey } from './telnyx-signature.ts';

export type TelnyxSettings = CarrierHttp & {
  apiKey: string;
  /** As the portal shows it, base64. */
  publicKey: string;
  /** The Call Control application that outbound calls belong to. */
  connectionId: string;
  baseUrl?: string;
  language?: string;
  voice?: string;
  /** The time of day in milliseconds, for the age of signatures. */
  epochMs?(): number;
  newId?(): string;
};

/** "Call has already ended." */
const alreadyEnded = '90018';
const credentials = 'TELNYX_API_KEY';

export type TelnyxCarrier = Carrier & {
  /** Takes an inbound call of a Call Control application, and has its sound streamed both ways to `streamUrl`. */
  answer(leg: LegId, streamUrl: string, signal: AbortSignal): Promise<void>;
  /** Opens the line of a call that is up, again: the session that it had is over. */
  connect(leg: LegId, line: CarrierLine, socketUrl: string, signal: AbortSignal): Promise<void>;
};

/** Throws BadConfig when the public key is none. */
export function telnyxCarrier(settings: TelnyxSettings): TelnyxCarrier {
  const calls = `${settings.baseUrl ?? 'https://api.telnyx.com'}/v2/calls`;
  const key = telnyxKey(settings.publicKey);
  const newId = settings.newId ?? randomUUID;
  const headers = { authorization: `Bearer ${settings.apiKey}`, accept: 'application/json' };

  const post = (url: string, body: object, signal: AbortSignal): Promise<CarrierAnswer> => {
    const typed = { ...headers, 'content-type': 'application/json' };
    return askCarrier(settings, { method: 'POST', url, headers: typed, body: JSON.stringify(body) }, signal);
  };

  async function dial(intent: DialIntent, signal: AbortSignal): Promise<LegId> {
    const answer = await post(calls, dialBody(intent, settings), signal).catch((error: unknown) => {
      throw creationFailure(error, 'call');
    });
    if (answer.status >= 500) throw new OutcomeUnknown(`the carrier answered ${answer.status} to a new call`);
    if (!isGood(answer)) throw refusalOf(answer, errorCode(answer), credentials);
    const id = fieldOf(fieldOf(answer.body, 'data'), 'call_control_id');
    if (typeof id !== 'string') throw new OutcomeUnknown('the carrier named no call');
    return id;
  }

  /**
   * Each command has an id of its own. Telnyx ignores a second command with the same id, so a hang-up that was taken
   * and lost inside Telnyx could not be repeated under it; repeating it under another id is harmless.
   */
  async function hangUp(leg: LegId, signal: AbortSignal): Promise<Proof> {
    const answer = await post(`${addressOf(leg)}/actions/hangup`, { command_id: newId() }, signal);
    if (isGood(answer)) return 'accepted';
    if (answer.status === 404 || errorCode(answer) === alreadyEnded) return 'carrier_ended';
    throw refusalOf(answer, errorCode(answer), credentials);
  }

  /** The dialled leg carries the id of this one, so that its webhooks tell whose transfer they are about. */
  async function transfer(leg: LegId, order: TransferOrder, signal: AbortSignal): Promise<void> {
    const target = {
      to: order.to,
      timeout_secs: seconds(order.ringMsMax),
      target_leg_client_state: Buffer.from(leg, 'utf8').toString('base64'),
      webhook_url: order.reportUrl,
      webhook_url_method: 'POST',
    };
    return command(leg, 'transfer', target, signal);
  }

  async function command(leg: LegId, name: string, fields: object, signal: AbortSignal): Promise<void> {
    const answer = await post(`${addressOf(leg)}/actions/${name}`, { command_id: newId(), ...fields }, signal);
    if (!isGood(answer)) throw refusalOf(answer, errorCode(answer), credentials);
  }

  /** The status of an ended call is kept for ten minutes; a call not known (any more) is down. */
  async function legState(leg: LegId, signal: AbortSignal): Promise<LegState> {
    const answer = await askCarrier(settings, { method: 'GET', url: addressOf(leg), headers }, signal);
    if (answer.status === 404) return { state: 'down', raw: 'not found' };
    if (!isGood(answer)) throw refusalOf(answer, errorCode(answer), credentials);
    return callStateOf(answer.body);
  }

  function addressOf(leg: LegId): string {
    if (/^\.*$/.test(leg)) throw new Terminal('this is no id of a Telnyx call');
    return `${calls}/${encodeURIComponent(leg).replaceAll('%3A', ':')}`;
  }

  return {
    id: 'telnyx',
    can: { playbackMarks: false, transfer: true, detectVoicemail: true, bestProof: 'carrier_ended' },
    verify: (request) => isFromTelnyx(request, key, (settings.epochMs ?? Date.now)()),
    dial,
    answer: (leg, streamUrl, signal) => command(leg, 'answer', streamTo(streamUrl), signal),
    connect: (leg, line, socketUrl, signal) =>
      line === 'media'
        ? command(leg, 'streaming_start', streamTo(socketUrl), signal)
        : command(leg, 'conversation_relay_start', relayTo(socketUrl, settings), signal),
    hangUp,
    transfer,
    legState,
  };
}

/** Its sound, both ways. */
function streamTo(url: string): object {
  return {
    stream_url: url,
    stream_track: 'inbound_track',
    stream_codec: 'PCMU',
    stream_bidirectional_mode: 'rtp',
    stream_bidirectional_codec: 'PCMU',
  };
}

function relayTo(url: string, { language, voice }: TelnyxSettings): object {
  return {
    url,
    dtmf_detection: true,
    interruptible: 'speech',
    ...(language !== undefined && { language }),
    ...(voice !== undefined && { voice }),
  };
}

/**
 * Telnyx opens the line by itself once the call is answered. The intent's id comes back in every webhook. With
 * `greeting_end` a machine is told twice: when it is known, and when its greeting is over.
 */
function dialBody(intent: DialIntent, settings: TelnyxSettings): object {
  return {
    connection_id: settings.connectionId,
    to: intent.to,
    from: intent.from,
    command_id: intent.id,
    client_state: Buffer.from(intent.id, 'utf8').toString('base64'),
    webhook_url: intent.statusUrl,
    webhook_url_method: 'POST',
    ...(intent.ringMsMax !== null && { timeout_secs: seconds(intent.ringMsMax) }),
    ...(intent.callMsMax !== null && { time_limit_secs: seconds(intent.callMsMax) }),
    ...(intent.detectVoicemail !== 'off' && {
      answering_machine_detection: intent.detectVoicemail === 'at_once' ? 'detect' : 'greeting_end',
    }),
    ...(intent.line === 'media'
      ? streamTo(intent.socketUrl)
      : { conversation_relay_config: relayTo(intent.socketUrl, settings) }),
  };
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}

function isGood(answer: CarrierAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function errorCode(answer: CarrierAnswer): string | null {
  const errors = fieldOf(answer.body, 'errors');
  const code = Array.isArray(errors) ? fieldOf(errors[0], 'code') : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code).slice(0, 10) : null;
}

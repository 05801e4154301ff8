/**
 * The messages of a carrier's media stream, in our words. Twilio and Telnyx say nearly the same: what differs stands in
 * twilio-media.ts and telnyx-media.ts. Pure. A payload is base64 of G.711 µ-law at 8 kHz.
 */
import { decodeG711, encodeG711 } from '../sound/g711.ts';
import type { LegId } from './carrier.ts';
import { fieldOf } from './carrier-request.ts';

export type MediaMessage =
  /** The stream's own hello, which says nothing of a call. */
  | { type: 'connected' }
  /** `legs`: the ids that the carrier gives its leg. `fault`: why its sound cannot be understood; null when it can. */
  | { type: 'started'; streamId: string; legs: readonly LegId[]; fault: string | null }
  /** `place`: of this sound in the stream, growing by 1; null when the carrier does not tell. */
  | { type: 'heard'; place: number | null; pcm: Int16Array }
  | { type: 'pressed'; digit: string }
  | { type: 'marked'; name: string }
  /** The stream ended. The call may be up. */
  | { type: 'stopped' }
  | { type: 'failed'; code: string }
  | { type: 'unknown'; name: string }
  | { type: 'invalid'; why: string };

export type MediaCommand = { type: 'play'; pcm: Int16Array } | { type: 'mark'; name: string } | { type: 'clear' };

/** How one carrier writes them. */
export type MediaCodec = {
  /** Never throws. */
  read(text: string): MediaMessage;
  write(streamId: string, command: MediaCommand): string;
};

type StartReader = (message: unknown) => Extract<MediaMessage, { type: 'started' }> | null;

/** Reads what both carriers say alike. */
export function readMediaMessage(text: string, startOf: StartReader): MediaMessage {
  const message = parsed(text);
  const event = fieldOf(message, 'event');
  switch (event) {
    case 'connected':
      return { type: 'connected' };
    case 'start':
      return startOf(message) ?? invalid('a start without the ids of call and stream');
    case 'media':
      return heardOf(fieldOf(message, 'media'));
    case 'dtmf':
      return pressedOf(fieldOf(message, 'dtmf'));
    case 'mark':
      return markedOf(fieldOf(message, 'mark'));
    case 'stop':
      return { type: 'stopped' };
    case 'error':
      return { type: 'failed', code: codeOf(fieldOf(message, 'payload')) };
    default:
      return typeof event === 'string' ? { type: 'unknown', name: event.slice(0, 40) } : invalid('no event');
  }
}

/** The body of a command, which carriers name alike. */
export function writeMediaCommand(command: MediaCommand): object {
  switch (command.type) {
    case 'play':
      return { event: 'media', media: { payload: encodeG711('PCMU', command.pcm).toString('base64') } };
    case 'mark':
      return { event: 'mark', mark: { name: command.name } };
    case 'clear':
      return { event: 'clear' };
  }
}

/** Null when the sound is what we understand, else what it is instead. */
export function formatFault(encoding: unknown, encodings: readonly string[], rate: unknown): string | null {
  const known = typeof encoding === 'string' && encodings.includes(encoding.toLowerCase());
  if (known && Number(rate) === 8_000) return null;
  const what = `${typeof encoding === 'string' ? encoding.slice(0, 40) : 'no encoding'} at ${Number(rate) || '?'} Hz`;
  return `the stream's sound is ${what}; µ-law at 8000 Hz is understood`;
}

function heardOf(media: unknown): MediaMessage {
  const payload = fieldOf(media, 'payload');
  const track = fieldOf(media, 'track');
  if (typeof payload !== 'string') return invalid('media without a payload');
  if (track !== undefined && track !== 'inbound') return { type: 'unknown', name: 'media of another track' };
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(payload)) return invalid('a payload that is no base64');
  const chunk = Number(fieldOf(media, 'chunk'));
  const place = Number.isSafeInteger(chunk) && chunk > 0 ? chunk : null;
  return { type: 'heard', place, pcm: decodeG711('PCMU', Buffer.from(payload, 'base64')) };
}

function pressedOf(dtmf: unknown): MediaMessage {
  const digit = fieldOf(dtmf, 'digit');
  return typeof digit === 'string' && /^[0-9*#A-D]$/.test(digit)
    ? { type: 'pressed', digit }
    : invalid('a key that is none');
}

function markedOf(mark: unknown): MediaMessage {
  const name = fieldOf(mark, 'name');
  return typeof name === 'string' ? { type: 'marked', name: name.slice(0, 100) } : invalid('a mark without a name');
}

function codeOf(payload: unknown): string {
  const code = fieldOf(payload, 'code');
  return typeof code === 'number' || typeof code === 'string' ? String(code).slice(0, 10) : 'without a code';
}

function invalid(why: string): MediaMessage {
  return { type: 'invalid', why };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

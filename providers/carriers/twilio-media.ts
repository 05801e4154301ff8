/** Twilio's Media Streams. Source: Twilio "Media Streams: WebSocket messages". */
import { fieldOf } from './carrier-request.ts';
import { formatFault, type MediaCodec, readMediaMessage, writeMediaCommand } from './media-messages.ts';

export const twilioMedia: MediaCodec = {
  read: (text) => readMediaMessage(text, startOf),
  write: (streamSid, command) => JSON.stringify({ ...writeMediaCommand(command), streamSid }),
};

function startOf(message: unknown) {
  const start = fieldOf(message, 'start');
  const streamId = fieldOf(start, 'streamSid') ?? fieldOf(message, 'streamSid');
  const leg = fieldOf(start, 'callSid');
  if (typeof streamId !== 'string' || typeof leg !== 'string') return null;
  const format = fieldOf(start, 'mediaFormat');
  const fault = formatFault(fieldOf(format, 'encoding'), ['audio/x-mulaw'], fieldOf(format, 'sampleRate'));
  return { type: 'started' as const, streamId, legs: [leg], fault };
}

/** Telnyx's media streaming. Source: Telnyx "Stream call media over WebSocket", "Media streaming". */
import { fieldOf } from './carrier-request.ts';
import { formatFault, type MediaCodec, readMediaMessage, writeMediaCommand } from './media-messages.ts';

export const telnyxMedia: MediaCodec = {
  read: (text) => readMediaMessage(text, startOf),
  write: (streamId, command) => JSON.stringify({ ...writeMediaCommand(command), stream_id: streamId }),
};

function startOf(message: unknown) {
  const start = fieldOf(message, 'start');
  const streamId = fieldOf(message, 'stream_id') ?? fieldOf(start, 'stream_id');
  const leg = fieldOf(start, 'call_control_id');
  if (typeof streamId !== 'string' || typeof leg !== 'string') return null;
  const format = fieldOf(start, 'media_format');
  const fault = formatFault(fieldOf(format, 'encoding'), ['pcmu'], fieldOf(format, 'sample_rate'));
  return { type: 'started' as const, streamId, legs: [leg], fault };
}

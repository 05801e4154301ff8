import { expect, test } from 'vitest';
import fixtures from './fixtures/media-streams.json' with { type: 'json' };
import type { MediaCodec } from './media-messages.ts';
import { telnyxMedia } from './telnyx-media.ts';
import { twilioMedia } from './twilio-media.ts';

const codecs: Readonly<Record<string, MediaCodec>> = { twilio: twilioMedia, telnyx: telnyxMedia };

/** As in the carriers' documentation, with made-up ids. */
test.each(fixtures)('$carrier: $name', ({ carrier, message, means }) => {
  const read = codecs[carrier]!.read(JSON.stringify(message));
  expect('pcm' in read ? { ...read, pcm: [...read.pcm] } : read).toEqual(means);
});

test.each(['twilio', 'telnyx'])('%s: what is no message is told as such', (carrier) => {
  const { read } = codecs[carrier]!;
  for (const text of ['', '[]', 'null', '{"event":7}', '{"event":"media"}', '{"event":"start","start":{}}'])
    expect(read(text).type).toBe('invalid');
  expect(read('{"event":"mark","mark":{"name":5}}')).toEqual({ type: 'invalid', why: 'a mark without a name' });
  expect(read('{"event":"media","media":{"payload":"ä"}}').type).toBe('invalid');
});

test('what we write', () => {
  const pcm = Int16Array.of(0, 8_316, -8_316);
  const play = { event: 'media', media: { payload: '/58f' } };
  const written = (codec: MediaCodec): unknown[] =>
    [{ type: 'play', pcm } as const, { type: 'mark', name: '0.1.end' } as const, { type: 'clear' } as const].map(
      (command) => JSON.parse(codec.write('S1', command)) as unknown,
    );
  const mark = { event: 'mark', mark: { name: '0.1.end' } };
  expect(written(twilioMedia)).toEqual([play, mark, { event: 'clear' }].map((one) => ({ ...one, streamSid: 'S1' })));
  expect(written(telnyxMedia)).toEqual([play, mark, { event: 'clear' }].map((one) => ({ ...one, stream_id: 'S1' })));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { soundReader, writeSound, type SoundMessage } from './wire.ts';

const pcm = fc.int16Array({ maxLength: 400 });
const utterance = fc.integer({ min: 0, max: 0xffff_ffff });
const message: fc.Arbitrary<SoundMessage> = fc.oneof(
  fc.record({ type: fc.constant('hello' as const), legId: fc.string(), secret: fc.string() }),
  fc.record({ type: fc.constant('heard' as const), pcm }),
  fc.record({ type: fc.constant('sound' as const), utterance, pcm }),
  fc.record({ type: fc.constant('end' as const), utterance }),
);

test('what was written is read, however the socket cuts it', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), fc.integer({ min: 1, max: 97 }), (messages, pieceBytes) => {
      const bytes = Buffer.concat(messages.map(writeSound));
      const read = soundReader();
      const got: SoundMessage[] = [];
      for (let at = 0; at < bytes.length; at += pieceBytes) got.push(...read(bytes.subarray(at, at + pieceBytes)));
      expect(got).toEqual(messages);
    }),
  );
});

test('what is no message is refused, not waited for', () => {
  const read = (bytes: number[]) => () => soundReader()(Buffer.from(bytes));
  expect(read([0, 0, 0, 0, 2])).toThrow('of 0 bytes');
  expect(read([255, 255, 255, 255, 2])).toThrow('of 4294967295 bytes');
  expect(read([1, 0, 0, 0, 9])).toThrow('unknown kind 9');
  expect(read([2, 0, 0, 0, 4, 1])).toThrow('without its utterance');
  expect(read([3, 0, 0, 0, 1, 123, 125])).toThrow('without leg and secret');
});

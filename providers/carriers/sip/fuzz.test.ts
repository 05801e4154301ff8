import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage, writeMessage } from './message.ts';
import { readSdp } from './sdp.ts';
import { fuzz } from './testing/fuzz.ts';
import { readNameAddress, readUri } from './uri.ts';
import { readVia } from './via.ts';

test('thousands of broken messages throw nothing, and leave no call', async () => {
  const { thrown, calls, left } = await fuzz(20_000, 7);
  expect(thrown).toEqual([]);
  expect(calls).toBeGreaterThan(20);
  expect(left).toMatchObject({ calls: 0, dialogs: 0, transactions: 0 });
  expect(left.malformed).toBeGreaterThan(1_000);
});

test('no text throws in any reader', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      readUri(text);
      readNameAddress(text);
      readVia(`SIP/2.0/UDP ${text}`);
      readSdp(Buffer.from(`v=0\n${text}`));
      readMessage(Buffer.from(text));
    }),
  );
});

test('what is read and written again reads the same', () => {
  const value = fc.stringMatching(/^[A-Za-z0-9 ,;="<>:@.-]{0,60}$/);
  fc.assert(
    fc.property(fc.array(value, { maxLength: 10 }), fc.uint8Array({ maxLength: 100 }), (values, body) => {
      const headers = values.map((each) => `X-Test: ${each}`);
      const head = [
        'OPTIONS sip:a@b SIP/2.0',
        'v: SIP/2.0/UDP h;branch=z9hG4bK1',
        'f: <sip:a@b>;tag=1',
        't: <sip:c@d>',
        'i: 1',
        'CSeq: 1 OPTIONS',
      ];
      const text = [...head, ...headers, '', ''].join('\r\n');
      const read = readMessage(Buffer.concat([Buffer.from(text), body]));
      if (typeof read === 'string') throw new Error(read);
      const again = readMessage(writeMessage(read));
      if (typeof again === 'string') throw new Error(again);
      expect({ ...again, headers: again.headers.slice(0, -1) }).toEqual(read);
    }),
  );
});

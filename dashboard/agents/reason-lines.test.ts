import { expect, test } from 'vitest';
import { addReasons, readReasonLines } from './reason-lines.ts';

const closings = (text: string) =>
  readReasonLines(text).map(({ reason, closing }) => [reason, closing.mode, closing.message]);

test('each line is a reason, in one of three modes', () => {
  const text = [
    'Fraud detected',
    'Wrong number | Sorry for the mix-up. Goodbye!',
    'Abusive caller | prompt: Stay calm and say that the call ends.',
    'Sold out | static: "All gone, I am afraid."',
    'Not now | none',
  ].join('\r\n');
  expect(closings(text)).toEqual([
    ['Fraud detected', 'none', ''],
    ['Wrong number', 'static', 'Sorry for the mix-up. Goodbye!'],
    ['Abusive caller', 'prompt', 'Stay calm and say that the call ends.'],
    ['Sold out', 'static', 'All gone, I am afraid.'],
    ['Not now', 'none', ''],
  ]);
});

test('signs of a list, empty lines and columns of a table are understood', () => {
  expect(closings('- One\n\n2) Two\n  • Three\tBye, then.')).toEqual([
    ['One', 'none', ''],
    ['Two', 'none', ''],
    ['Three', 'static', 'Bye, then.'],
  ]);
});

test('the same reason is added once, and no more than fifty', () => {
  const { reasons, repeated } = addReasons(readReasonLines('Wrong number'), readReasonLines('WRONG  number!\nOther'));
  expect(reasons.map(({ reason }) => reason)).toEqual(['Wrong number', 'Other']);
  expect(repeated).toEqual(['WRONG  number!']);
  const many = readReasonLines(Array.from({ length: 60 }, (_, n) => `Reason ${n}`).join('\n'));
  const full = addReasons([], many);
  expect([full.reasons.length, full.tooMany]).toEqual([50, 10]);
});

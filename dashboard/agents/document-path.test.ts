import { expect, test } from 'vitest';
import { differences, readAt, writeAt } from './document-path.ts';

const document = {
  name: 'Desk',
  ending: { reasons: [{ reason: 'A' }, { reason: 'B' }], silence: { timeout_seconds: 30 } },
};

test('a place is read and written as the server names it', () => {
  expect(readAt(document, 'ending.reasons[1].reason')).toBe('B');
  expect(readAt(document, 'ending.tag.nothing')).toBeUndefined();
  const changed = writeAt(document, 'ending.reasons[1].reason', 'C');
  expect(changed.ending.reasons).toEqual([{ reason: 'A' }, { reason: 'C' }]);
  expect(changed.ending.silence).toBe(document.ending.silence);
  expect(document.ending.reasons[1]).toEqual({ reason: 'B' });
});

test('differences name the place, and lists of another length as a whole', () => {
  const after = writeAt(writeAt(document, 'ending.silence.timeout_seconds', null), 'ending.reasons', [{ reason: 'A' }]);
  expect(differences(document, after)).toEqual([
    { path: 'ending.reasons', before: document.ending.reasons, after: [{ reason: 'A' }] },
    { path: 'ending.silence.timeout_seconds', before: 30, after: null },
  ]);
  expect(differences(document, structuredClone(document))).toEqual([]);
});

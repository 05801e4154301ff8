import { expect, test } from 'vitest';
import type { FlowNode } from '../../contract/flow.ts';
import type { NodeKind } from '../../contract/flow-nodes.ts';
import { blockName, blockSummary, endOrders } from './block-words.ts';

function block(kind: NodeKind, data: object, title = ''): FlowNode {
  return { id: 'b', kind, title, position: { x: 0, y: 0 }, data } as FlowNode;
}

test.each([
  ['utterance', { mode: 'verbatim', text: ' Hello. ' }, 'Hello.'],
  ['utterance', { mode: 'generated', instruction: 'Greet.' }, 'Greet.'],
  ['slot_collection', { slots: [{ name: 'day' }, { name: '' }, { name: 'phone' }] }, 'day, phone'],
  [
    'condition',
    { branches: [{ label: 'a', expression: 'x > 1' }, { question: 'Is it urgent?' }] },
    'x > 1, Is it urgent?',
  ],
  ['action', { mode: 'http', http: { method: 'POST', url: 'https://{{api}}/book?x=1' } }, 'POST /book?x=1'],
  ['action', { mode: 'http', http: { method: 'GET', url: 'https://api.example' } }, 'GET /'],
  ['action', { mode: 'set', set: [{ variable: 'a' }, { variable: 'b' }] }, 'a, b'],
  ['transfer', { to: 'front desk' }, 'front desk'],
  ['end_call', { message: { mode: 'fixed', text: 'Bye!' }, skip_goodbye: false }, 'Bye!'],
  ['end_call', { message: { mode: 'fixed', text: 'Bye!' }, skip_goodbye: true }, 'Hangs up without a word'],
] as const)('%s: %j', (kind, data, summary) => expect(blockSummary(block(kind, data))).toBe(summary));

test.each([null, {}, { slots: 5, branches: [null, 'x'], http: 'no', set: {} }])('data of no shape: %j', (data) => {
  const kinds = ['utterance', 'slot_collection', 'condition', 'action', 'transfer', 'end_call'] as const;
  for (const kind of kinds) expect(blockSummary(block(kind, data as object))).toBe('');
});

test('a block without a title is called by its kind', () => {
  expect(blockName(block('end_call', {}))).toBe('End call (b)');
  expect(blockName(block('end_call', {}, ' Booked '))).toBe('Booked');
});

test('an End Call block tells its tags and what follows the call', () => {
  const data = {
    outcome_tags: ['done'],
    sms: { enabled: true },
    summary: { enabled: false },
    webhooks: [{}],
    log: null,
  };
  expect(endOrders(block('end_call', data))).toEqual({ tags: ['done'], followUps: ['SMS', 'webhook'] });
  expect(endOrders(block('end_call', {}))).toEqual({ tags: [], followUps: [] });
});

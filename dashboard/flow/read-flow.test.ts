import { expect, test } from 'vitest';
import { flow as flowSchema } from '../../contract/flow.ts';
import { addBlock, emptyFlow } from './flow-edit.ts';
import { readFlow, readFlowText } from './read-flow.ts';

const stored = import.meta.glob<string>('../../contract/fixtures/flows/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

test.each(Object.entries(stored))('%s, a stored flow, can be drawn', (_, text) => {
  expect(readFlowText(text)).toMatchObject({ ok: true });
});

test.each(Object.entries(stored))('%s: read with all its defaults, nothing is filled in', (_, text) => {
  const read = readFlowText(text);
  const whole = flowSchema.parse(read.ok && read.flow);
  expect(readFlow(whole)).toEqual({ ok: true, flow: whole });
});

test('a flow that is whole stays the same, block by block', () => {
  const { flow } = addBlock(emptyFlow, { kind: 'utterance', at: { x: 1, y: 2 } });
  const read = readFlow(flow);
  expect(read).toEqual({ ok: true, flow });
  expect(read.ok && read.flow.nodes[0]).toBe(flow.nodes[0]);
});

test('what is missing is filled in, and what was written is kept', () => {
  const read = readFlowText(
    JSON.stringify({
      kind: 'flow',
      flow: {
        nodes: [{ id: 'a', kind: 'utterance', data: { mode: 'generated', instruction: 'Ask.' } }],
        edges: [{ id: 'e', from: 'a', to: 'a', label: 'again' }],
      },
    }),
  );
  expect(read).toEqual({
    ok: true,
    flow: {
      version: 1,
      start: null,
      nodes: [
        {
          id: 'a',
          kind: 'utterance',
          title: '',
          position: { x: 0, y: 0 },
          data: { mode: 'generated', instruction: 'Ask.', tools: [], wait_for_reply: true, no_input_seconds: null },
        },
      ],
      edges: [{ id: 'e', from: 'a', to: 'a', label: 'again', order: 0 }],
    },
  });
});

test.each([
  ['', 'not JSON'],
  ['[]', 'not a JSON object'],
  ['{"flow": null, "nodes": 5}', 'are lists'],
  ['{"nodes": [{"id": "a", "kind": "dance"}]}', 'nodes[0] needs an id, and a kind'],
  ['{"nodes": [], "edges": [{"id": "e", "from": "a"}]}', 'edges[0] needs'],
  ['{"nodes": [{"id": "a", "kind": "transfer"}, {"id": "a", "kind": "transfer"}]}', 'Two blocks have the id "a"'],
  ['{"version": 2, "nodes": []}', 'a later Ringoff'],
])('%s is refused with the reason', (text, reason) => {
  const read = readFlowText(text);
  expect(read.ok ? '' : read.problem).toContain(reason);
});

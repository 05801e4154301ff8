/** Requests of action blocks, against a server on the loopback. Source: design contract.md section 2. */
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import { outsideWork } from '../../simulator/outside-work.ts';
import { type Asked, type Loopback, startLoopback } from '../testing/loopback.ts';
import { play, type Played } from '../testing/play.ts';
import { setValues, valuesIn } from './flow-action.ts';

type Node = NonNullable<AgentInput['flow']>['nodes'][number];
type Http = Extract<Extract<Node, { kind: 'action' }>['data'], { mode: 'http' }>['http'];

let server: Loopback;
let answer: (asked: Asked, response: ServerResponse) => void;

beforeEach(async () => {
  answer = (_asked, response) => void response.end('{"data":{"slots":[{"start":"at ten"}],"free":true}}');
  server = await startLoopback((asked, response) => answer(asked, response));
});
afterEach(() => server.close());

const closes = (id: string, text: string): Node => {
  return { id, kind: 'end_call', data: { message: { mode: 'fixed', text } } };
};

/** Asks for a number, runs the action with it, and says what came of it. */
function run(
  http: Partial<Http> = {},
  env: Record<string, string> = { RINGOFF_TOOL_ALLOW: '127.0.0.1' },
): Promise<Played> {
  const save = [
    { variable: 'start', path: 'data.slots[0].start' },
    { variable: 'free', path: 'data.free' },
  ];
  const asks: Node = { id: 'asks', kind: 'slot_collection', data: { slots: [{ name: 'number', type: 'number' }] } };
  const acts: Node = {
    id: 'acts',
    kind: 'action',
    data: {
      mode: 'http',
      http: { url: `${server.url}/{{number}}`, ...http },
      save,
      filler: 'One moment for {{number}}.',
    },
  };
  const agent: Partial<AgentInput> = {
    kind: 'flow',
    greeting: { mode: 'none' },
    flow: {
      start: 'asks',
      nodes: [asks, acts, closes('ok', 'It is {{start}}. Goodbye.'), closes('failed', 'It failed. Goodbye.')],
      edges: [
        { id: 'a', from: 'asks', to: 'acts', label: 'filled' },
        { id: 'b', from: 'asks', to: 'failed', label: 'gave_up' },
        { id: 'c', from: 'acts', to: 'ok', label: 'ok' },
        { id: 'd', from: 'acts', to: 'failed', label: 'failed' },
      ],
    },
  };
  return play(agent, 'caller: 4711', { env, outside: outsideWork() });
}

const whyFailed = ({ log }: Played) =>
  log.flatMap((entry) => ('note' in entry && entry.note.type === 'action_answered' ? [entry.note.failed] : []));

test('its values and secrets go out, and what it saves comes back', async () => {
  const http = { headers: { 'X-Key': '{{secret.CRM}}' }, body: { number: '{{number}}', from: '{{from}}' } };
  const played = await run(http, { RINGOFF_TOOL_ALLOW: '127.0.0.1', RINGOFF_SECRET_CRM: 'key-1' });
  const [asked] = server.asked;
  expect(asked).toMatchObject({ method: 'POST', url: '/4711', headers: { 'x-key': 'key-1' } });
  expect(JSON.parse(asked!.body)).toEqual({ number: '4711', from: '+15550001' });
  expect(played.record.farewell.text).toBe('It is at ten. Goodbye.');
  expect(played.record.variables).toMatchObject({ number: '4711', start: 'at ten', free: true });
  expect(JSON.stringify(played.log)).not.toContain('key-1');
  expect(played.story.join()).toContain('One');
});

test.each<[string, (response: ServerResponse) => void, string]>([
  ['an error', (response) => void response.writeHead(500).end(), 'it answered 500'],
  ['a redirect', (response) => void response.writeHead(302, { location: '/x' }).end(), 'it answered 302'],
  ['no JSON', (response) => void response.end('<p>'), 'its answer is not JSON, so that nothing can be saved from it'],
])('%s leads to its way out "failed"', async (_, reply, why) => {
  answer = (_asked, response) => reply(response);
  const played = await run();
  expect([played.record.flow!.end_block, whyFailed(played)]).toEqual(['failed', [why]]);
});

test('an address inside the own network is refused unless it is allowed', async () => {
  const played = await run({}, {});
  expect(whyFailed(played)[0]).toContain('RINGOFF_TOOL_ALLOW can allow it');
  expect(server.asked).toEqual([]);
});

test('what is saved from an answer', () => {
  const answer = JSON.parse('{"a":{"b":[1,"x",true]},"n":null,"o":{"p":1},"l":["x",2],"t":"words"}') as unknown;
  const at = (path: string) => valuesIn(answer, [{ variable: 'v', path }])['v'];
  expect(['a.b[1]', 'a.b[0]', 'a.b[2]', 'l', 't'].map(at)).toEqual(['x', 1, true, ['x', '2'], 'words']);
  expect(['n', 'missing', 'a.c.d', 'toString', '__proto__', 'constructor.name', 'a.b[9]'].map(at)).toEqual(
    Array(7).fill(''),
  );
  expect(at('o')).toBe('{"p":1}');
  expect(valuesIn('no object', [{ variable: 'v', path: 'x' }])).toEqual({ v: '' });
});

test('variables that are set keep their kind where one stands alone', () => {
  const set = [
    { variable: 'copy', value: '{{free}}' },
    { variable: 'told', value: 'It is {{free}}.' },
    { variable: 'none', value: '{{nobody}}' },
  ];
  expect(setValues({ mode: 'set', set }, { free: true })).toEqual({ copy: true, told: 'It is true.', none: '' });
});

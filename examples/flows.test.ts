/** Every End Call block of the flows is reached by a caller, and what the flows ask of the outside is there. */
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { parseAgent } from '../contract/agent.ts';
import { type Outside, type PlayedFlow, playFlow } from '../engine/testing/play-flow.ts';
import type { WalkEvent } from '../engine/flow/events.ts';
import { flowServer } from './flow-server.ts';
import { flowPlan } from '../server/agents/flow-plan.ts';

const folder = new URL('agents/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.startsWith('flow-'));

function planOf(file: string) {
  const parsed = parseAgent(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return flowPlan(parsed.agent);
}

const silent: WalkEvent = { type: 'caller.stayed_silent' };

/** `nobodyAnswers`: the transfer that the script comes to fails. */
type Call = { file: string; ends: string; script: (string | WalkEvent)[]; outside?: Outside; nobodyAnswers?: true };

const answers = { 'yes please': 'yes', 'no thanks': 'no', 'call me': 'yes, call me back', 'another one': 'another' };
const slots = {
  'may 4th 1980': 'birth_date=1980-05-04',
  '4 7 1 1': 'member_number=4711',
  'tuesday morning': 'visit_day=2026-11-24 time_of_day=morning',
  'my number is 555 0100': 'phone=+15550100',
  'I own it': 'home=own',
  'I rent': 'home=rent',
  'two hundred': 'bill=200',
  thirty: 'bill=30',
  'ann at mail': 'email=ann@mail.example',
  '123456': 'order_number=123456',
};
const confirms = { right: 'yes' };
const who = ['yes please', 'may 4th 1980', '4 7 1 1', 'right'];
const when = ['tuesday morning', 'my number is 555 0100'];

const calls: Call[] = [
  {
    file: 'flow-appointment.json',
    ends: 'booked',
    script: [...who, ...when, 'yes please'],
    outside: { holding: ['eligible'], actions: { eligibility: {}, book: {} } },
  },
  {
    file: 'flow-appointment.json',
    ends: 'failed_verification',
    script: who,
    outside: { actions: { eligibility: {} } },
  },
  { file: 'flow-appointment.json', ends: 'failed_verification', script: ['yes please', 'hm', 'hm', 'hm'] },
  { file: 'flow-appointment.json', ends: 'out_of_reach', script: who, nobodyAnswers: true },
  { file: 'flow-appointment.json', ends: 'no_response', script: [silent, silent] },
  { file: 'flow-appointment.json', ends: 'not_now', script: ['no thanks'] },
  {
    file: 'flow-lead-qualification.json',
    ends: 'qualified',
    script: ['yes please', 'I own it', 'two hundred', 'ann at mail', 'right'],
    outside: { holding: ['owner', 'large bill'], actions: { mark: {} } },
  },
  { file: 'flow-lead-qualification.json', ends: 'not_qualified', script: ['yes please', 'I rent'] },
  { file: 'flow-lead-qualification.json', ends: 'call_again', script: ['no thanks'] },
  { file: 'flow-lead-qualification.json', ends: 'gone', script: [silent] },
  {
    file: 'flow-order-status.json',
    ends: 'answered',
    script: ['123456', 'no thanks'],
    outside: { holding: ['delivered'], actions: { look_up: {} } },
  },
  { file: 'flow-order-status.json', ends: 'unanswered', script: ['123456', 'another one', '123456', 'no thanks'] },
];

test.each(calls)('$file comes to $ends', ({ file, ends, script, outside, nobodyAnswers }) => {
  const world = { answers, slots, confirms, ...outside };
  const played = playFlow(planOf(file), world, ...script);
  const { told } = nobodyAnswers ? playFlow(planOf(file), world, ...script, unanswered(played)) : played;
  expect(told.at(-1)).toBe(`end by ${ends}`);
});

function unanswered({ position }: PlayedFlow): WalkEvent {
  return { type: 'transfer.failed', ask: position.asks, detail: 'busy' };
}

test('each End Call block is among them', () => {
  const there = files.flatMap((file) =>
    planOf(file)
      .blocks.filter((block) => block.kind === 'end_call')
      .map((block) => `${file} ${block.id}`),
  );
  expect([...new Set(calls.map(({ file, ends }) => `${file} ${ends}`))].toSorted()).toEqual(there.toSorted());
});

test('an end-call reason ends the call before anything is booked', () => {
  const outside: Outside = {
    answers,
    slots,
    confirms,
    reasons: { 'my number is 555 0100': 'Wrong number' },
    holding: ['eligible'],
    actions: { eligibility: {} },
  };
  expect(playFlow(planOf('flow-appointment.json'), outside, ...who, ...when).told.at(-1)).toBe(
    'end by reason Wrong number',
  );
});

test('a transfer that fails is not the end', () => {
  const played = playFlow(planOf('flow-order-status.json'), {}, 'hm', 'hm', 'hm');
  expect(played.told.at(-1)).toBe('transfer to service desk');
  const again = playFlow(planOf('flow-order-status.json'), {}, 'hm', 'hm', 'hm', unanswered(played));
  expect(again.told.at(-1)).toBe('end by unanswered');
});

test('the server beside them knows the requests of every flow, and what their actions save', async () => {
  const server = flowServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const asked = async (method: string, path: string, body?: object): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) })).json();
  expect(await asked('POST', '/eligibility', { member_number: '4711' })).toEqual({
    eligible: true,
    plan: { name: 'Basic' },
  });
  expect(await asked('POST', '/eligibility', { member_number: '1' })).toMatchObject({ eligible: false });
  expect(await asked('POST', '/appointments', {})).toEqual({ id: 'visit-1' });
  expect(await asked('GET', '/orders/123457')).toEqual({ state: 'delivered', arrives_on: '2026-11-18' });
  expect(await asked('GET', '/orders/9')).toEqual({ state: 'unknown' });
  server.close();
});

/** Many calls at once through Twilio's stand-in, and what is told of them when they are over. */
import type { CallRecord } from '../contract/call.ts';
import { politeAgent } from '../server/testing/server.ts';
import { allOf, type Finding } from './finding.ts';
import type { Node } from './node.ts';
import type { Outside } from './outside.ts';
import { until } from './until.ts';

export type Phone = Awaited<ReturnType<Outside['rings']>>;

const atOnceMax = 10;
const toldMsMax = 30_000;

/** The agent whom they call, with a webhook at the receiver. */
export async function addAgent(node: Node, { receiver }: Outside, events: readonly string[]): Promise<void> {
  const webhooks = [{ url: receiver.url, events }];
  await node.send('PUT', '/v1/agents/polite', { ...politeAgent, after_call: { summary: { enabled: true }, webhooks } });
}

/** All of them have been greeted. */
export async function bringUp(outside: Outside, node: Node, count: number): Promise<Phone[]> {
  const phones: Phone[] = [];
  const one = async (): Promise<void> => {
    const phone = await outside.rings(node.url);
    await phone.connect();
    await phone.hears('Hello.');
    phones.push(phone);
  };
  while (phones.length < count) {
    await Promise.all(Array.from({ length: Math.min(atOnceMax, count - phones.length) }, one));
  }
  return phones;
}

/** Resolves once none of their legs is up; those that still are after the time are told by `areDown`. */
export async function comeDown({ up }: Outside, phones: readonly Phone[], msMax: number): Promise<void> {
  await until(async () => phones.every(({ leg }) => !up.has(leg)), msMax).catch(() => undefined);
}

export function areDown({ up }: Outside, phones: readonly Phone[]): Finding {
  return allOf('legs that are down', phones.filter(({ leg }) => !up.has(leg)).length, phones.length);
}

type Listed = { call_id: string; ended_at: string | null; sample: boolean };

/** The calls of a server, without those that come with a new database as examples. */
export async function calledIn(node: Node): Promise<Listed[]> {
  const { items } = (await node.get('/v1/calls?limit=200')) as { items: Listed[] };
  return items.filter(({ sample }) => !sample);
}

export type Ended = Pick<CallRecord, 'ended_reason' | 'error_detail'>;

/** By the API, and by the receiver of webhooks: each call has ended, and its end was told once. */
export async function endedOnce(
  node: Node,
  { receiver }: Outside,
  count: number,
): Promise<{ records: Ended[]; findings: Finding[] }> {
  const idsByCall = (): Map<string, Set<string>> => {
    const ids = new Map<string, Set<string>>();
    for (const { headers, body } of receiver.received) {
      const told = JSON.parse(body) as { event: string; call_id: string };
      if (told.event !== 'call.ended') continue;
      ids.set(told.call_id, (ids.get(told.call_id) ?? new Set()).add(headers['webhook-id']!));
    }
    return ids;
  };
  await until(async () => idsByCall().size >= count, toldMsMax).catch(() => undefined);
  const items = await calledIn(node);
  const ended = items.filter(({ ended_at }) => ended_at !== null);
  const records: Ended[] = [];
  for (const { call_id } of ended) records.push((await node.get(`/v1/calls/${call_id}`)) as Ended);
  const once = [...idsByCall().values()].filter((ids) => ids.size === 1).length;
  const findings = [
    allOf('calls, of those that began, that have ended', ended.length, items.length),
    allOf('calls that began', items.length, count),
    allOf('calls whose end a receiver was told once', once, count),
  ];
  return { records, findings };
}

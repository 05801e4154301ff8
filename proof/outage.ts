/**
 * The database is away while calls are up on two servers: once it is shut down, once it stands still with its
 * connections open. No call dies of it, calls that end meanwhile are hung up and stored when it is back, and nobody takes
 * another's calls over. Source: design ending.md section 10.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaseMs } from '../server/store/call-lease.ts';
import { findPostgres, type StoppableServer, startOwnPostgres } from '../server/store/testing/postgres.ts';
import { addAgent, areDown, bringUp, calledIn, comeDown, endedOnce, type Phone } from './crowd.ts';
import { allOf, type Finding, inWords } from './finding.ts';
import { type Node, startNode } from './node.ts';
import { type Outside, startOutside } from './outside.ts';
import type { Proof } from './proof.ts';
import { pause, until } from './until.ts';

export type OutageSizes = { calls: number; awayMs: number };

const absences = {
  'shut down': { begin: (database: StoppableServer) => database.goDown(), end: (database) => database.comeBack() },
  'standing still': { begin: async (database) => database.freeze(), end: async (database) => database.thaw() },
} satisfies Record<string, Record<'begin' | 'end', (database: StoppableServer) => Promise<void>>>;

const talkEveryMs = 8_000;
const answerMsMax = 10_000;
const downMsMax = 40_000;
/** A sweeper gives everybody one lease to come back, and looks every second. */
const sweptMs = leaseMs + 4_000;

export async function proveOutage(quick: boolean): Promise<Proof> {
  const findings = await outage(quick ? { calls: 6, awayMs: leaseMs + 2_000 } : { calls: 50, awayMs: 30_000 });
  return { holds: findings.every(({ holds }) => holds), table: findings.map(inWords), rows: findings };
}

export async function outage({ calls, awayMs }: OutageSizes): Promise<Finding[]> {
  const source = findPostgres();
  if (!('bin' in source)) throw new Error('missing' in source ? source.missing : 'this PostgreSQL cannot be stopped');
  const database = await startOwnPostgres(source);
  const outside = await startOutside();
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-outage-'));
  const env = { ...outside.env, DATABASE_URL: database.url, RINGOFF_SIP: 'off' };
  const nodes: Node[] = [];
  try {
    for (const name of ['first', 'second']) nodes.push(await startNode(join(folder, name), 0, env));
    await addAgent(nodes[0]!, outside, ['call.ended']);
    const world = { nodes, outside, database, calls, awayMs };
    const findings = [...(await goThrough('shut down', world)), ...(await goThrough('standing still', world))];
    return [...findings, ...(await trueReasons(nodes, outside, 2 * calls))];
  } finally {
    for (const node of nodes) await node.kill('family').catch(() => undefined);
    await outside.close();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type World = OutageSizes & { nodes: readonly Node[]; outside: Outside; database: StoppableServer };

async function goThrough(
  how: keyof typeof absences,
  { nodes, outside, database, calls, awayMs }: World,
): Promise<Finding[]> {
  const phones = [
    ...(await bringUp(outside, nodes[0]!, Math.ceil(calls / 2))),
    ...(await bringUp(outside, nodes[1]!, Math.floor(calls / 2))),
  ];
  const ending = phones.filter((_, index) => index % 3 === 0);
  const staying = phones.filter((phone) => !ending.includes(phone));
  await absences[how].begin(database);
  const overAt = performance.now() + awayMs;
  for (const phone of ending) phone.says('bye');
  const meanwhile = talk(staying, overAt);
  await comeDown(outside, ending, awayMs);
  const down = ending.filter(({ leg }) => !outside.up.has(leg)).length;
  const health = (await (await fetch(`${nodes[0]!.url}/healthz`)).json()) as { database: string };
  const answeredMeanwhile = await meanwhile;
  const stillUp = staying.filter(({ leg }) => outside.up.has(leg)).length;
  await absences[how].end(database);
  const answeredAfterwards = await talk(staying, performance.now() + sweptMs);
  const up = staying.filter(({ leg }) => outside.up.has(leg)).length;
  for (const phone of staying) phone.says('bye');
  await comeDown(outside, phones, downMsMax);
  return [
    allOf(`${how}: /healthz says that the database is away`, health.database === 'away' ? 1 : 0, 1),
    allOf(`${how}: calls whose every word was answered meanwhile`, answeredMeanwhile, staying.length),
    allOf(`${how}: calls that ended meanwhile and were hung up`, down, ending.length),
    allOf(`${how}: calls still up after ${awayMs / 1_000} s`, stillUp, staying.length),
    allOf(`${how}: calls still up ${sweptMs / 1_000} s after it was back`, up, staying.length),
    allOf(`${how}: calls whose every word was answered afterwards`, answeredAfterwards, staying.length),
    areDown(outside, phones),
  ];
}

/** All say something again and again, for a call in silence ends by itself; answers how many the agent always answered. */
async function talk(phones: readonly Phone[], endsAt: number): Promise<number> {
  let answered = phones.length;
  while (performance.now() < endsAt) {
    const before = phones.map(({ spoken }) => spoken.length);
    for (const phone of phones) phone.says('hello');
    const count = (): number => phones.filter(({ spoken }, index) => spoken.length > before[index]!).length;
    await until(async () => count() === phones.length, answerMsMax).catch(() => undefined);
    answered = Math.min(answered, count());
    await pause(Math.max(0, Math.min(talkEveryMs, endsAt - performance.now())));
  }
  return answered;
}

async function trueReasons(nodes: readonly Node[], outside: Outside, calls: number): Promise<Finding[]> {
  const { records, findings } = await endedOnce(nodes[0]!, outside, calls);
  const whole = await wholeLogs(nodes[0]!);
  return [
    ...findings,
    allOf('records that say agent_ended', records.filter((each) => each.ended_reason === 'agent_ended').length, calls),
    allOf('logs without a gap', whole, calls),
  ];
}

async function wholeLogs(node: Node): Promise<number> {
  let whole = 0;
  for (const { call_id } of await calledIn(node)) {
    const { entries } = (await node.get(`/v1/calls/${call_id}/timeline`)) as { entries: { seq: number }[] };
    if (entries.length > 0 && entries.every(({ seq }, place) => seq === place)) whole += 1;
  }
  return whole;
}

/**
 * One server after the other is stopped and started again while calls are up: new calls are taken by the other one, live
 * ones go on up to the limit and then hear an apology, and none is lost. Source: design ending.md section 10.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startPostgres } from '../server/store/testing/postgres.ts';
import { addAgent, areDown, bringUp, comeDown, endedOnce, type Phone } from './crowd.ts';
import { allOf, type Finding, finding, inWords } from './finding.ts';
import { type Node, startNode } from './node.ts';
import { type Outside, startOutside } from './outside.ts';
import type { Proof } from './proof.ts';
import { until } from './until.ts';

export type RollingSizes = {
  /** On both servers together, when the first is stopped. */
  calls: number;
  /** That come while one of them stops. */
  newCalls: number;
  stopSeconds: number;
};

const apology = "I'm sorry, something went wrong on our side. Please call again later. Goodbye.";
const detail = 'the server is stopping';
/** From the limit to the exit: the apology, the hang-up, and the end of everything else. */
const apologyMsMax = 15_000;
const downMsMax = 40_000;

export async function proveRolling(quick: boolean): Promise<Proof> {
  const findings = await rolling(
    quick ? { calls: 6, newCalls: 2, stopSeconds: 2 } : { calls: 50, newCalls: 10, stopSeconds: 10 },
  );
  return { holds: findings.every(({ holds }) => holds), table: findings.map(inWords), rows: findings };
}

export async function rolling(sizes: RollingSizes): Promise<Finding[]> {
  const source = findPostgres();
  if ('missing' in source) throw new Error(source.missing);
  const postgres = await startPostgres(source);
  const outside = await startOutside();
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-rolling-'));
  const env = {
    ...outside.env,
    DATABASE_URL: postgres.url,
    RINGOFF_SIP: 'off',
    RINGOFF_STOP_SECONDS: `${sizes.stopSeconds}`,
  };
  const start = (name: string): Promise<Node> => startNode(join(folder, name), 0, env);
  const nodes: Node[] = [];
  try {
    for (const name of ['first', 'second']) nodes.push(await start(name));
    return await replaceAll(nodes, start, outside, sizes);
  } finally {
    for (const node of nodes) await node.kill('family').catch(() => undefined);
    await outside.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function replaceAll(
  nodes: Node[],
  start: (name: string) => Promise<Node>,
  outside: Outside,
  { calls, newCalls, stopSeconds }: RollingSizes,
): Promise<Finding[]> {
  await addAgent(nodes[0]!, outside, ['call.ended']);
  const live = [
    await bringUp(outside, nodes[0]!, Math.ceil(calls / 2)),
    await bringUp(outside, nodes[1]!, Math.floor(calls / 2)),
  ];
  const all = live.flat();
  const findings: Finding[] = [];
  let farewells = 0;
  for (const [place, name] of ['first', 'second'].entries()) {
    const node = nodes[place]!;
    const phones = live[place]!;
    const begunAt = performance.now();
    const stopping = node.stop();
    findings.push(...(await isDraining(node, outside, name)));
    // Behind a balancer: to whoever is healthy.
    const other = await healthy(nodes);
    const came = await bringUp(outside, other, newCalls);
    live[nodes.indexOf(other)]!.push(...came);
    all.push(...came);
    const goodbye = phones.slice(0, Math.floor(phones.length / 2));
    const stay = phones.slice(goodbye.length);
    for (const phone of goodbye) phone.says('bye');
    farewells += goodbye.length;
    await comeDown(outside, goodbye, downMsMax);
    const passedMs = performance.now() - begunAt;
    const stillUp = stay.filter(({ leg }) => outside.up.has(leg)).length;
    // On a slow machine the limit may be over by now, and with it the calls.
    if (passedMs < stopSeconds * 1_000)
      findings.push(allOf(`${name}: calls that went on while it stopped`, stillUp, stay.length));
    const code = await stopping;
    const tookMs = performance.now() - begunAt;
    findings.push(
      allOf(
        `${name}: calls that heard the apology`,
        stay.filter(({ spoken }) => spoken.includes(apology)).length,
        stay.length,
      ),
      finding(`${name}: from SIGTERM to its end`, tookMs, 'ms', stopSeconds * 1_000 + apologyMsMax),
      finding(`${name}: its exit code`, code ?? 1, '', 0),
    );
    nodes[place] = await start(name);
    live[place] = [];
  }
  const rest = all.filter(({ leg }) => outside.up.has(leg));
  for (const phone of rest) phone.says('bye');
  farewells += rest.length;
  await comeDown(outside, all, downMsMax);
  return [...findings, areDown(outside, all), ...(await trueReasons(nodes[0]!, outside, all, farewells))];
}

/** No new calls: those who ask are told to go elsewhere. */
async function isDraining(node: Node, outside: Outside, name: string): Promise<Finding[]> {
  const health = async (): Promise<Response | null> => fetch(`${node.url}/healthz`).catch(() => null);
  await until(async () => (await health())?.status === 503, apologyMsMax);
  const told = await health();
  const status = ((await told?.json()) as { status?: string } | undefined)?.status;
  const refused = await outside.asks(node.url);
  return [
    allOf(
      `${name}: says draining, with Retry-After`,
      status === 'draining' && told?.headers.get('retry-after') ? 1 : 0,
      1,
    ),
    allOf(
      `${name}: refuses a new call with 503 and Retry-After`,
      refused.status === 503 && refused.headers.get('retry-after') ? 1 : 0,
      1,
    ),
  ];
}

async function healthy(nodes: readonly Node[]): Promise<Node> {
  for (const node of nodes) if ((await fetch(`${node.url}/healthz`).catch(() => null))?.ok) return node;
  throw new Error('no server is healthy');
}

async function trueReasons(node: Node, outside: Outside, all: readonly Phone[], farewells: number): Promise<Finding[]> {
  const { records, findings } = await endedOnce(node, outside, all.length);
  const byAgent = records.filter(({ ended_reason }) => ended_reason === 'agent_ended').length;
  const stopped = records.filter((each) => each.ended_reason === 'error' && each.error_detail === detail).length;
  return [
    ...findings,
    allOf('records of those who said goodbye that say agent_ended', byAgent, farewells),
    allOf(`records of the others that say "${detail}"`, stopped, all.length - farewells),
  ];
}

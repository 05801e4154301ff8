/**
 * How many steps a second the engine makes over whole calls, and what a live call weighs, beside an XState machine of
 * the usual way through a call (engine-peer.ts says what it covers).
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createActor, initialTransition, transition } from 'xstate';
import { type Call, newCall } from '../engine/call.ts';
import type { Event } from '../engine/events.ts';
import { newMonitor, watch } from '../engine/invariants.ts';
import { defaultPolicy } from '../engine/policy.ts';
import { step } from '../engine/step.ts';
import { peerMachine } from './engine-peer.ts';
import { callLogs } from './engine-scripts.ts';
import type { Row } from './row.ts';

const rounds = 5;
const roundMs = 400;
const liveCalls = 20_000;
const peer = 'XState machine of the usual way';

/** Every log stepped through, again and again: the same events for both. */
export async function benchEngine(): Promise<Row[]> {
  const logs = callLogs();
  if (!logs.every(goesTheSameWay)) throw new Error('the peer does not go the way of the engine');
  const speed = stepsPerSecond(logs, {
    ours: stepThrough,
    watched: watchThrough,
    pure: transitionThrough,
    actor: actThrough,
  });
  const talking = logs.map((log) => log.slice(0, log.length / 2));
  const live = bytesEach(() => talking.map(stateAfter));
  const liveActor = bytesEach(() => talking.map(actorAfter));
  const { ours, watched, pure, actor } = speed;
  const unit = 'steps/s';
  return [
    { name: 'steps', value: ours, unit, peer: `${peer}, transition()`, ratio: ours / pure },
    { name: `${peer}, transition()`, value: pure, unit },
    { name: 'steps, beside a running actor', value: ours, unit, peer: `${peer}, actor`, ratio: ours / actor },
    { name: `${peer}, actor`, value: actor, unit },
    { name: 'steps, each one watched for the invariants', value: watched, unit },
    { name: 'a live call', value: live, unit: 'bytes', peer: `${peer}, actor`, ratio: live / liveActor },
    { name: `a live call, ${peer}, actor`, value: liveActor, unit: 'bytes' },
  ];
}

type Through = (log: readonly Event[]) => unknown;

/** The best of a few rounds each, on one core; in turns, so that a busy machine is busy for all of them. */
function stepsPerSecond<Name extends string>(
  logs: readonly Event[][],
  ways: Record<Name, Through>,
): Record<Name, number> {
  const names = Object.keys(ways) as Name[];
  const best = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) best[name] = Math.max(best[name], speedOf(logs, ways[name]));
  }
  return best;
}

function speedOf(logs: readonly Event[][], through: Through): number {
  const events = logs.reduce((sum, log) => sum + log.length, 0);
  const from = performance.now();
  let passes = 0;
  for (; performance.now() - from < roundMs; passes++) for (const log of logs) through(log);
  return (passes * events * 1000) / (performance.now() - from);
}

function stepThrough(log: readonly Event[]): Call {
  let call = newCall('inbound', defaultPolicy);
  for (const event of log) [call] = step(call, event, defaultPolicy);
  return call;
}

function watchThrough(log: readonly Event[]): Call {
  let call = newCall('inbound', defaultPolicy);
  let monitor = newMonitor(defaultPolicy);
  for (const event of log) {
    const [next, effects] = step(call, event, defaultPolicy);
    [monitor] = watch(monitor, call, event, next, effects);
    call = next;
  }
  return call;
}

function transitionThrough(log: readonly Event[]): unknown {
  let [state] = initialTransition(peerMachine);
  for (const event of log) [state] = transition(peerMachine, state, event);
  return state;
}

function actThrough(log: readonly Event[]): unknown {
  return actorAfter(log).getSnapshot();
}

/** Both end the call, after as many attempts and rescues. */
function goesTheSameWay(log: readonly Event[]): boolean {
  const call = stepThrough(log);
  const { value, context } = actorAfter(log).getSnapshot();
  const same = context.attempts === call.attempts && context.rescues === call.rescues;
  return same && value === 'ended' && call.phase.name === 'ended';
}

/** A copy of its own, as a session holds it: the events came over a wire. */
function stateAfter(log: readonly Event[]): Call {
  return stepThrough(structuredClone(log) as Event[]);
}

function actorAfter(log: readonly Event[]): ReturnType<typeof createActor<typeof peerMachine>> {
  const actor = createActor(peerMachine).start();
  for (const event of log) actor.send(event);
  return actor;
}

function bytesEach(make: () => readonly unknown[]): number {
  const kept: unknown[] = [];
  const before = heapUsed();
  while (kept.length < liveCalls) kept.push(...make());
  return (heapUsed() - before) / kept.length;
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

if (import.meta.main) {
  for (const { name, value, unit, ratio } of await benchEngine()) {
    console.log(`${name}: ${Math.round(value).toLocaleString('en')} ${unit}${ratio ? ` (${ratio.toFixed(2)} ×)` : ''}`);
  }
}

/**
 * How calls end: our audio line and LiveKit's built-in `end_call` tool in the same scenarios, with the same words, ears,
 * voice and telephone, in real time. The judge of a call is what came out of the telephone. Source: design proof.md;
 * what the rows mean stands in docs/bench-ending.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispose } from '@livekit/rtc-node';
import { frameTicker, type FrameTicker } from '../providers/carriers/rtp/frame-ticker.ts';
import { systemClock as clock } from '../providers/clock.ts';
import { soundServer } from '../providers/sound/sound-server.ts';
import { callerAt, LineIsDown } from './ending-caller.ts';
import { goodbyes } from './ending-goodbyes.ts';
import { interruptions } from './ending-interruptions.ts';
import { liveKit } from './ending-livekit.ts';
import { ringoff } from './ending-ours.ts';
import { newPhone } from './ending-phone.ts';
import { type PlayedCall, playedCall, type RunningCall, type Scenario, type System } from './ending-scenario.ts';
import { troubles } from './ending-troubles.ts';
import type { Row } from './row.ts';

export const scenarios: readonly Scenario[] = [...goodbyes, ...interruptions, ...troubles];

export type Outcome = { scenario: Scenario; system: System; call: PlayedCall; fault: string | null };

const atOnce = 4;
/** From the start of a scenario; a line that is up then stays up too long for any of them. */
const scenarioMsMax = 45_000;

/** Tells on standard error how each call went, in the form of the table in docs/bench-ending.md. */
export async function benchEnding(): Promise<Row[]> {
  const outcomes = await playAll(scenarios, (ours) => [ours, liveKit]);
  await dispose(); // LiveKit's native part would keep the process alive.
  console.error(tableOf(outcomes));
  return outcomes.map(({ scenario, system, fault }) => ({
    name: `${system.name}: ${scenario.name}`,
    value: fault === null ? 1 : 0,
    unit: 'pass',
    ...(system === liveKit && { peer: liveKit.name }),
  }));
}

/** A few calls at a time; outcomes come in the order of the scenarios. */
export async function playAll(
  played: readonly Scenario[],
  systems: (ours: System) => readonly System[],
): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-bench-'));
  const sounds = await soundServer(join(folder, 'sound'), clock);
  const ticker = frameTicker(clock, fail);
  const tested = systems(ringoff(sounds));
  const pairs = played.flatMap((scenario) => tested.map((system) => ({ scenario, system })));
  const outcomes: Outcome[] = [];
  let next = 0;
  async function playSome(): Promise<void> {
    for (let at = next++; at < pairs.length; at = next++) {
      const { scenario, system } = pairs[at]!;
      const call = await playOne(scenario, system, ticker);
      outcomes[at] = { scenario, system, call, fault: scenario.fault(call) };
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, playSome));
  } finally {
    await sounds.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return outcomes;
}

async function playOne(scenario: Scenario, system: System, ticker: FrameTicker): Promise<PlayedCall> {
  const phone = newPhone(clock, ticker);
  const over = clock.after(scenarioMsMax, () => phone.hangUp('caller'));
  let running: RunningCall | null = null;
  try {
    running = await system.start(phone, scenario);
    await scenario.caller(callerAt(phone, clock)).catch(unlessDown);
    await new Promise<void>((resolve) => phone.watch(() => phone.down !== null && (resolve(), true)));
    return playedCall(phone, await running.recorded());
  } finally {
    over();
    await running?.close();
    phone.close();
  }
}

function unlessDown(error: unknown): void {
  if (!(error instanceof LineIsDown)) throw error;
}

function fail(error: unknown): never {
  throw error;
}

/** A line for each scenario, a column for each system; of a call that failed also what was heard. */
function tableOf(outcomes: readonly Outcome[]): string {
  const systems = [...new Set(outcomes.map(({ system }) => system))];
  const played = [...new Set(outcomes.map(({ scenario }) => scenario))];
  const cell = (scenario: Scenario, system: System): string => {
    const outcome = outcomes.find((one) => one.scenario === scenario && one.system === system);
    return outcome ? inWords(outcome) : '';
  };
  const lines = played.map((one) => [one.name, one.demand, ...systems.map((system) => cell(one, system))]);
  const head = ['scenario', 'what is expected', ...systems.map(({ name }) => name)];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function inWords({ call, fault }: Outcome): string {
  if (fault === null) return 'pass';
  const { by, atMs } = call.down ?? { by: 'nobody', atMs: 0 };
  return `**no**: ${fault}. Heard: “${call.heard}”; ${by} hung up at ${(atMs / 1000).toFixed(1)} s`;
}

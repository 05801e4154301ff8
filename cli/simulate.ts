/** `ringoff simulate`: whole calls in a hostile world, from seeds. */
import { runFlows } from '../simulator/run-flows.ts';
import { runSeeds } from '../simulator/run-seeds.ts';
import { simulate } from '../simulator/simulate.ts';
import { explain } from './explain.ts';
import { printEntry } from './why.ts';

type SimulateOptions = {
  flows?: number;
  seeds: number;
  seed?: number;
  seedStart: number;
  trace?: boolean;
  json?: boolean;
};

/** Exit code 1 when a rule was broken. */
export async function simulateCommand(options: SimulateOptions): Promise<void> {
  if (options.flows !== undefined) return manyFlows(options.flows, options);
  if (options.seed !== undefined) return oneWorld(options.seed, options);
  const { seeds, seconds, failures, endedReasons } = await runSeeds(options.seedStart, options.seeds);
  for (const { seed, violations } of failures.slice(0, 20)) {
    console.log(`seed ${seed}: ${violations.join('; ')}`);
  }
  if (failures.length > 0) process.exitCode = 1;
  const violations = failures.reduce((sum, failure) => sum + failure.violations.length, 0);
  if (options.json) {
    console.log(
      JSON.stringify({
        seeds,
        violations,
        seconds,
        failed_seeds: failures.map((f) => f.seed),
        ended_reasons: endedReasons,
      }),
    );
    return;
  }
  console.log(`${seeds} worlds from seed ${options.seedStart} in ${seconds.toFixed(1)} s: ${violations} violations.`);
  for (const [reason, count] of Object.entries(endedReasons).sort())
    console.log(`  ${String(count).padStart(7)} ${reason}`);
  if (failures[0]) console.log(`Look at one: npx ringoff simulate --seed ${failures[0].seed} --trace`);
}

const shownMax = 20;

/** Each block is reached, or told with the ways to it that were never taken. */
async function manyFlows(count: number, { seed, seedStart, json }: SimulateOptions): Promise<void> {
  const run = seed === undefined ? await runFlows(seedStart, count) : await runFlows(seed, 1);
  const { flows, calls, seconds, blocks, failures, unreached, endedReasons } = run;
  const violations = failures.reduce((sum, failure) => sum + failure.violations.length, 0);
  for (const failure of failures.slice(0, shownMax))
    console.log(`seed ${failure.seed}: ${failure.violations.join('; ')}`);
  if (failures.length > 0) process.exitCode = 1;
  if (json) {
    const reached = { blocks, blocks_reached: blocks - unreached.length, unreached };
    const failed = failures.map((failure) => failure.seed);
    console.log(
      JSON.stringify({
        flows,
        calls,
        violations,
        seconds,
        failed_seeds: failed,
        ...reached,
        ended_reasons: endedReasons,
      }),
    );
    return;
  }
  for (const { seed: of, block, never } of unreached.slice(0, shownMax)) {
    console.log(
      `seed ${of}: nobody came to ${block}; ${never.length === 0 ? 'nor to a block before it' : `never: ${never.join(' | ')}`}`,
    );
  }
  if (unreached.length > shownMax) console.log(`… and ${unreached.length - shownMax} blocks more (--json tells all)`);
  console.log(
    `${flows} flows from seed ${seed ?? seedStart}, ${calls} calls in ${seconds.toFixed(1)} s: ${violations} violations; ` +
      `${blocks - unreached.length} of ${blocks} blocks were reached.`,
  );
}

function oneWorld(seed: number, options: SimulateOptions): void {
  const { violations, record, entries } = simulate(seed);
  if (options.trace) entries.forEach(printEntry);
  if (options.json)
    console.log(JSON.stringify({ seeds: 1, violations: violations.length, seed, broken: violations, record }));
  else {
    if (record) console.log(explain(record));
    console.log(violations.length === 0 ? `seed ${seed}: no violations` : `seed ${seed}: ${violations.join('; ')}`);
  }
  if (violations.length > 0) process.exitCode = 1;
}

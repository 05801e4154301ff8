/** `npm run bench -- NAME [--json]`: one benchmark, its peers measured in the same run. Exit code 2: no such name. */
import { parseArgs } from 'node:util';
import type { Row } from './row.ts';

const benches: Readonly<Record<string, () => Promise<Row[]>>> = {
  'after-call': async () => (await import('./after-call.ts')).benchAfterCall(),
  ending: async () => (await import('./ending.ts')).benchEnding(),
  engine: async () => (await import('./engine.ts')).benchEngine(),
  filter: async () => (await import('./filter.ts')).benchFilter(),
  flow: async () => (await import('./flow.ts')).benchFlow(),
  ends: async () => (await import('./ends.ts')).benchEnds(),
  hangup: async () => (await import('./hangup.ts')).benchHangUp(),
  million: async () => (await import('./million.ts')).benchMillion(),
  relay: async () => (await import('./relay.ts')).benchRelay(),
  rtp: async () => (await import('./rtp.ts')).benchRtp(),
};

async function main(args: string[]): Promise<number> {
  const asked = read(args);
  const bench = asked && Object.hasOwn(benches, asked.name) ? benches[asked.name] : undefined;
  if (!asked || !bench) {
    console.error(`Give one of these names: ${Object.keys(benches).join(', ')}. With --json the last line is JSON.`);
    return 2;
  }
  const rows = await bench();
  if (asked.json) console.log(JSON.stringify({ bench: asked.name, rows }));
  else for (const row of rows) console.log(inWords(row));
  return 0;
}

function read(args: string[]): { name: string; json: boolean } | null {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
    const [name, ...more] = positionals;
    return name === undefined || more.length > 0 ? null : { name, json: values.json === true };
  } catch {
    return null;
  }
}

/** A figure of three significant digits or more, and how it compares. */
function inWords({ name, value, unit, peer, ratio }: Row): string {
  const figure = value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
  const beside = ratio === undefined ? '' : `  ${Number(ratio.toPrecision(3))} × ${peer ?? 'its peer'}`;
  return `${name.padEnd(72)} ${figure.padStart(14)} ${unit}${beside}`;
}

process.exit(await main(process.argv.slice(2))); // Libraries of speech keep timers of their own.

/**
 * `npm run proof -- phone [--calls 20] [--part NAME] [--quick] [--json]`: what is promised of the telephone, tried in real time with
 * phones that nobody here wrote, and a table of what came of it. Exit code 1: something did not hold; 2: wrong words.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchHangUp } from '../hangup.ts';
import { type Finding, finding } from './finding.ts';
import { proveFuzz } from './fuzz.ts';
import { proveHeardCalls } from './heard-calls.ts';
import { proveLoad } from './load.ts';

type Asked = { calls: number; part: string | null; quick: boolean; json: boolean };

const callsMax = 1_000;
const whole = { shortCallsPerMinute: 200, shortSeconds: 60, longCalls: 30, longSeconds: 60 };
const quick = { shortCallsPerMinute: 120, shortSeconds: 10, longCalls: 5, longSeconds: 10 };
const hangUpMsMax: Readonly<Record<string, number>> = { 'p99 1 call': 20, 'p99 10 calls': 20, 'p99 30 calls': 60 };

const parts: Readonly<Record<string, (asked: Asked) => Promise<Finding[]>>> = {
  calls: (asked) => proveHeardCalls(asked.calls),
  load: (asked) => proveLoad(asked.quick ? quick : whole),
  'hang-ups': hangUps,
  fuzz: (asked) => proveFuzz(asked.quick ? 20_000 : 1_000_000),
};

async function main(args: string[]): Promise<number> {
  const asked = read(args);
  if (!asked) {
    console.error(`npm run proof -- phone [--calls 20] [--part ${Object.keys(parts).join('|')}] [--quick] [--json]`);
    return 2;
  }
  const load = loadavg()[0]!;
  const findings: Finding[] = [];
  for (const [name, prove] of Object.entries(parts)) {
    if (asked.part !== null && asked.part !== name) continue;
    const found = await prove(asked);
    for (const each of found) if (!asked.json) console.log(inWords(each));
    findings.push(...found);
  }
  const broken = findings.filter(({ holds }) => !holds).length;
  if (asked.json) console.log(JSON.stringify({ proof: 'phone', holds: broken === 0, loadAverage: load, findings }));
  else
    console.log(
      `\n${findings.length - broken} of ${findings.length} hold. Load average at the start: ${load.toFixed(1)}.`,
    );
  return broken === 0 ? 0 : 1;
}

async function hangUps(): Promise<Finding[]> {
  const rows = await benchHangUp();
  return rows.flatMap(({ name, value, unit }) => {
    const mostMax = hangUpMsMax[name];
    return mostMax === undefined ? [] : finding(`last audible frame to BYE, ${name}`, value, unit, mostMax);
  });
}

function read(args: string[]): Asked | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        calls: { type: 'string', default: '20' },
        part: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const calls = Number(values.calls);
    const { part = null } = values;
    if (part !== null && !Object.hasOwn(parts, part)) return null;
    const right = positionals.join(' ') === 'phone' && Number.isInteger(calls) && calls > 0 && calls <= callsMax;
    return right ? { calls, part, quick: values.quick, json: values.json } : null;
  } catch {
    return null;
  }
}

function inWords({ name, value, promised, holds }: Finding): string {
  return `${holds ? 'holds ' : 'BROKEN'}  ${name.padEnd(70)} ${value.padStart(16)}  ${promised}`;
}

process.exit(await main(process.argv.slice(2))); // Libraries of speech keep timers of their own.

/** What is promised of the telephone, tried in real time with phones that nobody here wrote. */
import { BadConfig } from '../contract/errors.ts';
import { benchHangUp } from '../bench/hangup.ts';
import { type Finding, finding, inWords } from './finding.ts';
import { proveFuzz } from './fuzz.ts';
import { proveHeardCalls } from './heard-calls.ts';
import { proveLoad } from './load.ts';
import type { Proof, ProofOptions } from './proof.ts';

const whole = { shortCallsPerMinute: 200, shortSeconds: 60, longCalls: 30, longSeconds: 60 };
const small = { shortCallsPerMinute: 120, shortSeconds: 10, longCalls: 5, longSeconds: 10 };
const hangUpMsMax: Readonly<Record<string, number>> = { 'p99 1 call': 20, 'p99 10 calls': 20, 'p99 30 calls': 60 };

const parts: Readonly<Record<string, (options: ProofOptions) => Promise<Finding[]>>> = {
  calls: ({ calls }) => proveHeardCalls(calls),
  load: ({ quick }) => proveLoad(quick ? small : whole),
  'hang-ups': hangUps,
  fuzz: ({ quick }) => proveFuzz(quick ? 20_000 : 1_000_000),
};

/** Throws BadConfig for a part that is none. */
export async function provePhone(options: ProofOptions): Promise<Proof> {
  const { part } = options;
  if (part !== null && !Object.hasOwn(parts, part)) {
    throw new BadConfig(`--part ${part}: give one of ${Object.keys(parts).join(', ')}`);
  }
  const findings: Finding[] = [];
  for (const [name, prove] of Object.entries(parts)) {
    if (part === null || part === name) findings.push(...(await prove(options)));
  }
  return { holds: findings.every(({ holds }) => holds), table: findings.map(inWords), rows: findings };
}

async function hangUps(): Promise<Finding[]> {
  const rows = await benchHangUp();
  return rows.flatMap(({ name, value, unit }) => {
    const mostMax = hangUpMsMax[name];
    return mostMax === undefined ? [] : finding(`last audible frame to BYE, ${name}`, value, unit, mostMax);
  });
}

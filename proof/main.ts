/**
 * `npm run proof -- NAME [--json] [--quick] [--calls 20] [--part NAME]`: shows one claim with real processes and real peers. Exit code 1:
 * it does not hold; 2: wrong words.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Proof, ProofOptions } from './proof.ts';

const proofs: Readonly<Record<string, (options: ProofOptions) => Promise<Proof>>> = {
  fsync: async () => (await import('./fsync.ts')).proveFsync(),
  kill: async (options) => (await import('./kill.ts')).proveKill(options),
  outage: async ({ quick }) => (await import('./outage.ts')).proveOutage(quick),
  rolling: async ({ quick }) => (await import('./rolling.ts')).proveRolling(quick),
  phone: async (options) => (await import('./phone.ts')).provePhone(options),
};

const callsMax = 1_000;

async function main(args: string[]): Promise<number> {
  const asked = read(args);
  const prove = asked && Object.hasOwn(proofs, asked.name) ? proofs[asked.name] : undefined;
  if (!asked || !prove) {
    console.error(`npm run proof -- ${Object.keys(proofs).join('|')} [--calls 20] [--part NAME] [--quick] [--json]`);
    return 2;
  }
  const load = loadavg()[0]!;
  const { holds, table, rows } = await prove(asked.options);
  for (const line of table) console.log(line);
  console.log(`Load average at the start: ${load.toFixed(1)}.`);
  if (asked.json) console.log(JSON.stringify({ proof: asked.name, holds, loadAverage: load, rows }));
  return holds ? 0 : 1;
}

function read(args: string[]): { name: string; json: boolean; options: ProofOptions } | null {
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
    const [name, ...more] = positionals;
    const right = more.length === 0 && Number.isInteger(calls) && calls > 0 && calls <= callsMax;
    if (name === undefined || !right) return null;
    return { name, json: values.json, options: { calls, part: values.part ?? null, quick: values.quick } };
  } catch {
    return null;
  }
}

process.exit(await main(process.argv.slice(2))); // Libraries of speech keep timers of their own.

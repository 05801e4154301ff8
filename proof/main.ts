/** `npm run proof -- NAME [--json]`: shows one claim with real processes and real peers. Exit code 1: it does not hold; 2: no such name. */
import { parseArgs } from 'node:util';

export type Proof = {
  holds: boolean;
  /** One line each, for people. */
  table: readonly string[];
  /** The same for scripts. */
  rows: readonly object[];
};

const proofs: Readonly<Record<string, () => Promise<Proof>>> = {
  kill: async () => (await import('./kill.ts')).proveKill(),
};

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    strict: false,
    options: { json: { type: 'boolean' } },
  });
  const name = positionals[0] ?? '';
  const prove = Object.hasOwn(proofs, name) ? proofs[name] : undefined;
  if (!prove) {
    console.error(`Give one of these names: ${Object.keys(proofs).join(', ')}. With --json the last line is JSON.`);
    return 2;
  }
  const { holds, table, rows } = await prove();
  for (const line of table) console.log(line);
  if (values['json']) console.log(JSON.stringify({ proof: name, holds, rows }));
  return holds ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));

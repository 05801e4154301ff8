/** The speech programs that tests need. With RINGOFF_REQUIRE_PEERS=1 a missing one makes them fail. */
import { findProgram } from '../program.ts';

/** Null when all are there; else what is missing, for the name of what is skipped. */
export function missingPrograms(...names: string[]): string | null {
  const missing = names.filter((name) => findProgram(name, process.env) === null);
  if (missing.length === 0 || process.env['RINGOFF_REQUIRE_PEERS'] === '1') return null;
  return `${missing.join(', ')} not installed`;
}

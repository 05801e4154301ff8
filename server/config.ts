/** The environment, read once. Each error names the variable, what stands in it and what would be right. Source: design architecture.md, "Environment". */
import { BadConfig } from '../contract/errors.ts';

export type Config = {
  dataDir: string;
  /** PostgreSQL in place of the embedded database. */
  databaseUrl: string | null;
};

type Env = Readonly<Record<string, string | undefined>>;

export function readConfig(env: Env): Config {
  return { dataDir: env['RINGOFF_DATA_DIR'] || '.ringoff', databaseUrl: databaseUrl(env['DATABASE_URL']) };
}

function databaseUrl(value: string | undefined): string | null {
  if (!value) return null;
  if (/^postgres(ql)?:\/\//.test(value)) return value;
  throw new BadConfig('DATABASE_URL: it must begin with postgres:// (or be unset for the embedded database)');
}

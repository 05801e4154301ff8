import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Secrets of the installation by what they are for; all processes on one database have the same. */
export type SecretName = 'signed_urls';

/** 256 random bits as text: made at the first question, and the same ever after, whoever asks first. */
export async function secretFor(db: Kysely<Tables>, name: SecretName): Promise<string> {
  const value = randomBytes(32).toString('base64url');
  await db
    .insertInto('secret')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const stored = await db.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return stored.value;
}

/** What metrics ask of the database. */
import type { Clock } from '../../providers/clock.ts';

/** The other metrics do not wait longer for the database. */
const askMsMax = 2_000;

/** Asked once for all who want it at the same time. Null: it did not answer in time, or with an error. */
export function askedInTime<Answer>(
  question: () => Promise<Answer>,
  clock: Pick<Clock, 'after'>,
): () => Promise<Answer | null> {
  let asked: Promise<Answer | null> | null = null;
  return () => (asked ??= inTime(question(), clock).finally(() => (asked = null)));
}

async function inTime<Answer>(answer: Promise<Answer>, clock: Pick<Clock, 'after'>): Promise<Answer | null> {
  const late = Promise.withResolvers<null>();
  const cancel = clock.after(askMsMax, () => late.resolve(null));
  return Promise.race([answer.catch(() => null), late.promise]).finally(cancel);
}

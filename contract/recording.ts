/** The `recording` object of an agent: whether calls whose sound passes through us are kept, and what callers are told. */
import { flag, message, strict, whole } from './fields.ts';

/** Three years: longer than any usual duty to keep. */
const daysMax = 1_096;

export const recording = strict({
  enabled: flag.default(false),
  /** Said before the greeting; empty where the law asks for nothing. */
  consent: message.default(''),
  /** How long recordings are kept, in days. */
  retention_days: whole(1, daysMax).default(90),
});

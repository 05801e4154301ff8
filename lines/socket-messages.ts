/** What every socket of a client says, both ways, whether it carries text or sound (docs/text-line.md, docs/browser.md). */
import * as z from 'zod';
import { formed, strict } from '../contract/fields.ts';
import { problemsOf } from '../contract/problems.ts';
import type { EndedReason, Heard } from '../engine/reasons.ts';

/** What is known of an end when the line is closed; the whole record is stored a moment later. */
export type EndSummary = {
  ended_reason: EndedReason;
  custom_end_call_reason?: string;
  /** `utterance_id` names the words among those spoken; null when there were none. `heard_share` is from 0 to 1. */
  farewell: { utterance_id: string | null; heard: Heard; heard_share: number };
};

type RefusalCode =
  | 'bad_message'
  | 'binary_message'
  | 'message_too_large'
  | 'too_many_messages'
  | 'not_started'
  | 'cannot_start'
  | 'unknown_agent'
  | 'try_again_later'
  | 'internal';

/** The fields of an error are those of the API's (design contract.md section 6). */
export type Refusal = { code: RefusalCode; message: string; path?: string; hint?: string };

/** From server to client, on every line. */
export type SharedDownMessage =
  | { type: 'started'; call_id: string; agent_id: string }
  | { type: 'clear' }
  | ({ type: 'ended'; call_id: string } & EndSummary)
  | ({ type: 'error' } & Refusal);

/** From client to server, on every line. */
export const sharedUpMessages = {
  press: strict({ type: z.literal('press'), digit: formed(/^[0-9*#]$/, 'Give one of 0 to 9, * and #.') }),
  hang_up: strict({ type: z.literal('hang_up') }),
} as const;

type Schemas = Readonly<Record<string, z.ZodType>>;
type Messages<S extends Schemas> = { [Type in keyof S]: z.output<S[Type]> }[keyof S];

/** Reads one message by its type. The reader never throws: what is wrong comes back as the error to send. */
export function messageReader<S extends Schemas>(schemas: S): (json: string) => Messages<S> | Refusal {
  return (json) => {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      return { code: 'bad_message', message: 'this is not JSON', hint: 'Send one JSON object in each message.' };
    }
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) {
      const hint = `Give one of: ${Object.keys(schemas).join(', ')}.`;
      return { code: 'bad_message', message: 'the type is missing or not known here', path: 'type', hint };
    }
    const read = schemas[type]!.safeParse(value);
    if (read.success) return read.data as Messages<S>;
    const [problem] = problemsOf(read.error.issues, value);
    if (!problem) return { code: 'bad_message', message: 'this message does not have the right form' };
    const { path, hint } = problem;
    return { code: 'bad_message', message: path ? `${path} ${problem.problem}` : problem.problem, path, hint };
  };
}

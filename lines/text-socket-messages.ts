/**
 * The JSON messages of the text line over a WebSocket, both ways (docs/text-line.md). Each is one text frame. Fields
 * are snake_case, lengths of texts in UTF-16 code units, as JavaScript's `length` counts them.
 */
import * as z from 'zod';
import { flag, formed, strict, text, whole } from '../contract/fields.ts';
import { problemsOf } from '../contract/problems.ts';
import type { EndedReason, Heard } from '../engine/reasons.ts';

/** The longest message of a client, in bytes of UTF-8. */
export const messageBytesMax = 8_192;
/** The longest thing that a caller says at once, in characters. */
const sayMax = 2_000;

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

/** From server to client. */
export type DownMessage =
  | { type: 'started'; call_id: string; agent_id: string }
  | { type: 'speak'; utterance_id: string; text: string; last: boolean }
  | { type: 'clear' }
  | ({ type: 'ended'; call_id: string } & EndSummary)
  | ({ type: 'error' } & Refusal);

const upMessages = {
  say: strict({ type: z.literal('say'), text: text(sayMax, 1) }),
  speech_started: strict({ type: z.literal('speech_started') }),
  speech_stopped: strict({ type: z.literal('speech_stopped') }),
  press: strict({ type: z.literal('press'), digit: formed(/^[0-9*#]$/, 'Give one of 0 to 9, * and #.') }),
  shown: strict({
    type: z.literal('shown'),
    utterance_id: text(200, 1),
    characters: whole(0, 1_000_000).optional(),
    done: flag.optional(),
    cleared: flag.optional(),
  }),
  hang_up: strict({ type: z.literal('hang_up') }),
} as const;

type UpMessages = { [Type in keyof typeof upMessages]: z.output<(typeof upMessages)[Type]> };

/** From client to server. */
export type UpMessage = UpMessages[keyof UpMessages];

/** Reads one message. Never throws: what is wrong comes back as the error to send. */
export function readUpMessage(json: string): UpMessage | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { code: 'bad_message', message: 'this is not JSON', hint: 'Send one JSON object in each message.' };
  }
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(upMessages, type)) {
    const hint = `Give one of: ${Object.keys(upMessages).join(', ')}.`;
    return { code: 'bad_message', message: 'the type is missing or not known here', path: 'type', hint };
  }
  const read = upMessages[type as keyof typeof upMessages].safeParse(value);
  if (read.success) return read.data;
  const [problem] = problemsOf(read.error.issues, value);
  if (!problem) return { code: 'bad_message', message: 'this message does not have the right form' };
  const { path, hint } = problem;
  return { code: 'bad_message', message: path ? `${path} ${problem.problem}` : problem.problem, path, hint };
}

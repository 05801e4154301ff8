/** What the API refuses, and how it says so: one shape for every error. Source: design contract.md section 6. */
import { ValidationError } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import type * as z from 'zod';
import type { ApiError } from '../../contract/api.ts';
import { BadConfig, Retryable, StorageFull } from '../../contract/errors.ts';
import { type Problem, problemsOf } from '../../contract/problems.ts';

type More = Omit<ApiError['error'], 'code' | 'message'> & { headers?: Readonly<Record<string, string>> };

/** Thrown by any route; it becomes the answer as it is. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly more: More;

  constructor(status: number, code: string, message: string, more: More = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

export type Answer = { status: number; body: ApiError; headers: Readonly<Record<string, string>> };

/** The answer to any error. What is not meant for others becomes `internal`, without a word of what it was. */
export function answerOf(error: unknown): Answer {
  const refusal = refusalOf(error);
  const { headers = {}, ...more } = refusal.more;
  return {
    status: refusal.status,
    headers,
    body: { error: { code: refusal.code, message: refusal.message, ...more } },
  };
}

/** There is no such thing, or it is another account's: nobody may tell which. */
export function notFound(what: string, id: string): Refusal {
  return new Refusal(404, 'not_found', `There is no ${what} "${id.slice(0, 64)}".`);
}

/** This process takes no new calls; another one, or the same once it is started again, does. */
export const draining = new Refusal(503, 'draining', 'The server is stopping and takes no new calls.', {
  hint: 'Send the same request to another process, or here again in a moment.',
  headers: { 'retry-after': '5' },
});

/** The first problem stands on top; several are all listed. */
export function badFields(problems: readonly Problem[]): Refusal {
  const told = problems.map(({ path, problem, hint }) => ({ path, message: sentence(path, problem), hint }));
  const [first] = told;
  if (!first) return new Refusal(400, 'bad_field', 'Something in the request is wrong.');
  const details = told.length > 1 ? { details: told } : {};
  return new Refusal(400, 'bad_field', first.message, { path: first.path, hint: first.hint, ...details });
}

/** Problems that show a value begin with it, all others with a verb. */
function sentence(path: string, problem: string): string {
  const subject = path === '' ? 'The body' : path;
  return /^(is|has|does|nests)\b/.test(problem) ? `${subject} ${problem}.` : `${subject}: ${problem}.`;
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ORPCError) return fromOrpc(error);
  if (error instanceof BadConfig) return new Refusal(422, 'cannot_run', error.message);
  if (error instanceof StorageFull) return storageFull;
  if (error instanceof Retryable) return tryAgain;
  return fromFastify(error) ?? internal;
}

const internal = new Refusal(500, 'internal', 'Something failed on our side.', {
  hint: 'Try again; the log of the server tells more under the x-request-id of this answer.',
});

const tryAgain = new Refusal(503, 'try_again', 'The server or its database cannot answer right now.', {
  hint: 'Send the same request again in a moment.',
  headers: { 'retry-after': '1' },
});

const storageFull = new Refusal(503, 'storage_full', 'The disk of the database is full: nothing was stored.', {
  hint: 'Free space on the disk that holds the data, then send the same request again; no restart is needed.',
  headers: { 'retry-after': '5' },
});

function fromOrpc(error: ORPCError<string, unknown>): Refusal {
  if (error.code !== 'BAD_REQUEST') return error.cause === undefined ? internal : refusalOf(error.cause);
  if (!(error.cause instanceof ValidationError)) return new Refusal(400, 'bad_request', 'The request cannot be read.');
  const { issues, data } = error.cause;
  return badFields(problemsOf(issues as z.core.$ZodIssue[], data).map(withoutStructure));
}

/** Inputs with their own `params`, `query` and `body` name fields by these; users know only the fields. */
function withoutStructure(problem: Problem): Problem {
  return { ...problem, path: problem.path.replace(/^(params|query|body)(\.|$)/, '') };
}

type FastifyError = Error & { code?: string; statusCode?: number };

function fromFastify(error: unknown): Refusal | null {
  const { code = '', statusCode = 500 } = error as FastifyError;
  const known = fastifyRefusals[code];
  if (known) return known;
  return statusCode >= 400 && statusCode < 500 ? new Refusal(statusCode, 'bad_request', 'The request is wrong.') : null;
}

const fastifyRefusals: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new Refusal(
    400,
    'bad_request',
    'The body is not as long as content-length says.',
  ),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Refusal(415, 'not_json', 'The body is of a type that is not read here.', {
    hint: 'Send JSON, with the header content-type: application/json.',
  }),
  FST_ERR_BAD_URL: new Refusal(400, 'bad_address', 'The address holds something that cannot be decoded.', {
    hint: 'Write % as %25.',
  }),
};

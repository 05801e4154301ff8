/** One bounded HTTP request to a carrier, and what its failures mean. Nothing thrown here holds numbers, words or keys. */
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';

export type CarrierHttp = {
  clock: Clock;
  fetch?: typeof fetch;
  /** A request that takes longer is given up. */
  requestMsMax?: number;
};

export type CarrierRequest = {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
};

/** `body` is the parsed JSON, null when there is none that can be parsed. */
export type CarrierAnswer = { status: number; body: unknown };

const requestMsMax = 5_000;
const answerBytesMax = 256 * 1024;

/** Throws NotAnswered when no answer came, whole and in time. Redirects are not followed. */
export async function askCarrier(
  http: CarrierHttp,
  request: CarrierRequest,
  signal: AbortSignal,
): Promise<CarrierAnswer> {
  const limit = new AbortController();
  const stopLimit = http.clock.after(http.requestMsMax ?? requestMsMax, () => limit.abort());
  const { url, ...init } = request;
  try {
    const response = await (http.fetch ?? fetch)(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.any([signal, limit.signal]),
    });
    return { status: response.status, body: parsed(await readBounded(response)) };
  } catch (error) {
    const why = limit.signal.aborted ? 'in time' : signal.aborted ? 'before we gave up' : reasonOf(error);
    throw new NotAnswered(`the carrier did not answer (${why})`, { cause: error });
  } finally {
    stopLimit();
  }
}

/** No answer came. `sent` is false only when the request cannot have reached anybody. */
class NotAnswered extends Retryable {
  override name = 'NotAnswered';
  readonly sent: boolean;
  constructor(message: string, options: { cause: unknown }) {
    super(message, options);
    this.sent = !neverSent.has(codeOf(options.cause));
  }
}

/** Nobody can tell whether it was made or sent. Adopt it by callback or list; never repeat it (ending.md section 10). */
export class OutcomeUnknown extends Retryable {
  override name = 'OutcomeUnknown';
  readonly outcome = 'unknown';
}

/** What the caller should do about an answer outside 200–299. `code` is the carrier's error code, if it gave one. */
export function refusalOf(
  answer: CarrierAnswer,
  code: string | null,
  credentials: string,
): Retryable | Terminal | BadConfig {
  const what = `the carrier answered ${answer.status}${code === null ? '' : `, error ${code}`}`;
  if (answer.status === 401 || answer.status === 403) return new BadConfig(`${credentials}: ${what}`);
  if (answer.status === 429 || answer.status >= 500) return new Retryable(what);
  return new Terminal(what);
}

/** Dialling and sending: a failure after which the call or message may exist all the same counts as unknown. */
export function creationFailure(error: unknown, what: 'call' | 'message'): unknown {
  if (!(error instanceof NotAnswered) || !error.sent) return error;
  return new OutcomeUnknown(`the carrier did not answer: the ${what} may have been made`, { cause: error });
}

/** A field of a parsed answer, whatever that is. */
export function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}

const neverSent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? cause.code : '';
}

function reasonOf(error: unknown): string {
  return codeOf(error) || 'no connection';
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) throw new Error('the answer is too long');
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

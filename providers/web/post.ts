/** One POST to an address that a customer gave. Source: design contract.md section 4. */
import { Agent, errors, request } from 'undici';
import type { AttemptError } from '../../contract/webhook-words.ts';
import { type AddressGuard, AddressRefused } from './address-guard.ts';

/** `status` is null when `error` tells why none came. `answer`: its beginning. `retryAfterMs`: as the header asks. */
export type PostAnswer = {
  status: number | null;
  error: AttemptError | null;
  answer: string;
  retryAfterMs: number | null;
};

/** Never throws for what the other side does. Throws the signal's reason when it is aborted. */
export type Post = (
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
) => Promise<PostAnswer>;

export type Poster = { post: Post; close(): Promise<void> };

const timeMsMax = 10_000;
const answerBytesMax = 64 * 1024;
const answerBytesKept = 2 * 1024;

/**
 * Posts within 10 s in all, follows no redirect and reads at most 64 KiB of the answer. Each request has a connection
 * of its own: one kept open may be closed by the receiver just when the next delivery is written to it.
 */
export function guardedPoster(guard: AddressGuard, timeMs = timeMsMax): Poster {
  const agent = new Agent({ connect: { lookup: guard.lookup, timeout: timeMs, allowH2: false }, pipelining: 0 });
  const post: Post = async (url, headers, body, signal) => {
    if (guard.refusal(url) !== null) return failed('address_refused');
    const limit = AbortSignal.timeout(timeMs);
    const either = AbortSignal.any([signal, limit]);
    try {
      const answer = await request(url, { dispatcher: agent, method: 'POST', headers, body, signal: either });
      const text = await beginning(answer.body);
      return { status: answer.statusCode, error: null, answer: text, retryAfterMs: retryAfterMs(answer.headers) };
    } catch (error) {
      signal.throwIfAborted();
      return failed(limit.aborted ? 'timed_out' : errorWord(error));
    }
  };
  return { post, close: () => agent.destroy() };
}

const failed = (error: AttemptError): PostAnswer => ({ status: null, error, answer: '', retryAfterMs: null });

/** The status has decided by now: an answer that breaks off or takes too long is kept as far as it came. */
async function beginning(body: AsyncIterable<Buffer> & { destroy(): void }): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      if (bytes < answerBytesKept) kept.push(piece.subarray(0, answerBytesKept - bytes));
      bytes += piece.length;
      if (bytes >= answerBytesMax) break;
    }
  } catch {
    // Told above.
  }
  return new TextDecoder().decode(Buffer.concat(kept), { stream: true }); // No half character at the cut.
}

/** Seconds or a date (RFC 9110 section 10.2.3); anything else is passed over. */
function retryAfterMs(headers: Record<string, string | string[] | undefined>): number | null {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return null;
  const ms = /^\d{1,9}$/.test(value)
    ? Number(value) * 1_000
    : value.endsWith('GMT')
      ? Date.parse(value) - Date.now()
      : NaN;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

const words: Readonly<Record<string, AttemptError>> = {
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  ECONNREFUSED: 'connection_refused',
  ENETUNREACH: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
  UND_ERR_CONNECT_TIMEOUT: 'timed_out',
  UND_ERR_HEADERS_TIMEOUT: 'timed_out',
  UND_ERR_HEADERS_OVERFLOW: 'no_http',
  ETIMEDOUT: 'timed_out',
};

function errorWord(error: unknown): AttemptError {
  if (error instanceof AddressRefused) return 'address_refused';
  if (error instanceof errors.HTTPParserError) return 'no_http';
  const { code = '' } = error as { code?: string };
  if (words[code]) return words[code];
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)
    ? 'tls_failed'
    : 'connection_lost';
}

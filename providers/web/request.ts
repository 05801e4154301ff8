/** One request to an address that a customer gave, whose answer matters. Source: design contract.md sections 1 and 2. */
import { Agent, request } from 'undici';
import { Retryable, Terminal } from '../../contract/errors.ts';
import { type AddressGuard, AddressRefused } from './address-guard.ts';

export type WebRequest = { method: string; url: string; headers: Record<string, string>; body: string | null };
export type WebAnswer = { status: number; text: string };

/**
 * Sends within `timeMs` in all, follows no redirect and reads at most 64 KiB of the answer.
 * @throws Terminal where the address is refused, Retryable where no answer comes. Messages hold no address: it may hold
 * a caller's data.
 */
export type Send = (asked: WebRequest, timeMs: number) => Promise<WebAnswer>;

const answerBytesMax = 64 * 1024;

/** Each request has a connection of its own, so that none is left open. */
export function guardedSend(guard: AddressGuard): Send {
  const agent = new Agent({ connect: { lookup: guard.lookup, allowH2: false }, pipelining: 0 });
  return async ({ url, method, headers, body }, timeMs) => {
    const refusal = guard.refusal(url);
    if (refusal !== null) throw new Terminal(`it may not be reached: ${refusal}`);
    const signal = AbortSignal.timeout(timeMs);
    try {
      const answer = await request(url, { dispatcher: agent, method: method as 'GET', headers, body, signal });
      return { status: answer.statusCode, text: await beginning(answer.body) };
    } catch (cause) {
      if (cause instanceof AddressRefused) throw new Terminal(`it may not be reached: ${cause.message}`, { cause });
      if (signal.aborted) throw new Retryable('it did not answer in time', { cause });
      const { code } = cause as { code?: string };
      throw new Retryable(`it could not be reached${code ? ` (${code})` : ''}`, { cause });
    }
  };
}

async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    text += decoder.decode(piece, { stream: true });
    if (bytes > answerBytesMax) break;
  }
  return text.slice(0, answerBytesMax);
}

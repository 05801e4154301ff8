/** Messages in a stream of bytes. Source: RFC 3261 section 18.3, RFC 5626 section 3.5.1 (keep-alives). */
import { headOf, messageBytesMax } from './message.ts';

export type StreamReader = {
  /** Whole messages, in order; `alive` when the far end asked for a sign of life. Throws for what cannot be a stream of SIP: the connection is then to be closed. */
  read(bytes: Buffer): { messages: Buffer[]; alive: boolean };
};

/** Between messages empty lines are allowed; two of them in a row ask for one back. */
export function streamReader(): StreamReader {
  let rest: Buffer = Buffer.alloc(0);
  let emptyLines = 0;

  function skipEmptyLines(): boolean {
    let at = 0;
    let alive = false;
    for (; at < rest.length && (rest[at] === 13 || rest[at] === 10); at++) {
      if (rest[at] !== 10) continue;
      emptyLines += 1;
      if (emptyLines === 2) alive = true;
    }
    rest = rest.subarray(at);
    if (rest.length > 0 || alive) emptyLines = 0;
    return alive;
  }

  return {
    read(bytes) {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const messages: Buffer[] = [];
      let alive = false;
      for (;;) {
        alive = skipEmptyLines() || alive;
        const length = lengthOf(rest);
        if (length === null || length > rest.length) break;
        messages.push(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
      return { messages, alive };
    },
  };
}

/** Of the first message in the buffer, null while its headers are not complete. */
function lengthOf(buffer: Buffer): number | null {
  const head = headOf(buffer);
  if (!head) {
    if (buffer.length > messageBytesMax) throw new Error('headers without an end');
    return null;
  }
  const length = /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,6})[ \t]*$/im.exec(head.text);
  if (!length) throw new Error('a message without Content-Length');
  const total = head.bytes + Number(length[1]);
  if (total > messageBytesMax) throw new Error('a message that is too long');
  return total;
}

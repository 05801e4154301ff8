/** End-call reasons as lines of text, so that many can be pasted at once. */
import type { Agent } from '../../contract/agent.ts';

export type EndReason = Agent['ending']['reasons'][number];

export const reasonsMax = 50;

/**
 * `Wrong number` · `Wrong number | Sorry, goodbye!` (said word for word) · `Abusive caller | prompt: Stay calm.` (the
 * model writes it). A tab parts as well as |, for what comes from a table; signs of a list at the front are left out.
 */
export function readReasonLines(text: string): EndReason[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [head = '', ...rest] = line.split(/\s*[|\t]\s*/);
    const reason = head.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim();
    if (reason === '') return [];
    return [{ reason, closing: readClosing(rest.join(' | ').trim()), outcome_tags: [], final: false }];
  });
}

function readClosing(words: string): EndReason['closing'] {
  const named = /^(static|prompt|none)\s*(?::\s*(.*))?$/is.exec(words);
  const mode = named?.[1]?.toLowerCase() as EndReason['closing']['mode'] | undefined;
  const message = unquoted(named ? (named[2] ?? '') : words);
  if (message === '') return { mode: 'none', message: '' };
  return { mode: mode ?? 'static', message };
}

function unquoted(words: string): string {
  const inner = /^(?:"(.*)"|“(.*)”)$/s.exec(words.trim());
  return (inner?.[1] ?? inner?.[2] ?? words).trim();
}

/** The new ones behind those that are there; the same words are the same reason. Tells what found no place. */
export function addReasons(
  there: readonly EndReason[],
  fresh: readonly EndReason[],
): { reasons: EndReason[]; repeated: string[]; tooMany: number } {
  const reasons = [...there];
  const known = new Set(there.map(({ reason }) => folded(reason)));
  const repeated: string[] = [];
  let tooMany = 0;
  for (const entry of fresh) {
    if (known.has(folded(entry.reason))) repeated.push(entry.reason);
    else if (reasons.length >= reasonsMax) tooMany += 1;
    else {
      known.add(folded(entry.reason));
      reasons.push(entry);
    }
  }
  return { reasons, repeated, tooMany };
}

function folded(reason: string): string {
  return reason
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

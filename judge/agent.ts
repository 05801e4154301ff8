/** Whether an agent's words, in English, take leave. Source: design ending.md sections 4 and 5. */
import { agentEnds } from './english-agent.ts';
import { leave } from './english-leave.ts';
import { questions } from './english-questions.ts';
import type { AgentWords } from './judge.ts';
import type { Word } from './normalise.ts';
import { type Part, split } from './parts.ts';
import { compile, type Kind } from './phrases.ts';

const lexicon = compile([...agentEnds, ...leave, ...questions]);
const open: ReadonlySet<Kind> = new Set(['question', 'request']);
const empty: ReadonlySet<Kind> = new Set(['leave', 'thanks', 'soft', 'ack', 'no', 'noise', 'name']);

/** Content may follow words of leave ("Goodbye! Remember your passport"), but not thanks, which also begin a call. */
const contentWordsMax = 12;

export function meaningOfAgent(words: readonly Word[]): AgentWords {
  const parts = split(words, lexicon);
  const closing = !asks(words, parts) && (leaves(parts) || thanks(parts));
  return { closing, onlyClosing: closing && parts.every((part) => empty.has(part.kind)) };
}

/** Asks, or goes on, in the last sentence or anywhere behind the last words of leave. */
function asks(words: readonly Word[], parts: readonly Part[]): boolean {
  const lastMark = words.findLastIndex((word, index) => index < words.length - 1 && /[.?]/.test(word.mark));
  const lastLeave = parts.findLast((part) => part.kind === 'leave' || part.kind === 'thanks');
  const from = Math.min(lastMark + 1, lastLeave?.from ?? words.length);
  if (words.some((word, index) => index >= from && word.mark === '?')) return true;
  return parts.some((part) => part.from >= from && open.has(part.kind));
}

function leaves(parts: readonly Part[]): boolean {
  const last = parts.findLastIndex((part) => part.kind === 'leave');
  return last >= 0 && contentWords(parts.slice(last + 1)) <= contentWordsMax;
}

function thanks(parts: readonly Part[]): boolean {
  const last = parts.findLastIndex((part) => part.kind === 'thanks');
  if (last < 0 || parts.some((part) => part.kind === 'greeting')) return false;
  return contentWords(parts.slice(last + 1)) === 0;
}

function contentWords(parts: readonly Part[]): number {
  return parts.filter((part) => part.kind === 'content').reduce((sum, part) => sum + part.to - part.from, 0);
}

/** A scripted brain for samples, tests and simulations: no network, no keys, all time through the clock. */
import { Retryable } from '../../contract/errors.ts';
import { foldedWords } from '../../contract/fold.ts';
import type { Clock } from '../clock.ts';
import type { Message, Model, ModelRequest, ReplySink } from './model.ts';

/**
 * When a rule speaks:
 * - `greeting`, `farewell`: the request is for one.
 * - phrases: the caller's last message, not yet answered, holds one of them (whole words; case, punctuation and
 *   apostrophes don't count).
 * - `after_tool`: the result of this tool has come in since the agent's last words.
 * - `after_note`: a note has (a refused end, a called-off end, an instruction); with phrases: one that holds one of them.
 * - `anything`: any reply is asked for; a rule with tools only while the caller waits for an answer, so that no rule
 *   calls its tools again on seeing their results.
 */
export type ScriptWhen =
  | 'greeting'
  | 'farewell'
  | 'anything'
  | readonly string[]
  | { after_tool: string }
  | { after_note: true | readonly string[] };

/** One line of a script. The first rule that matches wins, so the special ones stand before the general ones. */
export type ScriptRule = {
  when: ScriptWhen;
  /** At most one time for each model instance, that is, for each call; a cancelled reply counts. */
  once?: boolean | undefined;
  /** Tags are the reply filter's; `{{heard}}` stands for the caller's last words. */
  say?: string | undefined;
  /** Called after the last word. */
  tools?: readonly { name: string; arguments?: Record<string, unknown> | undefined }[] | undefined;
  /** Milliseconds to the first word (300), and from word to word (30). */
  first_word_ms?: number | undefined;
  word_ms?: number | undefined;
  /** `stall`: half of the words, then nothing more. `silent`: nothing at all. `down`: a Retryable error. */
  fault?: 'stall' | 'silent' | 'down' | undefined;
};

/**
 * A model that follows a script, word by word in the clock's time and without promises. Where no rule matches it says
 * something polite that ends no call.
 */
export function offlineModel(script: readonly ScriptRule[], clock: Clock): Model {
  const spent = new Set<ScriptRule>();
  let calls = 0;
  return {
    id: 'offline/offline',
    stream(request, sink) {
      const situation = situationOf(request);
      const rule = script.find((one) => !spent.has(one) && matches(one, situation)) ?? byDefault(situation);
      if (rule.once) spent.add(rule);
      const say = rule.say?.replaceAll('{{heard}}', () => situation.heard);
      return play({ ...rule, say }, sink, clock, () => `offline_${(calls += 1)}`);
    },
  };
}

/** Plays one rule; the answer stops it. */
function play(rule: ScriptRule, sink: ReplySink, clock: Clock, nextCallId: () => string): () => void {
  const words = piecesOf(rule.fault === undefined || rule.fault === 'stall' ? (rule.say ?? '') : '');
  const last = rule.fault === 'stall' ? Math.ceil(words.length / 2) : words.length;
  let stopped = false;
  let stopTimer = () => {};

  const sayFrom = (at: number) => {
    if (at < last) sink.text(words[at]!);
    if (stopped) return; // The sink may cancel while it takes a word.
    if (at + 1 < last) stopTimer = clock.after(rule.word_ms ?? 30, () => sayFrom(at + 1));
    else finish();
  };
  const finish = () => {
    if (rule.fault === 'down') return sink.failed(new Retryable('offline/offline: down, as its script says.'));
    if (rule.fault !== undefined) return;
    for (const tool of rule.tools ?? [])
      if (!stopped)
        sink.toolCall({ id: nextCallId(), name: tool.name, arguments: structuredClone(tool.arguments ?? {}) });
    if (!stopped) sink.done();
  };

  stopTimer = clock.after(rule.first_word_ms ?? 300, () => sayFrom(0));
  return () => {
    stopped = true;
    stopTimer();
  };
}

/** Words with the space before them; together they are the text, to the letter. */
function piecesOf(text: string): string[] {
  return text.match(/\s*\S+(?:\s+$)?/g) ?? [];
}

type Situation = {
  purpose: ModelRequest['purpose'];
  heard: string;
  /** What the caller said last, null when the agent has spoken since. */
  unanswered: string | null;
  /** What has come in since the agent spoke last. */
  tools: readonly string[];
  notes: readonly string[];
};

function situationOf({ purpose, messages }: ModelRequest): Situation {
  const since = messages.slice(messages.findLastIndex((message) => message.role === 'agent') + 1);
  const said = since.filter((message) => message.role === 'caller').at(-1);
  return {
    purpose,
    heard: messages.findLast((message) => message.role === 'caller')?.text ?? '',
    unanswered: said ? said.text : null,
    tools: since.filter((message): message is Message & { role: 'tool' } => message.role === 'tool').map((t) => t.name),
    notes: since.filter((message): message is Message & { role: 'note' } => message.role === 'note').map((n) => n.text),
  };
}

function matches({ when, tools }: ScriptRule, situation: Situation): boolean {
  if (when === 'greeting' || when === 'farewell') return situation.purpose === when;
  if (situation.purpose !== 'reply') return false;
  const { unanswered, notes } = situation;
  if (when === 'anything') return unanswered !== null || (tools ?? []).length === 0;
  if ('after_tool' in when) return situation.tools.includes(when.after_tool);
  if (!('after_note' in when)) return unanswered !== null && holdsPhrase(unanswered, when);
  const phrases = when.after_note;
  return phrases === true ? notes.length > 0 : notes.some((note) => holdsPhrase(note, phrases));
}

/** What the rules of a script would call: over words of the caller by their phrases, or over the result of a tool. */
export function scriptedCalls(
  script: readonly ScriptRule[],
  over: { words: string } | { tool: string },
): readonly { name: string; arguments?: Record<string, unknown> | undefined }[] {
  return script
    .filter(({ when }) => {
      if (typeof when === 'string') return false;
      if ('tool' in over) return 'after_tool' in when && when.after_tool === over.tool;
      return !('after_tool' in when) && !('after_note' in when) && holdsPhrase(over.words, when);
    })
    .flatMap(({ tools = [] }) => tools);
}

function holdsPhrase(text: string, phrases: readonly string[]): boolean {
  const words = ` ${folded(text)} `;
  return phrases.map(folded).some((phrase) => phrase !== '' && words.includes(` ${phrase} `));
}

function folded(text: string): string {
  return foldedWords(text.replace(/['’]/g, '')).join(' ');
}

function byDefault({ purpose, unanswered }: Situation): ScriptRule {
  if (purpose === 'greeting') return { when: purpose, say: 'Hello, how can I help you?' };
  if (purpose === 'farewell') return { when: purpose, say: 'Thank you for calling. Goodbye!' };
  if (unanswered === null) return { when: 'anything', say: 'All right. What else can I do for you?' };
  return { when: 'anything', say: "I'm sorry, I can't help with that. What else can I do for you?" };
}

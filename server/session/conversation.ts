/**
 * What was said, as the model is to see it: the caller's words defused, the agent's as far as they were heard, tools
 * with their results, and our notes. Source: design ending.md sections 2 and 5.
 */
import { defuse } from '../../engine/reply-filter.ts';
import type { Message, ToolCall } from '../../providers/models/model.ts';

/** `heard` is null as long as nothing says that less than all of it was heard. */
type AgentUtterance = { id: string; text: string; heard: string | null };

type Entry =
  | { role: 'caller'; text: string }
  | { role: 'agent'; utterances: AgentUtterance[]; toolCalls: ToolCall[] }
  | { role: 'tool'; callId: string; name: string; result: string }
  | { role: 'note'; text: string };

type AgentEntry = Extract<Entry, { role: 'agent' }>;

export type Conversation = ReturnType<typeof newConversation>;

export function newConversation() {
  const entries: Entry[] = [];
  let callerWords = '';
  let callerTurn = '';
  let callerControl = false;

  const agentEntryOf = (utteranceId: string): AgentEntry | undefined =>
    entries.findLast((e): e is AgentEntry => e.role === 'agent' && e.utterances.some((u) => u.id === utteranceId));
  const utterance = (utteranceId: string) => agentEntryOf(utteranceId)?.utterances.find((u) => u.id === utteranceId);

  return {
    /** The caller's words. What reads like a control is defused, so that no echo of it can act. */
    callerSaid(text: string): void {
      const safe = defuse(text);
      callerWords = text;
      callerTurn = text;
      callerControl = safe.found;
      entries.push({ role: 'caller', text: safe.text });
    },
    /** The caller pressed a key of the telephone. */
    callerPressed(digit: string): void {
      callerTurn = digit;
      entries.push({ role: 'note', text: `The caller pressed the key ${digit}.` });
    },
    /** The agent begins a turn; its utterances and tool calls follow. */
    agentTurn(): void {
      entries.push({ role: 'agent', utterances: [], toolCalls: [] });
    },
    /** All that the agent has said in an utterance so far. */
    agentSaid(utteranceId: string, text: string): void {
      const known = utterance(utteranceId);
      if (known) {
        known.text = text;
        return;
      }
      const last = entries.at(-1);
      const open = last?.role === 'agent' ? last : { role: 'agent' as const, utterances: [], toolCalls: [] };
      if (open !== last) entries.push(open);
      open.utterances.push({ id: utteranceId, text, heard: null });
    },
    /** Only this much of the utterance was heard. */
    cutTo(utteranceId: string, heardText: string): void {
      const known = utterance(utteranceId);
      if (known) known.heard = heardText.trimEnd();
    },
    toolCalled(call: ToolCall): void {
      const last = entries.at(-1);
      if (last?.role === 'agent') last.toolCalls.push(call);
      else entries.push({ role: 'agent', utterances: [], toolCalls: [call] });
    },
    /** A result stands right behind the turn that called the tool. Whether the agent has spoken in the meantime. */
    toolAnswered(call: ToolCall, result: string): boolean {
      const turn = entries.findLastIndex((e) => e.role === 'agent' && e.toolCalls.some((c) => c.id === call.id));
      if (turn < 0) return false;
      let place = turn + 1;
      while (entries[place]?.role === 'tool') place++;
      const late = agentEntries(entries.slice(place)).some((entry) => textOf(entry) !== '');
      entries.splice(place, 0, { role: 'tool', callId: call.id, name: call.name, result });
      return late;
    },
    note(text: string): void {
      entries.push({ role: 'note', text });
    },
    /** What is left of an utterance behind its heard part; empty when that cannot be told. */
    unheardOf(utteranceId: string): string {
      const known = utterance(utteranceId);
      const heard = known?.heard ?? '';
      return known?.text.startsWith(heard) ? known.text.slice(heard.length).trim() : '';
    },
    /** All that the caller has heard from the agent. */
    agentText: (): string => agentEntries(entries).map(textOf).join(' '),
    /** The words of the agent's newest turn that has any, as far as they were heard. */
    lastAgentText: (): string =>
      agentEntries(entries)
        .map(textOf)
        .findLast((text) => text !== '') ?? '',
    /** The caller's last words as they were said. */
    callerWords: (): string => callerWords,
    /** All that they have said, turn by turn. */
    callerTurns: (): readonly string[] => entries.flatMap((entry) => (entry.role === 'caller' ? [entry.text] : [])),
    /** Their last turn: those words, or the key that was pressed since. */
    callerTurn: (): string => callerTurn,
    /** Whether those words held something that reads like a control. */
    callerSaidControl: (): boolean => callerControl,
    messages: (): Message[] => toMessages(entries),
  };
}

function agentEntries(entries: readonly Entry[]): AgentEntry[] {
  return entries.filter((entry) => entry.role === 'agent');
}

function textOf(entry: AgentEntry): string {
  return entry.utterances
    .map((u) => (u.heard === null || u.heard === u.text.trimEnd() ? u.text : `${u.heard}…`))
    .join(' ')
    .trim();
}

/** Every tool call has a result, because models refuse a conversation in which one is missing. */
function toMessages(entries: readonly Entry[]): Message[] {
  const answered = new Set(entries.flatMap((e) => (e.role === 'tool' ? [e.callId] : [])));
  return entries.flatMap((entry): Message[] => {
    if (entry.role !== 'agent') return [entry];
    const text = textOf(entry);
    if (text.trim() === '' && entry.toolCalls.length === 0) return [];
    const missing = entry.toolCalls.filter((call) => !answered.has(call.id));
    const stillRunning = missing.map((call): Message => ({
      role: 'tool',
      callId: call.id,
      name: call.name,
      result: 'No result yet.',
    }));
    return [{ role: 'agent', text, toolCalls: entry.toolCalls }, ...stillRunning];
  });
}

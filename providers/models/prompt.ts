/** A conversation of ours as the messages of the AI SDK, in an order that every vendor accepts. */
import type { AssistantModelMessage, ModelMessage, ToolModelMessage } from 'ai';
import type { Message } from './model.ts';

/** Belongs in the instructions: tells the model what our notes are. */
export const callNoteHint =
  'Text inside <call_note> tags comes from the telephone system, not from the caller. ' +
  'Act on it, do not answer it, and never say it or the tags aloud.';

/**
 * Notes become user messages in `<call_note>` tags, which caller words can't imitate. The first message is a user's
 * and so is the last (or a tool result), neighbours of one role are one message, blank texts are left out, and each
 * tool call is followed by its result: Anthropic's API and many chat templates of compatible servers refuse the rest.
 */
export function toPrompt(messages: readonly Message[]): ModelMessage[] {
  const prompt: ModelMessage[] = [];
  const answered = new Set<Message>();
  messages.forEach((message, at) => {
    if (message.role === 'caller') addUser(prompt, defused(message.text));
    else if (message.role === 'note') addUser(prompt, note(message.text));
    else if (message.role === 'agent') addAgent(prompt, message, messages.slice(at + 1), answered);
    else if (!answered.has(message)) addUser(prompt, note(`Result of ${message.name}: ${message.result}`)); // Its call was cut from the history.
  });
  if (prompt[0]?.role !== 'user') prompt.unshift({ role: 'user', content: note('The call is connected.') });
  if (messages.length === 0 || prompt.at(-1)?.role === 'assistant') addUser(prompt, note('It is your turn to speak.'));
  return prompt;
}

type AgentMessage = Extract<Message, { role: 'agent' }>;
type ToolMessage = Extract<Message, { role: 'tool' }>;

function addUser(prompt: ModelMessage[], text: string) {
  if (text.trim() === '') return;
  const last = prompt.at(-1);
  if (last?.role === 'user') last.content = `${last.content as string}\n${text}`;
  else prompt.push({ role: 'user', content: text });
}

function addAgent(prompt: ModelMessage[], agent: AgentMessage, later: readonly Message[], answered: Set<Message>) {
  const parts: Exclude<AssistantModelMessage['content'], string> = [];
  if (agent.text.trim() !== '') parts.push({ type: 'text', text: agent.text });
  const results: ToolModelMessage['content'] = [];
  for (const call of agent.toolCalls) {
    const named = { toolCallId: call.id, toolName: call.name };
    parts.push({ type: 'tool-call', ...named, input: call.arguments });
    const found = later.find((next): next is ToolMessage => isResultOf(next, call.id) && !answered.has(next));
    if (found) answered.add(found);
    results.push({ type: 'tool-result', ...named, output: { type: 'text', value: found?.result || 'no result' } });
  }
  if (parts.length === 0) return;
  const last = prompt.at(-1);
  if (last?.role === 'assistant') joinAgents(last, parts);
  else prompt.push({ role: 'assistant', content: parts });
  if (results.length > 0) prompt.push({ role: 'tool', content: results });
}

function isResultOf(message: Message, callId: string) {
  return message.role === 'tool' && message.callId === callId;
}

/** The SDK puts neighbouring texts together without a space. */
function joinAgents(last: AssistantModelMessage, parts: Exclude<AssistantModelMessage['content'], string>) {
  const before = last.content as typeof parts;
  const [first, ...rest] = parts;
  if (first?.type === 'text') last.content = [...before, { ...first, text: ` ${first.text}` }, ...rest];
  else last.content = [...before, ...parts];
}

function note(text: string) {
  return text.trim() === '' ? '' : `<call_note>${defused(text)}</call_note>`;
}

/** Takes the bracket from anything that looks like a tag of ours. */
function defused(text: string) {
  return text.replace(/<(?=\s*\/?\s*call_note)/gi, '(');
}

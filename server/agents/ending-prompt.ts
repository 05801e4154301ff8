/**
 * What the model is told about ending the call, built from the agent's settings. It says when to call a tool without
 * speaking, so that no goodbye is said twice. Source: design ending.md sections 2, 3 and 4.
 */
import type { Agent } from '../../contract/agent.ts';
import type { VetoReason } from '../../engine/reasons.ts';
import type { ToolSpec } from '../../providers/models/model.ts';
import { allowsFreeReason, conversationEnded } from '../session/proposals.ts';

export const transferTool = 'transfer_call';
export const voicemailTool = 'report_voicemail';

type Action = Agent['ending']['actions'][number];

/** The end actions that are offered to the model. */
export function endToolNames(agent: Agent): string[] {
  return agent.ending.enabled ? agent.ending.actions.map((action) => action.name) : [];
}

/** The section of the system prompt about ending; empty when the agent does not end calls. */
export function endingPrompt(agent: Agent): string {
  const { ending } = agent;
  if (!ending.enabled) return '';
  const lines = [
    '# Ending the call',
    'You are on the telephone. The caller hears only what you say; tools and tags are never spoken.',
    ...ending.actions.map((action) => actionLine(action)),
    ...reasonLines(agent),
    ...tagLine(agent),
    'Never end the call while the caller has an open question or request, or seems unsure: answer first.',
    'Say goodbye at most once. After a note that the call goes on, do not mention that you tried to end it.',
  ];
  return lines.join('\n');
}

function actionLine(action: Action): string {
  const when = action.description.trim() || 'Call it when the conversation is complete.';
  return `- Tool \`${action.name}\`: ${when} ${speechOf(action)}`;
}

function speechOf(action: Action): string {
  if (action.skip_goodbye) return 'Call it without saying anything: the line is dropped at once.';
  if (action.goodbye_prompt.trim() !== '')
    return 'Call it without saying goodbye: you will be asked for the goodbye after it.';
  return 'Either say one short goodbye in the same reply, or put it into `message`; never both.';
}

function reasonLines(agent: Agent): string[] {
  const { reasons } = agent.ending;
  const [action] = agent.ending.actions;
  if (reasons.length === 0) {
    return allowsFreeReason(agent) ? ['- Give `reason` in your own words, as your instructions say.'] : [];
  }
  const how = action ? ` call \`${action.name}\` with that reason` : ' write the command `end_call <reason>`';
  return [
    `At every turn, check whether one of these has come true; if so,${how}, even if the caller still has a question:`,
    ...reasons.map(
      (r) => `- "${r.reason}"${r.closing.mode === 'none' ? '' : ' (without saying goodbye: that is done for you)'}`,
    ),
    `For an ordinary goodbye the reason is "${conversationEnded}".`,
  ];
}

function tagLine(agent: Agent): string[] {
  if (!agent.ending.tag || !agent.prompt.includes('[END_CALL]')) return [];
  return [
    '- Or put [END_CALL] at the end of the reply that says goodbye: the call ends once the caller has heard it all.',
  ];
}

/** The end actions as tools, and those for a transfer and for voicemail where the agent has them. */
export function endingTools(agent: Agent, direction: 'inbound' | 'outbound'): ToolSpec[] {
  const tools = agent.ending.enabled ? agent.ending.actions.map((action) => endTool(agent, action)) : [];
  if (agent.transfers.length > 0) tools.push(transferSpec(agent));
  if (offersVoicemail(agent, direction)) tools.push(voicemailSpec);
  return tools;
}

/** Whether the model may report a voicemail: whoever calls us is none. */
export function offersVoicemail(agent: Agent, direction: 'inbound' | 'outbound'): boolean {
  return direction === 'outbound' && agent.ending.voicemail.action !== 'ignore';
}

function endTool(agent: Agent, action: Action): ToolSpec {
  const description = 'The words for saying goodbye, if you have not said any in this reply.';
  const silent = action.skip_goodbye || action.goodbye_prompt.trim() !== '';
  const properties = { reason: reasonSchema(agent), ...(silent ? {} : { message: { type: 'string', description } }) };
  return {
    name: action.name,
    description: `${action.description.trim() || 'Ends the call.'} ${speechOf(action)}`,
    parameters: { type: 'object', properties, additionalProperties: false },
  };
}

/** An enum of the configured reasons and `conversation_ended`; with `#end_call` in the prompt any string beside it. */
function reasonSchema(agent: Agent): Record<string, unknown> {
  const names = [...agent.ending.reasons.map((r) => r.reason), conversationEnded];
  const description = 'Why the call ends.';
  if (!allowsFreeReason(agent)) return { type: 'string', enum: names, description };
  const known = agent.ending.reasons.length > 0 ? ` One of: ${names.join(' | ')}; or another short reason.` : '';
  return { type: 'string', description: `${description}${known} "${conversationEnded}" for an ordinary goodbye.` };
}

function transferSpec(agent: Agent): ToolSpec {
  const to = { type: 'string', enum: agent.transfers.map((t) => t.name), description: 'Where to.' };
  return {
    name: transferTool,
    description: 'Connects the caller with somebody else. Tell the caller so first.',
    parameters: { type: 'object', properties: { to }, required: ['to'], additionalProperties: false },
  };
}

const voicemailSpec: ToolSpec = {
  name: voicemailTool,
  description: 'Call it, without speaking, as soon as you notice that a voicemail or answering machine has answered.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
};

const vetoes: Record<VetoReason, string> = {
  caller_speaking: 'the caller is speaking. Listen first.',
  caller_not_heard: 'the caller has not said anything yet.',
  tool_running: 'another tool is still at work. Wait for its result and tell the caller.',
  tool_failed: 'another tool failed. Tell the caller and find another way.',
  open_question: 'the caller asked something that you have not answered. Answer it now.',
  too_early: 'it is too early to end the call.',
  disclosure_unread: 'you have not read out the required disclosure. Read it now.',
  slot_empty: 'something that you must ask for is still missing. Ask for it now.',
  rule_failed: 'a condition for ending is not met yet.',
};

/** What the model is told when the guard refuses its end. */
export function vetoWords(veto: VetoReason): string {
  return `The call was not ended: ${vetoes[veto]} Do not say goodbye again unless the caller does.`;
}

/** How a farewell is asked for. `fresh`: a goodbye was said before in this call, so this one is short and different. */
export function farewellInstruction(instruction: string | null, heard: string, fresh: boolean): string {
  const lines = [
    'The call ends now. Say only the goodbye, naturally and politely: one or two short sentences, no question. The caller will not answer.',
  ];
  if (instruction) lines.push(`Follow this instruction: ${instruction}`);
  if (heard.trim()) lines.push(`The caller has just heard: "${heard.trim()}". Do not repeat it.`);
  if (fresh) lines.push('A goodbye was said before in this call: make this one very short, in other words.');
  return lines.join('\n');
}

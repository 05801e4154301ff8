/** Proposals of an end, made from what the model called or wrote and from the agent's settings. Source: design ending.md section 2. */
import type { Agent } from '../../contract/agent.ts';
import type { OutsideFacts, ProposingTurn, Proposal } from '../../engine/events.ts';
import { ownWords } from '../../engine/farewell.ts';
import type { EndCallBlock } from '../../engine/flow/plan.ts';
import type { ToolCall } from '../../providers/models/model.ts';
import type { EndControl } from './reply.ts';
import { folded } from './speaker.ts';

type Reason = Agent['ending']['reasons'][number];

/** The built-in reason of a plain goodbye: it is no end-call reason in the record. */
export const conversationEnded = 'conversation_ended';

/** `#end_call` in the prompt lets the model give any reason. */
export function allowsFreeReason(agent: Agent): boolean {
  return agent.prompt.includes('#end_call');
}

export type ProposingFacts = { turn: ProposingTurn; outside: OutsideFacts; evidence: string };

const bare: Omit<Proposal, 'trigger' | 'turn' | 'outside' | 'evidence'> = {
  action: null,
  reason: null,
  reasonConfigured: false,
  final: false,
  skipGoodbye: false,
  ownWords: null,
  message: null,
  outcomeTags: [],
  errorDetail: null,
};

/** The model called an end action. Null when no action has this name. */
export function proposalFromTool(agent: Agent, call: ToolCall, facts: ProposingFacts): Proposal | null {
  const action = agent.ending.actions.find((a) => a.name === call.name);
  if (!action) return null;
  const named = textOf(call.arguments['reason']);
  const reason = findReason(agent, named);
  const free = reason === null && allowsFreeReason(agent) && !isConversationEnded(named) ? named : null;
  return {
    ...bare,
    ...facts,
    trigger: 'tool',
    action: action.name,
    reason: reason?.reason ?? free,
    reasonConfigured: reason !== null,
    final: reason?.final ?? false,
    skipGoodbye: action.skip_goodbye,
    ownWords: ownWords(reason?.closing ?? null, action.goodbye_prompt),
    message: textOf(call.arguments['message']) || null,
    outcomeTags: [...(reason?.outcome_tags ?? []), ...action.outcome_tags],
    evidence: withReason(facts.evidence, reason === null && free === null ? named : ''),
  };
}

/** The model wrote `[END_CALL]`, or an `end_call <reason>` command. */
export function proposalFromControl(
  agent: Agent,
  control: EndControl,
  facts: Pick<Proposal, 'turn' | 'outside' | 'evidence'>,
): Proposal {
  if (control.type === 'end_call') return { ...bare, ...facts, trigger: 'tag' };
  const reason = findReason(agent, control.reason);
  return {
    ...bare,
    ...facts,
    trigger: 'command',
    reason: reason?.reason ?? null,
    reasonConfigured: reason !== null,
    final: reason?.final ?? false,
    ownWords: ownWords(reason?.closing ?? null, ''),
    outcomeTags: reason?.outcome_tags ?? [],
    evidence: withReason(facts.evidence, reason ? '' : control.reason),
  };
}

const idle: OutsideFacts = { tools: 'idle', disclosureUnread: false, slotEmpty: false, ruleFailed: false };

/** The goodbye of a flow's terminal block names the reason by the command: the call ends already, and the guard is asked nothing. */
export function proposalFromGoodbye(agent: Agent, control: EndControl): Proposal {
  return proposalFromControl(agent, control, { turn: null, outside: idle, evidence: "the model's goodbye" });
}

/** The walk of a flow has come to an End Call block. `fill` puts the values of the conversation into its words. */
export function proposalFromBlock(block: EndCallBlock, fill: (text: string) => string, evidence: string): Proposal {
  const { mode, text } = block.message;
  const words = fill(text);
  const generated = { mode: 'generated', instruction: words } as const;
  return {
    ...bare,
    trigger: 'flow_block',
    turn: null,
    outside: idle,
    evidence,
    skipGoodbye: block.skipGoodbye,
    ownWords: words.trim() === '' ? null : mode === 'fixed' ? { mode, text: words } : generated,
    outcomeTags: block.outcomeTags,
  };
}

/** The check of the reasons beside a flow found that this one has come true. */
export function proposalFromReason(agent: Agent, named: string, evidence: string): Proposal {
  const reason = findReason(agent, named);
  return {
    ...bare,
    trigger: 'global_check',
    turn: null,
    outside: idle,
    evidence,
    reason: named,
    reasonConfigured: reason !== null,
    final: reason?.final ?? false,
    ownWords: ownWords(reason?.closing ?? null, ''),
    outcomeTags: reason?.outcome_tags ?? [],
  };
}

/** A screening rule matched before the conversation. */
export function proposalFromScreening(rule: Agent['ending']['pre_call'][number]): Proposal {
  return {
    ...bare,
    trigger: 'pre_call',
    turn: null,
    outside: idle,
    evidence: `the rule ${rule.when}`,
    skipGoodbye: rule.message === '',
    ownWords: rule.message === '' ? null : { mode: 'fixed', text: rule.message },
    outcomeTags: rule.outcome_tags,
  };
}

/** The caller pressed the key that ends the call. */
export function proposalFromKey({ key, message, outcome_tags }: Agent['ending']['keypad']): Proposal {
  return {
    ...bare,
    trigger: 'keypad',
    turn: null,
    outside: idle,
    evidence: `the caller pressed ${key}`,
    ownWords: message === '' ? null : { mode: 'fixed', text: message },
    outcomeTags: outcome_tags,
  };
}

/** A human at the dashboard, API or terminal ends the call; without a farewell at once. */
export function proposalFromOperator(farewell: boolean): Proposal {
  return {
    ...bare,
    trigger: 'operator',
    turn: null,
    outside: idle,
    evidence: 'an operator ended the call',
    skipGoodbye: !farewell,
  };
}

/** Something on our side failed for good, or the credit is used up. */
export function proposalFromTrouble(trigger: 'failure' | 'balance', detail: string): Proposal {
  const errorDetail = trigger === 'failure' ? detail : null;
  return { ...bare, trigger, turn: null, outside: idle, evidence: detail, errorDetail };
}

/** A configured reason, whatever its case, spaces and punctuation. */
function findReason(agent: Agent, named: string): Reason | null {
  return agent.ending.reasons.find((r) => folded(r.reason) === folded(named)) ?? null;
}

function isConversationEnded(named: string): boolean {
  return named === '' || folded(named.replaceAll('_', ' ')) === folded(conversationEnded.replaceAll('_', ' '));
}

function withReason(evidence: string, unknownReason: string): string {
  if (isConversationEnded(unknownReason)) return evidence;
  return `${evidence} Reason given: "${unknownReason.slice(0, 200)}".`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

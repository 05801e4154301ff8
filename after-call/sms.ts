/**
 * The step that sends a text message to the caller, once a call: to their own number only, when the agent's condition
 * holds, with consent, and never to a number that told us to stop. Source: design contract.md section 1.
 */
import type { MessageState } from '../contract/call.ts';
import { evaluate } from '../contract/expressions.ts';
import type { SmsFailed, SmsSent } from '../contract/webhook.ts';
import { delivery } from './delivery-of.ts';
import { conditionValues } from './ended-values.ts';
import { unsent } from './message-state.ts';
import { lookedFor, sendSms } from './send-sms.ts';
import { consentOf } from './sms-consent.ts';
import { smsText } from './sms-text.ts';
import type { EndedCall, Step, StepOutcome, StepTools, Told } from './step.ts';

export const smsStep: Step = {
  name: 'sms',
  next: [],
  waits: true,
  needed: ({ record, agent }) => agent.after_call.sms.enabled || record.sms_requested.length > 0,
  async run(call, tools) {
    const key = { accountId: call.accountId, callId: call.record.call_id, kind: 'sms' as const };
    const known = await tools.outbox.look(key);
    if (known.now === 'settled') return outcomeOf(call, known.state);
    if (known.now === 'interrupted') return outcomeOf(call, await lookedFor(call, known, tools));
    return outcomeOf(call, await decided(call, tools));
  },
};

/** Every reason against it is looked for before anything is written or committed. */
async function decided(call: EndedCall, tools: StepTools): Promise<MessageState> {
  const { agent, accountId } = call;
  const { enabled, when } = agent.after_call.sms;
  if (!enabled) return unsent('not_enabled');
  const to = callersNumber(call);
  if (to === null) return unsent('no_number');
  const wish = await tools.consentOf(accountId, to);
  if (wish === 'stopped') return unsent('stopped');
  if (when !== '') {
    const held = evaluate(when, conditionValues(call));
    if (!held.ok) return unsent('condition_failed', { detail: held.problem });
    if (!held.value) return unsent('condition_not_met');
  }
  const consent = await consentOf(call, wish === 'consented', tools);
  if (consent === null) return unsent('no_consent');
  const sender = tools.smsSenderOf(call);
  if (sender === null) return unsent('not_configured', { consent });
  const text = await smsText(call, tools);
  if (text === null) return unsent('no_model', { consent });
  if (text.trim() === '') return unsent('no_words', { consent });
  // A model takes its time, and a STOP may have come meanwhile.
  if ((await tools.consentOf(accountId, to)) === 'stopped') return unsent('stopped', { consent });
  return sendSms(call, { sender, to, text, consent }, tools);
}

/** Whoever called, or was called. A number that is hidden, or that a program made up, is none. */
function callersNumber({ record }: EndedCall): string | null {
  const number = record.direction === 'inbound' ? record.from : record.to;
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null;
}

/** What was left out on purpose is no failure that others need to hear of. */
const quiet: ReadonlySet<MessageState['why']> = new Set(['not_enabled', 'condition_not_met']);

function outcomeOf(call: EndedCall, state: MessageState): StepOutcome {
  return { findings: { sms: state }, told: quiet.has(state.why) ? [] : [toldOf(call, state)] };
}

function toldOf(call: EndedCall, state: MessageState): Told {
  const { call_id, agent_id } = call.record;
  const about = { call_id, agent_id, to: callersNumber(call) ?? '', text: state.text ?? '' };
  const sent: SmsSent = { event: 'sms.sent', ...about, message_id: state.message_id };
  const failed: SmsFailed = { event: 'sms.failed', ...about, error: state.why ?? state.state };
  const payload = state.state === 'sent' ? sent : failed;
  return { event: payload.event, make: (target) => delivery(target, payload, call.record) };
}

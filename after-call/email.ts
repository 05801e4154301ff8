/** The step that sends an e-mail about a call, once. Source: design contract.md section 1. */
import type { MessageState } from '../contract/call.ts';
import { Retryable, Terminal } from '../contract/errors.ts';
import { fillVariables } from '../contract/variables.ts';
import type { Mail } from '../providers/messaging/mailer.ts';
import { textValues } from './ended-values.ts';
import { transcriptText } from './heard.ts';
import { insist } from './insist.ts';
import { sent, unknown, unsent } from './message-state.ts';
import { isUnknown } from './send-sms.ts';
import type { EndedCall, Step, StepTools } from './step.ts';

export const emailStep: Step = {
  name: 'email',
  next: [],
  waits: true,
  needed: ({ agent }) => agent.after_call.email.enabled,
  async run(call, tools) {
    const key = { accountId: call.accountId, callId: call.record.call_id, kind: 'email' as const };
    const known = await tools.outbox.look(key);
    if (known.now === 'settled') return { findings: { email: known.state } };
    if (known.now === 'absent') return { findings: { email: await decided(call, tools) } };
    const { text, consent } = known.intended;
    const lost = unknown({ text, provider, consent });
    await tools.outbox.settle(key, lost);
    return { findings: { email: lost } };
  },
};

const provider = 'smtp';

async function decided(call: EndedCall, tools: StepTools): Promise<MessageState> {
  const mail = mailOf(call);
  if (!/^[^\s@,;<>]{1,100}@[^\s@,;<>]{1,200}$/.test(mail.to)) return unsent('no_address');
  const { mailer, outbox } = tools;
  if (mailer === null) return unsent('not_configured');
  const key = { accountId: call.accountId, callId: call.record.call_id, kind: 'email' as const };
  const draft = { text: mail.text, provider, consent: null };
  if (!(await outbox.begin(key, { ...draft, from: '', to: mail.to })))
    throw new Retryable('this e-mail is being sent by another process');
  const state = await mailer.send(mail).then(
    (messageId) => sent(messageId, draft),
    async (error: unknown) => {
      if (isUnknown(error)) return unknown(draft);
      if (error instanceof Terminal) return unsent('refused', { ...draft, detail: error.message });
      await outbox.takeBack(key);
      throw error;
    },
  );
  await insist(() => outbox.settle(key, state), tools.clock, tools.signal);
  return state;
}

/** Without a subject or a message of its own it tells what is known. */
function mailOf(call: EndedCall): Mail {
  const { to, subject, message } = call.agent.after_call.email;
  const values = textValues(call);
  const fill = (text: string): string => fillVariables(text, values).text.trim();
  const title = fill(subject) || `Call of ${call.agent.name}: ${call.record.ended_reason}`;
  const oneLine = title.replace(/\s+/g, ' ').slice(0, 200);
  return { id: `email_${call.record.call_id}`, to: fill(to), subject: oneLine, text: fill(message) || report(call) };
}

function report({ record }: EndedCall): string {
  const facts = Object.entries(record.extracted).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const parts = [
    record.summary?.text ?? '',
    `Call ${record.call_id}, ${record.started_at}, ${Math.round(record.duration_seconds)} s, from ${record.from} to ${record.to}`,
    `Ended: ${record.ended_reason}${record.outcome_tags.length > 0 ? ` (${record.outcome_tags.join(', ')})` : ''}`,
    facts.join('\n'),
    transcriptText(record),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Sends one text message, behind its intent. Source: design ending.md section 10. */
import type { MessageState } from '../contract/call.ts';
import { Retryable, Terminal } from '../contract/errors.ts';
import type { Messenger, TextMessage } from '../providers/messaging/messenger.ts';
import { insist } from './insist.ts';
import { type Draft, sent, unknown, unsent } from './message-state.ts';
import type { Intended, MessageKey } from './outbox.ts';
import type { EndedCall, SmsSender, StepTools } from './step.ts';

export type SmsOrder = { sender: SmsSender; to: string; text: string; consent: MessageState['consent'] };

/** Throws Retryable when it surely did not leave and may be tried again, BadConfig when our credentials are wrong. */
export async function sendSms(call: EndedCall, order: SmsOrder, tools: StepTools): Promise<MessageState> {
  const { sender, to, text, consent } = order;
  const key = keyOf(call);
  const intended = { text, provider: sender.messenger.id, consent, from: sender.from, to };
  if (!(await tools.outbox.begin(key, intended))) throw new Retryable('this message is being sent by another process');
  const state = await attempt(call, intended, sender, tools).catch(async (error: unknown) => {
    await tools.outbox.takeBack(key);
    throw error;
  });
  await insist(() => tools.outbox.settle(key, state), tools.clock, tools.signal);
  return state;
}

/** A process died while it sent: the message is looked for, and not sent again. */
export async function lookedFor(
  call: EndedCall,
  { intended, begunAt }: { intended: Intended; begunAt: Date },
  tools: StepTools,
): Promise<MessageState> {
  const messenger = tools.smsSenderOf(call)?.messenger;
  const known = messenger?.id === intended.provider;
  const state = known ? await adopted(call, intended, messenger, begunAt) : unknown(draftOf(intended));
  await tools.outbox.settle(keyOf(call), state);
  return state;
}

/** Rejects only when the message surely did not leave. Sending is bounded by itself, and not broken off by a stop. */
async function attempt(
  call: EndedCall,
  intended: Intended,
  { messenger }: SmsSender,
  tools: StepTools,
): Promise<MessageState> {
  const draft = draftOf(intended);
  const since = new Date();
  try {
    return sent(await messenger.send(messageOf(call, intended), never), draft);
  } catch (error) {
    if (isUnknown(error)) return adopted(call, intended, messenger, since);
    if (!(error instanceof Terminal)) throw error;
    if (error.name !== 'Stopped') return unsent('refused', { ...draft, detail: error.message });
    await tools.stop(call.accountId, intended.to);
    return unsent('stopped', { ...draft, detail: error.message });
  }
}

/** The carrier may have a list in which it stands. If not, or if nobody answers, it stays unknown. */
async function adopted(call: EndedCall, intended: Intended, messenger: Messenger, since: Date): Promise<MessageState> {
  const found = await messenger.find(messageOf(call, intended), since, never).catch(() => null);
  return found === null ? unknown(draftOf(intended)) : sent(found, draftOf(intended));
}

const never = new AbortController().signal;

function keyOf({ accountId, record }: EndedCall): MessageKey {
  return { accountId, callId: record.call_id, kind: 'sms' };
}

function messageOf({ record }: EndedCall, { from, to, text }: Intended): TextMessage {
  return { id: `sms_${record.call_id}`, from, to, text: text ?? '' };
}

function draftOf({ text, provider, consent }: Intended): Draft {
  return { text, provider, consent };
}

/** As providers/carriers/carrier-request.ts names it. */
export function isUnknown(error: unknown): boolean {
  return error instanceof Retryable && (error as { outcome?: unknown }).outcome === 'unknown';
}

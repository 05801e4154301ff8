/** An ended call and everything outside that a step may use, in memory, for tests. */
import { type AgentInput, agentSchema } from '../../contract/agent.ts';
import type { CallRecord, MessageState } from '../../contract/call.ts';
import type { Clock } from '../../providers/clock.ts';
import type { Messenger, TextMessage } from '../../providers/messaging/messenger.ts';
import type { Mail } from '../../providers/messaging/mailer.ts';
import type { Intended, Outbox } from '../outbox.ts';
import type { EndedCall, StepTools } from '../step.ts';

type Said = readonly (readonly ['caller' | 'agent', string])[];

/** A call of 90 s from +15550100001 with these words. */
export function ended(
  said: Said,
  afterCall: NonNullable<AgentInput['after_call']> = {},
  parts: { record?: Partial<CallRecord>; agent?: Partial<AgentInput> } = {},
): EndedCall {
  const agent = agentSchema.parse({ name: 'Acme Dental', after_call: afterCall, ...parts.agent });
  const transcript = said.map(([role, text], index) => ({ role, text, at_seconds: index * 5, cut: false }));
  const record: CallRecord = { ...base, transcript, ...parts.record };
  return { accountId: 'acc_default', carrier: 'twilio', agent, record };
}

const base: CallRecord = {
  call_id: 'call_1',
  agent_id: 'agent_1',
  agent_version: 1,
  direction: 'inbound',
  from: '+15550100001',
  to: '+15550100002',
  started_at: '2026-11-20T10:00:00.000Z',
  answered_at: '2026-11-20T10:00:01.000Z',
  ended_at: '2026-11-20T10:01:31.000Z',
  duration_seconds: 90,
  ended_reason: 'agent_ended',
  trigger: 'tool',
  ended_by: 'agent',
  action: 'end_call',
  carrier_cause: null,
  error_detail: null,
  evidence: '',
  farewell: { text: 'Goodbye!', heard: 'confirmed', heard_share: 1, rescues: 0, source: 'tool_message' },
  hang_up: { attempts: 1, proof: 'carrier_ended', latency_ms: 10, leaked_seconds: 0 },
  hang_up_attempts: [],
  vetoes: [],
  rescues: [],
  clocks: { quiet_seconds: 0, wordless_seconds: 0 },
  outcome_tags: [],
  summary: null,
  outcome: null,
  extracted: {},
  extracted_by: null,
  sms_requested: [],
  sms: null,
  email: null,
  variables: { clinic: 'Acme' },
  metadata: {},
  model: null,
  transcript: [],
  transcript_url: null,
  recording_url: null,
  recording_kept_until: null,
  flow: null,
};

export type World = StepTools & {
  sent: TextMessage[];
  mails: Mail[];
  stopped: string[];
  outbox: Outbox & { settled: MessageState | null; intended: Intended | null };
};

/** Time passes only where the test gives a clock. */
export function world(parts: Partial<StepTools> & { messenger?: Partial<Messenger> } = {}): World {
  const { messenger, ...given } = parts;
  const sent: TextMessage[] = [];
  const mails: Mail[] = [];
  const stopped: string[] = [];
  const clock: Clock = { now: () => 0, after: () => () => {} };
  const whole: Messenger = {
    id: 'twilio',
    send: async (message) => `SM${sent.push(message)}`,
    find: async () => null,
    ...messenger,
  };
  return {
    sent,
    mails,
    stopped,
    clock,
    signal: new AbortController().signal,
    modelOf: () => null,
    smsSenderOf: () => ({ messenger: whole, from: '+15550100002' }),
    consentOf: async () => null,
    stop: async (_account, number) => void stopped.push(number),
    mailer: { send: async (mail) => `<${mails.push(mail)}@example.com>` },
    dataLog: { write: async () => {} },
    ...given,
    outbox: memoryOutbox(),
  };
}

/** A process that begins a message and settles nothing is dead at once. */
function memoryOutbox(): World['outbox'] {
  return {
    settled: null,
    intended: null,
    async look() {
      if (this.settled) return { now: 'settled', state: this.settled };
      return this.intended ? { now: 'interrupted', intended: this.intended, begunAt: new Date(0) } : { now: 'absent' };
    },
    async begin(_key, intended) {
      if (this.intended) return false;
      this.intended = intended;
      return true;
    },
    async settle(_key, state) {
      this.settled = state;
    },
    async takeBack() {
      this.intended = null;
    },
  };
}

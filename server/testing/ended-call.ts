/** Calls that have ended, for tests of what follows. */
import type { CallRecord } from '../../contract/call.ts';
import type { Switchboard } from '../calls/switchboard.ts';
import type { NewCall } from '../store/call.ts';
import type { Store } from '../store/store.ts';
import { sampleCall } from '../store/testing/samples.ts';

/** The record of the next call that ends here. */
export function nextEnd(switchboard: Pick<Switchboard, 'watchAll'>): Promise<CallRecord> {
  return new Promise((resolve) => {
    const stop = switchboard.watchAll((event) => {
      if (event.type !== 'ended' || !event.record) return;
      stop();
      resolve(event.record);
    });
  });
}

/** A stored call of the sample agent, unless another is named, and its end, committed. */
export async function endCall(store: Store, parts: Partial<NewCall> = {}): Promise<CallRecord> {
  return beginAndEnd(store, await sampleCall(store, parts));
}

/** The same for a call whose agent is stored. */
export async function beginAndEnd(store: Store, call: NewCall): Promise<CallRecord> {
  await store.calls.begin(call, 'node_a');
  const record = recordOfCall(call);
  await store.calls.end(call.id, 1, record, []);
  return record;
}

/** How its call ended, unless something else is put over it. */
export function recordOfCall(call: NewCall): CallRecord {
  return {
    call_id: call.id,
    agent_id: call.agentId,
    agent_version: call.agentVersion,
    direction: call.direction,
    from: call.from ?? '',
    to: call.to ?? '',
    started_at: '2026-11-20T10:00:00.000Z',
    answered_at: '2026-11-20T10:00:01.000Z',
    ended_at: '2026-11-20T10:02:26.000Z',
    duration_seconds: 145,
    ended_reason: 'agent_ended',
    trigger: 'tool',
    ended_by: 'agent',
    custom_end_call_reason: 'Wrong number',
    action: 'end_call',
    carrier_cause: 'normal_clearing',
    error_detail: null,
    evidence: "No, that's all. Bye!",
    farewell: { text: 'Goodbye!', heard: 'confirmed', heard_share: 1, rescues: 0, source: 'tool_message' },
    hang_up: { attempts: 1, proof: 'far_end_confirmed', latency_ms: 212, leaked_seconds: 0 },
    hang_up_attempts: [],
    vetoes: [],
    rescues: [],
    clocks: { quiet_seconds: 0.4, wordless_seconds: 1 },
    outcome_tags: ['completed'],
    summary: null,
    outcome: null,
    extracted: {},
    extracted_by: null,
    sms_requested: [],
    sms: null,
    email: null,
    variables: { clinic: 'Acme & Söhne' },
    flow: null,
    metadata: {},
    model: null,
    transcript: [{ role: 'agent', text: 'Goodbye!', at_seconds: 143, cut: false }],
    transcript_url: null,
    recording_url: null,
    recording_kept_until: null,
  };
}

import type { EndRecord, LogEntry, NewCall } from '../call.ts';
import { newId } from '../ids.ts';
import type { Store } from '../store.ts';

export const account = 'acc_default';

/** The call of committing-child.ts. */
export const killedCall = 'call_killed';

/** A live call of `node`, its lease held under epoch 1. */
export async function beginCall(store: Store, node = 'node_a', parts: Partial<NewCall> = {}): Promise<NewCall> {
  const call = await sampleCall(store, parts);
  await store.calls.begin(call, node);
  return call;
}

/** A call that is not stored yet, of an agent that is. */
export async function sampleCall(store: Store, parts: Partial<NewCall> = {}): Promise<NewCall> {
  const agent = await store.agents.put(account, 'agent_sample', { name: 'Sample' });
  return {
    id: newId('call'),
    accountId: account,
    agentId: agent.id,
    agentVersion: agent.version,
    direction: 'inbound',
    carrier: 'sip',
    legId: null,
    from: '+15550100',
    to: '+15550199',
    intent: { dialog: { cseq: 1 } },
    logFormat: 1,
    metadata: { ticket: 7 },
    ...parts,
  };
}

export const sampleRecord: EndRecord = {
  answered_at: '2026-01-02T03:04:05.678Z',
  ended_at: '2026-01-02T03:06:05.678Z',
  ended_reason: 'agent_ended',
  trigger: 'tool',
  custom_end_call_reason: 'Wrong number',
  outcome_tags: ['completed', 'wrong, "number"'],
  hang_up: { attempts: 1, leaked_seconds: 0.25 },
};

export const entry = (seq: number): LogEntry => ({
  seq,
  at: seq * 20 + 0.5,
  note: { type: 'tool_called', name: `${seq}` },
});
export const entriesTo = (end: number): LogEntry[] => Array.from({ length: end }, (_, seq) => entry(seq));

/** As if its node had died a while ago. */
export async function expireLease(store: Store, callId: string): Promise<void> {
  await store.db
    .updateTable('call')
    .set({ lease_until: new Date(0) })
    .where('id', '=', callId)
    .execute();
}

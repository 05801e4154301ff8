/** Ended calls of an agent with work after them, and what became of it, for tests. */
import { sql } from 'kysely';
import type { AgentInput } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import type { NewCall } from '../store/call.ts';
import type { Store } from '../store/store.ts';
import { account, sampleCall } from '../store/testing/samples.ts';
import { until } from '../store/testing/until.ts';
import { beginAndEnd } from './ended-call.ts';
import { openJobs } from './webhook-world.ts';

/** Everything that can follow a call, by rule. */
export const workedAgent: AgentInput = {
  id: 'agent_worked',
  name: 'Worked',
  variables: { clinic: 'Acme & Söhne' },
  after_call: {
    outcome: { choices: ['completed'] },
    extract: [{ name: 'email' }],
    sms: { enabled: true, mode: 'static', message: 'Bye {{clinic}}: {{summary}}', consent: 'implied_by_call' },
    email: { enabled: true, to: 'desk@example.org' },
    log: [{ kind: 'jsonl' }],
  },
};

/** A call of this agent, whose document is saved. */
export async function workedCall(store: Store, agent: AgentInput, parts: Partial<NewCall> = {}): Promise<NewCall> {
  const { id, version } = await store.agents.put(account, agent.id!, agent as never);
  return sampleCall(store, { agentId: id, agentVersion: version, ...parts });
}

/** Its end is committed. */
export async function endWorkedCall(store: Store, agent: AgentInput = workedAgent): Promise<CallRecord> {
  return beginAndEnd(store, await workedCall(store, agent));
}

export async function recordIn(store: Store, { call_id }: CallRecord): Promise<CallRecord> {
  return (await store.calls.get(account, call_id))!.record as unknown as CallRecord;
}

/** Every job is done. Jobs that are to be tried again are tried at once. */
export async function untilDone(store: Store): Promise<void> {
  const due = async (): Promise<boolean> => {
    const { rows } = await sql<{ name: string }>`
      update pgboss.job set start_after = now() where state = 'retry' and start_after > now() returning name`.execute(
      store.db,
    );
    // A worker looks for retries at every new job, and otherwise only after seconds. This one is of no call.
    const none = { callId: 'call_none', accountId: account };
    for (const name of new Set(rows.map((row) => row.name))) await store.jobs.boss.send(name, none);
    return (await openJobs(store)) === 0;
  };
  for (let round = 0; round < roundsMax; round++) {
    const done = await until(due).then(
      () => true,
      () => false,
    );
    if (done) return;
  }
  throw new Error('the work after calls does not come to its end');
}

/** Of 2,000 questions each. */
const roundsMax = 20;

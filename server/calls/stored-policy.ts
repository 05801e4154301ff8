/** The policy of a call that no session of this process drives, and the stages that it went through by its log. */
import { type Agent, agentSchema } from '../../contract/agent.ts';
import { newCall } from '../../engine/call.ts';
import { defaultPolicy, type Policy } from '../../engine/policy.ts';
import type { PhaseName, Proof } from '../../engine/reasons.ts';
import { step } from '../../engine/step.ts';
import { policyOf } from '../agents/policy.ts';
import type { LogEntry } from '../session/log.ts';
import type { StoredCall } from '../store/call.ts';
import type { Store } from '../store/store.ts';
import { bestProofOf } from './stray-leg.ts';

type OfAgent = Pick<StoredCall, 'accountId' | 'agentId' | 'agentVersion'>;

/** Null for one that this version cannot read: that keeps no call from ending. Throws what the store throws. */
export async function storedAgent(
  { accountId, agentId, agentVersion }: OfAgent,
  { agents }: Pick<Store, 'agents'>,
): Promise<Agent | null> {
  const found = await agents.get(accountId, agentId, agentVersion);
  const parsed = agentSchema.safeParse(found?.document);
  return parsed.success ? parsed.data : null;
}

export function storedPolicy(agent: Agent | null, bestProof: Proof): Policy {
  return agent ? policyOf(agent, bestProof) : { ...defaultPolicy, requiredProof: bestProof };
}

/** Answers where the call stands after each entry of its log, from the first on; null when this version cannot tell. */
export async function phasesOf(
  call: OfAgent & Pick<StoredCall, 'direction' | 'carrier'>,
  store: Pick<Store, 'agents'>,
): Promise<(entry: LogEntry) => PhaseName | null> {
  const policy = storedPolicy(await storedAgent(call, store), bestProofOf(call.carrier));
  let now = newCall(call.direction, policy);
  let lost = false;
  return (entry) => {
    if (lost) return null;
    try {
      if ('event' in entry) [now] = step(now, { ...entry.event, at: entry.at }, policy);
      return now.phase.name;
    } catch {
      lost = true;
      return null;
    }
  };
}

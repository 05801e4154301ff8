/** A stored call under other ending settings, by its log. Source: design dashboard.md, "replay with another configuration". */
import type { Agent } from '../../contract/agent.ts';
import { expressionValues, messageValues } from '../../contract/call-values.ts';
import type { UnknownOfReplay } from '../../contract/replay.ts';
import type { Event } from '../../engine/events.ts';
import { type Proof, proofs } from '../../engine/reasons.ts';
import { type StoredLog, type WhatIf, whatIf } from '../../engine/what-if/what-if.ts';
import { fillAgent } from '../agents/fill-agent.ts';
import { bestProofOf } from '../calls/stray-leg.ts';
import { storedPolicy } from '../calls/stored-policy.ts';
import type { LogEntry } from '../session/log.ts';
import { callFacts } from '../session/start-call.ts';
import type { StoredCall } from '../store/call.ts';
import { newRetelling } from './retelling.ts';

type CallFacts =
  | 'id'
  | 'accountId'
  | 'agentId'
  | 'agentVersion'
  | 'direction'
  | 'carrier'
  | 'from'
  | 'to'
  | 'startedAt'
  | 'endedAt'
  | 'endedReason';

export type CallToReplay = {
  call: Pick<StoredCall, CallFacts>;
  log: readonly LogEntry[];
  /** The version that had the call. */
  agent: Agent;
};

export type ReplayedCall = Omit<WhatIf, 'unknown'> & {
  unknown: readonly { code: UnknownOfReplay; at: number | null }[];
};

/** Null when the log does not come to the end that was stored: another version of the engine made it. */
export function replayCall({ call, log, agent }: CallToReplay, other: Agent): ReplayedCall | null {
  const facts = callFacts(headerOf(call), agent);
  const filled = (document: Agent): Agent => fillAgent(document, messageValues(facts));
  const [was, wouldBe] = [filled(agent), filled(other)];
  const events = log.flatMap((entry): Event[] => ('event' in entry ? [{ ...entry.event, at: entry.at }] : []));
  const { retell, unknown } = newRetelling(was, wouldBe, expressionValues(facts));
  for (const proof of likelyProofs(call.carrier, events)) {
    const stored: StoredLog = { direction: call.direction, events, was: storedPolicy(was, proof) };
    const replayed = whatIf(stored, { policy: storedPolicy(wouldBe, proof), retell });
    if (replayed === null || !isStoredEnd(call, replayed)) continue;
    const bySettings = unknown().map((code) => ({ code, at: null }));
    return { ...replayed, unknown: [...bySettings, ...replayed.unknown] };
  }
  return null;
}

function headerOf({ id, accountId, agentId, agentVersion, direction, from, to, startedAt }: CallToReplay['call']) {
  const who = { callId: id, accountId, agentId, agentVersion, direction, from: from ?? '', to: to ?? '' };
  return { ...who, createdAt: startedAt, variables: {}, metadata: {} };
}

/** What the line of a call could prove is not stored: it is the one with which its log comes to its end. */
function likelyProofs(carrier: string, events: readonly Event[]): Proof[] {
  const told = events.findLast((event) => event.type === 'hang_up.answered' || event.type === 'leg.ended')?.proof;
  return [...new Set([...(told ? [told] : []), bestProofOf(carrier), ...proofs])];
}

/** Both ends are told by the same clock, to the millisecond. */
function isStoredEnd({ startedAt, endedAt, endedReason }: CallToReplay['call'], { was }: WhatIf): boolean {
  return was.end.endedReason === endedReason && endedAt?.getTime() === startedAt.getTime() + was.end.endedAt;
}

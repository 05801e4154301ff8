/** `/v1/calls/{id}/replay` and `/v1/replays`. */
import type { Agent } from '../../contract/agent.ts';
import type { Problem } from '../../contract/problems.ts';
import type { CallReplay, Replays } from '../../contract/routes/replays.ts';
import { unknownWords } from '../../contract/replay.ts';
import type { Ending } from '../../engine/what-if/what-if.ts';
import { storedAgent } from '../calls/stored-policy.ts';
import type { Clock } from '../../providers/clock.ts';
import { badFields, notFound, Refusal } from '../http/refusal.ts';
import { type OtherEnding, withEnding } from '../replay/merged-ending.ts';
import { replayCall, type ReplayedCall } from '../replay/replay-call.ts';
import { replayMany } from '../replay/replay-many.ts';
import type { LogEntry } from '../session/log.ts';
import type { StoredCall } from '../store/call.ts';
import type { ListedCall } from '../store/calls.ts';
import type { Store } from '../store/store.ts';
import { api } from './api.ts';
import { filtersOf } from './call-filters.ts';
import { toldEntry } from './told-call.ts';

type ReplayParts = { store: Pick<Store, 'agents' | 'calls'>; clock: Clock };
/** The agent of a call as it was, and as it is to be; null when this version cannot read it. */
type Agents = { was: Agent; wouldBe: Agent } | null;

export function replayRouter({ store, clock }: ReplayParts) {
  const routes = api.replays;

  /** Each version of an agent is read and changed once. */
  function agentsWith(other: OtherEnding): (call: StoredCall) => Promise<Agents> {
    const known = new Map<string, Promise<Agents>>();
    return (call) => {
      const key = JSON.stringify([call.agentId, call.agentVersion]);
      const found = known.get(key) ?? changedAgent(call, other);
      known.set(key, found);
      return found;
    };
  }

  async function changedAgent(call: StoredCall, other: OtherEnding): Promise<Agents> {
    const was = await storedAgent(call, store);
    if (was === null) return null;
    const changed = withEnding(was, other);
    if (!changed.ok) throw badFields(changed.problems.map((problem) => ofAgent(call, problem)));
    return { was, wouldBe: changed.agent };
  }

  async function replay(call: StoredCall, agents: Agents): Promise<ReplayedCall | null> {
    if (agents === null || call.state !== 'ended') return null;
    const log = (await store.calls.log(call.accountId, call.id)) as unknown as LogEntry[];
    return replayCall({ call, log, agent: agents.was }, agents.wouldBe);
  }

  return {
    one: routes.one.handler(async ({ input: { id, ending }, context: { owner } }) => {
      const call = await store.calls.get(owner.accountId, id);
      if (!call) throw notFound('call', id);
      if (call.state !== 'ended') throw goesOn;
      const replayed = await replay(call, await agentsWith(ending)(call));
      if (replayed === null) throw unreadable;
      return toldReplay(call, replayed);
    }),
    many: routes.many.handler(async ({ input: { limit, ending, ...query }, context: { owner } }) => {
      const { accountId } = owner;
      const agentsOf = agentsWith(ending);
      const listed = await store.calls.list(accountId, { limit, filters: filtersOf(query) });
      const replayListed = async ({ id }: ListedCall): Promise<ReplayedCall | null> => {
        const call = await store.calls.get(accountId, id);
        return call && replay(call, await agentsOf(call));
      };
      const { changed, otherReason, leftOut, notReached, ...counts } = await replayMany(listed, replayListed, clock);
      return {
        ...counts,
        other_reason: otherReason,
        left_out: leftOut,
        not_reached: notReached,
        items: changed.map(({ call, replayed }) => toldListed(call, replayed)),
      };
    }),
  };
}

/** The settings of several agents are changed at once. */
function ofAgent({ agentId, agentVersion }: StoredCall, problem: Problem): Problem {
  return { ...problem, hint: `${problem.hint} So it is in version ${agentVersion} of the agent "${agentId}".` };
}

function toldReplay({ id }: StoredCall, replayed: ReplayedCall): CallReplay {
  const { partedAt, unknown, entries } = replayed;
  return {
    ...toldChange(id, replayed),
    parted_at_seconds: partedAt === null ? null : partedAt / 1000,
    unknown: unknown.map(({ code, at }) => ({
      code,
      at_seconds: at === null ? null : at / 1000,
      message: unknownWords[code],
    })),
    entries: entries.map(({ event: { at, ...event }, effects, supposed }, seq) => ({
      ...toldEntry({ seq, at, event, effects }),
      supposed,
    })),
  };
}

function toldListed(
  { id, agentId, agentVersion, startedAt }: ListedCall,
  replayed: ReplayedCall,
): Replays['items'][number] {
  return {
    ...toldChange(id, replayed),
    agent_id: agentId,
    agent_version: agentVersion,
    started_at: startedAt.toISOString(),
    unknown: replayed.unknown.map(({ code }) => code),
  };
}

function toldChange(callId: string, { change, otherReason, was, wouldBe }: ReplayedCall) {
  return { call_id: callId, change, other_reason: otherReason, was: toldEnding(was), would_be: toldEnding(wouldBe) };
}

function toldEnding({ decidedAt, end }: Ending): CallReplay['was'] {
  return {
    decided_at_seconds: decidedAt / 1000,
    ended_at_seconds: end.endedAt / 1000,
    ended_reason: end.endedReason,
    custom_end_call_reason: end.customEndCallReason,
    trigger: end.trigger,
    evidence: end.evidence,
    farewell_heard: end.farewell.heard,
    rescues: end.rescues,
    vetoes: end.vetoes,
  };
}

const goesOn = new Refusal(409, 'call_live', 'This call goes on: only ended calls can be replayed.', {
  hint: 'GET /v1/calls/{id} tells when it has ended.',
});

const unreadable = new Refusal(409, 'not_replayable', 'The log of this call does not come to the end that it had.', {
  hint: 'It was made by another version of Ringoff, or its agent is of one that this version cannot read.',
});

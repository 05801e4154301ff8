/**
 * Brings the call of a dead process to its end: its log gives the state it was in, its leg is hung up with proof, and the
 * end is stored like any other. Source: design ending.md sections 9 and 10.
 */
import type { Agent } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { type Call, newCall } from '../../engine/call.ts';
import type { Event, EventBody } from '../../engine/events.ts';
import type { Policy } from '../../engine/policy.ts';
import { replay } from '../../engine/replay.ts';
import { step } from '../../engine/step.ts';
import type { Clock } from '../../providers/clock.ts';
import { storedWalk } from '../agents/stored-walk.ts';
import type { LogEntry } from '../session/log.ts';
import { type CallHeader, type FlowOutcome, recordOf } from '../session/record.ts';
import type { Refusal } from '../store/call-lease.ts';
import type { TakenCall } from '../store/calls.ts';
import type { Store } from '../store/store.ts';
import { storedCallSink } from '../store/stored-call-sink.ts';
import { storedAgent, storedPolicy } from './stored-policy.ts';
import type { StrayLeg } from './stray-leg.ts';
import type { SwitchboardLog } from './switchboard.ts';

export type LostCallParts = {
  store: Pick<Store, 'agents' | 'calls'>;
  clock: Clock;
  log: SwitchboardLog;
  leg: StrayLeg;
  /** Sees every entry as it is made. */
  onEntry(entry: LogEntry): void;
};

export type LostCall = {
  header: CallHeader;
  /** Once the end is stored; null when another process stored one. Rejects when it cannot be stored. */
  done: Promise<CallRecord | null>;
  /** Lets go of the call: its lease will run out, and another process goes on. */
  leave(): void;
};

const detail = 'node_lost: the process that held the call is gone';

/** Throws what the store throws. */
export async function endLostCall(taken: TakenCall, parts: LostCallParts): Promise<LostCall> {
  const { store, clock, leg } = parts;
  const entries = (await store.calls.log(taken.accountId, taken.id)) as unknown as LogEntry[];
  const agent = await storedAgent(taken, store);
  const policy = storedPolicy(agent, leg.bestProof);
  const header = headerOf(taken, agent);
  const sink = storedCallSink({
    calls: store.calls,
    callId: taken.id,
    epoch: taken.leaseEpoch,
    clock,
    onError: (error) => parts.log.error({ err: error, call_id: taken.id }, 'the lost call could not be stored yet'),
  });
  const { promise: done, resolve, reject } = Promise.withResolvers<CallRecord | null>();
  const begunAt = clock.now();
  const begunMs = Math.max(Date.now() - taken.startedAt.getTime(), entries.at(-1)?.at ?? 0);
  const now = (): number => Math.round(begunMs + clock.now() - begunAt);
  let call = stateOf(taken, entries, policy);
  let seq = taken.nextSeq;
  let left = false;
  let cancelTimer = (): void => {};

  function dispatch(body: EventBody): void {
    if (left || call.phase.name === 'ended') return;
    const event: Event = { ...body, at: now() };
    const [next, effects] = step(call, event, policy);
    call = next;
    const entry: LogEntry = { seq: seq++, at: event.at, event: body, effects };
    entries.push(entry);
    parts.onEntry(entry);
    const over = effects.some(({ type }) => type === 'record_end');
    if (over) return finish(entry);
    sink.append([entry]);
    arm();
    for (const effect of effects) if (effect.type === 'hang_up') leg.hangUp(effect.attempt);
  }

  function arm(): void {
    cancelTimer();
    const { deadline } = call.phase;
    if (deadline === null) return;
    cancelTimer = clock.after(Math.max(0, deadline - now()), () => dispatch({ type: 'deadline.reached' }));
  }

  function finish(last: LogEntry): void {
    leave();
    const record = recordOf(header, entries, modelOf(agent), { flow: walkOf(agent, entries) });
    const told = (outcome: 'ended' | Refusal): void => resolve(outcome === 'ended' ? record : null);
    sink.end(record, [last]).then(told, reject);
  }

  function leave(): void {
    left = true;
    cancelTimer();
    leg.close();
  }

  leg.start((event) => {
    if (event.type === 'hang_up.answered' || event.type === 'leg.ended') dispatch(event);
  });
  void begin(call, leg, dispatch);
  return { header, done, leave };
}

/** What the carrier knows of a call that nobody had answered says more than that its process died. */
async function begin(call: Call, leg: StrayLeg, dispatch: (event: EventBody) => void): Promise<void> {
  const { state, raw } = call.answeredAt === null ? await leg.state() : { state: 'unknown', raw: '' };
  if (state === 'down') {
    return dispatch({ type: 'leg.ended', by: null, cause: raw, failed: false, proof: 'carrier_ended' });
  }
  dispatch({ type: 'node.lost', detail });
}

function headerOf(taken: TakenCall, agent: Agent | null): CallHeader {
  const { id, accountId, agentId, agentVersion, direction, from, to, startedAt } = taken;
  const metadata = taken.metadata as CallRecord['metadata'];
  const who = { callId: id, accountId, agentId, agentVersion, direction, from: from ?? '', to: to ?? '' };
  return { ...who, createdAt: startedAt, variables: agent?.variables ?? {}, metadata };
}

/** As far as the log was written. One that this version cannot read leaves a call of which nothing is known. */
function stateOf(taken: TakenCall, entries: readonly LogEntry[], policy: Policy): Call {
  const fresh = newCall(taken.direction, policy);
  const events = entries.flatMap((entry) => ('event' in entry ? [{ ...entry.event, at: entry.at }] : []));
  try {
    const [call] = replay(fresh, events, policy);
    return call.phase.name === 'ended' ? fresh : call;
  } catch {
    const { answeredAt, startedAt } = taken;
    return { ...fresh, answeredAt: answeredAt && answeredAt.getTime() - startedAt.getTime() };
  }
}

/** A walk that this version cannot follow does not keep its call from ending. */
function walkOf(agent: Agent | null, entries: readonly LogEntry[]): FlowOutcome {
  try {
    return agent && storedWalk(agent, entries);
  } catch {
    return null;
  }
}

/** As the model of a session names itself. */
function modelOf(agent: Agent | null): string {
  return agent ? `${agent.model.provider}/${agent.model.name}` : '';
}

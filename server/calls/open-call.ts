/** Brings one call up: its intent and lease are committed, then its session starts. */
import { type Agent, parseAgent } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { BadConfig, Terminal } from '../../contract/errors.ts';
import type { EndedReason } from '../../engine/reasons.ts';
import { deadLine } from '../../lines/dead-line.ts';
import type { Line } from '../../lines/line.ts';
import { type LogEntry, logFormat } from '../session/log.ts';
import type { CallHeader } from '../session/record.ts';
import type { Session } from '../session/session.ts';
import { checkCanRun, startCall } from '../session/start-call.ts';
import type { CallSink } from '../store/call-sink.ts';
import { newId } from '../store/ids.ts';
import { storedCallSink } from '../store/stored-call-sink.ts';
import type { LiveCall, LiveEvent, NewCallOrder, SwitchboardParts } from './switchboard.ts';

export type OpenCall = {
  live: LiveCall;
  /** Of the lease that this process holds. */
  epoch: number;
  /** Another node holds the lease now: this one writes nothing more of the call, and lets go of it. */
  loseLease(): void;
  /** The call has ended, and its end is stored or never will be. Never rejects. */
  gone: Promise<void>;
};

type Tell = (accountId: string, event: LiveEvent) => void;

export async function openCall(order: NewCallOrder, parts: SwitchboardParts, tell: Tell): Promise<OpenCall> {
  const { header, agent } = await prepare(order, parts);
  const { callId, accountId, agentId } = header;
  const creditUsedUp = await parts.store.credit.isUsedUp(accountId);
  const epoch = await begin(order, header, parts);
  const sink = losableSink(sinkFor(callId, epoch, parts));
  const entries: LogEntry[] = [];
  const made = lineOf(order, { callId, agent, startedAt: header.createdAt });
  tell(accountId, { type: 'started', callId, header });
  const session = startCall({
    header,
    agent,
    line: made.line,
    sink,
    clock: parts.clock,
    env: parts.env,
    ...(parts.model && { model: parts.model }),
    ...(parts.limits && { limits: parts.limits }),
    creditUsedUp,
    onEntry(entry, { phase }) {
      entries.push(entry);
      tell(accountId, { type: 'entry', callId, entry, phase: phase.name });
    },
  });
  const gone = settle(session, header, entries, parts, tell);
  if (made.error) throw made.error;
  const amend: LiveCall['amend'] = async (changes) =>
    (await parts.store.calls.amend(callId, epoch, changes)) === 'amended';
  return {
    live: { callId, accountId, agentId, header, session, entries, amend },
    epoch,
    loseLease() {
      if (sink.lost) return;
      sink.lose();
      parts.log.error({ call_id: callId }, 'another node took this call over: this one lets go of it');
      session.endByTrouble('failure', 'another node took the call over');
    },
    gone,
  };
}

/** All that can be wrong with a call is found before anything of it is stored. */
async function prepare(order: NewCallOrder, parts: SwitchboardParts): Promise<{ header: CallHeader; agent: Agent }> {
  const { accountId, agentId, direction, from, to } = order;
  const found = await parts.store.agents.get(accountId, agentId, order.agentVersion);
  if (!found) throw new Terminal(`there is no agent "${agentId}"`);
  const parsed = parseAgent(found.document);
  if (!parsed.ok) {
    const [first] = parsed.problems;
    throw new BadConfig(`agent "${agentId}": ${first?.path} ${first?.problem}. ${first?.hint}`);
  }
  checkCanRun(parsed.agent, parts.env, parts.clock);
  const who = { callId: newId('call'), accountId, agentId, agentVersion: found.version };
  const variables = { ...parsed.agent.variables, ...order.variables };
  const metadata = order.metadata as CallRecord['metadata'];
  return {
    header: { ...who, direction, from, to, createdAt: new Date(), variables, metadata },
    agent: { ...parsed.agent, id: agentId, variables },
  };
}

function begin(order: NewCallOrder, header: CallHeader, { store, node }: SwitchboardParts): Promise<number> {
  const {
    carrier,
    legId,
    from,
    to,
    intent = {},
    metadata,
    direction,
    accountId,
    agentId,
    idempotencyKey = null,
  } = order;
  const { callId: id, agentVersion, createdAt: startedAt } = header;
  const call = { id, accountId, agentId, agentVersion, direction, carrier, legId, from, to };
  return store.calls.begin({ ...call, intent, logFormat, metadata, startedAt, idempotencyKey }, node);
}

function sinkFor(callId: string, epoch: number, { store, clock, log }: SwitchboardParts): CallSink {
  const onError = (error: Error): void =>
    log.error({ err: error, call_id: callId }, 'the call could not be stored yet');
  return storedCallSink({ calls: store.calls, callId, epoch, clock, onError });
}

/** A call that was begun and has no line still ends, as one whose leg failed, so that its record says so. */
function lineOf(
  order: NewCallOrder,
  call: Parameters<NewCallOrder['makeLine']>[0],
): { line: Line; error: Error | null } {
  try {
    return { line: order.makeLine(call), error: null };
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    return { line: deadLine(error.message), error };
  }
}

async function settle(
  session: Session,
  { callId, accountId }: CallHeader,
  entries: readonly LogEntry[],
  { log }: SwitchboardParts,
  tell: Tell,
): Promise<void> {
  const record = await session.done.catch((error: unknown) => {
    log.error({ err: error, call_id: callId }, 'the end of the call could not be stored');
    return null;
  });
  const endedReason = record?.ended_reason ?? endedReasonOf(entries);
  log.info({ call_id: callId, ended_reason: endedReason }, 'call ended');
  tell(accountId, { type: 'ended', callId, endedReason, record });
}

function endedReasonOf(entries: readonly LogEntry[]): EndedReason {
  for (const entry of entries.toReversed()) {
    if (!('event' in entry)) continue;
    for (const effect of entry.effects) if (effect.type === 'record_end') return effect.end.endedReason;
  }
  return 'error';
}

type LosableSink = CallSink & { readonly lost: boolean; lose(): void };

function losableSink(sink: CallSink): LosableSink {
  let lost = false;
  return {
    append: (entries) => (lost ? undefined : sink.append(entries)),
    end: (record, entries) => (lost ? Promise.resolve('fenced') : sink.end(record, entries)),
    get lost() {
      return lost;
    },
    lose() {
      lost = true;
    },
  };
}

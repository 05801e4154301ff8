/**
 * Plays a typed call from a script in virtual time and tells what came of it. Every step is held against the rules of
 * ending (engine/invariants.ts), the log is replayed, and the record is read with its schema. Source: design proof.md.
 */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Agent, type AgentInput, parseAgent } from '../../contract/agent.ts';
import { type CallRecord, callRecord } from '../../contract/call.ts';
import { messageValues } from '../../contract/call-values.ts';
import { type Call, newCall } from '../../engine/call.ts';
import { newMonitor, watch } from '../../engine/invariants.ts';
import type { Limits, Policy } from '../../engine/policy.ts';
import { replay } from '../../engine/replay.ts';
import type { Clock } from '../../providers/clock.ts';
import type { ModelRequest, Model } from '../../providers/models/model.ts';
import { modelFor } from '../../providers/models/model-for.ts';
import { playScript } from '../../simulator/play-script.ts';
import { parseScript } from '../../simulator/script.ts';
import { fillAgent } from '../agents/fill-agent.ts';
import { policyOf } from '../agents/policy.ts';
import { storedWalk } from '../agents/stored-walk.ts';
import type { LogEntry } from '../session/log.ts';
import type { CallHeader } from '../session/record.ts';
import { callFacts } from '../session/start-call.ts';
import { type FakeActions, fakeActionRunner, type FakeTools, fakeToolRunner } from './fake-tools.ts';
import { memorySink } from './memory-sink.ts';
import type { OutsideWork } from '../../simulator/outside-work.ts';
import { story } from './story.ts';

export type PlayOptions = {
  from?: string;
  env?: Readonly<Record<string, string>>;
  limits?: Partial<Limits>;
  /** In place of the agent's own model; made on the virtual clock. */
  model?: (clock: Clock) => Model;
  /** In place of HTTP requests. */
  tools?: FakeTools;
  /** The same for the actions of a flow, by the id of their block. */
  actions?: FakeActions;
  /** What happens outside the virtual clock: tools over HTTP, models over the wire. */
  outside?: OutsideWork;
};

export type Played = {
  record: CallRecord;
  log: LogEntry[];
  /** What the model was asked, in order. */
  asked: ModelRequest[];
  /** The call as a few lines: what was heard, and how it ended. */
  story: string[];
};

/** `agent`: the id of a sample, or settings, whose name may be left out. Throws what is wrong with them. */
export async function play(
  agent: string | Partial<AgentInput>,
  script: string,
  options: PlayOptions = {},
): Promise<Played> {
  const read = readAgent(agent);
  const parsed = parseScript(script);
  const header = headerOf(read, parsed.direction, options.from ?? '+15550001');
  const filled = fillAgent(read, messageValues(callFacts(header, read)));
  const policy = policyOf(filled, 'far_end_confirmed', options.limits);
  const watcher = watchCall(header.direction, policy);
  const sink = memorySink();
  const asked: ModelRequest[] = [];
  const { env = { RINGOFF_TOOL_ALLOW: '127.0.0.1' }, limits, model, tools, actions, outside } = options;
  const record = await playScript({
    header,
    agent: read,
    script: parsed,
    sink,
    env,
    model: (clock) => listenedTo(model?.(clock) ?? modelFor(filled.model, env, clock), asked),
    onEntry(entry, call) {
      if (!tools) outside?.onEntry(entry);
      watcher.onEntry(entry, call);
    },
    ...(limits && { limits }),
    ...(tools && { tools: (clock) => fakeToolRunner(tools, clock) }),
    ...(actions && { actions: (clock) => fakeActionRunner(actions, clock) }),
    ...(outside && { settle: outside.settle }),
  });
  const log = sink.log();
  watcher.check(log);
  checkWalk(read, log, record);
  callRecord.parse(record);
  return { record, log, asked, story: story(record, log) };
}

/** An agent with every default. Throws all that is wrong with the settings. */
export function readAgent(agent: string | Partial<AgentInput>): Agent {
  const document = typeof agent === 'string' ? (readSample(agent) as Partial<AgentInput>) : agent;
  const parsed = parseAgent({ name: 'Test', ...document });
  if (parsed.ok) return parsed.agent;
  const faults = parsed.problems.map((p) => `${p.path}: ${p.problem}. ${p.hint}`);
  throw new Error(`the agent of this test is wrong:\n${faults.join('\n')}`);
}

function readSample(id: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../examples/agents/${id}.json`, import.meta.url), 'utf8'));
}

function headerOf(agent: Agent, direction: CallHeader['direction'], from: string): CallHeader {
  const who = { callId: 'call_test', accountId: 'acc_test', agentId: agent.id ?? 'agent_test', agentVersion: 1 };
  const { variables } = agent;
  const createdAt = new Date('2026-03-02T10:00:00Z');
  return { ...who, direction, from, to: '+15550002', createdAt, variables, metadata: {} };
}

/** A model of which it is written down what it was asked. */
function listenedTo(model: Model, asked: ModelRequest[]): Model {
  return {
    id: model.id,
    stream(request, sink) {
      asked.push(structuredClone(request));
      return model.stream(request, sink);
    },
  };
}

/** Throws when the stored walk of a flow leads elsewhere than the call did. */
function checkWalk(agent: Agent, log: readonly LogEntry[], { flow, variables }: CallRecord): void {
  const walked = storedWalk(agent, log);
  const { block, path, slots } = flow ?? {};
  const told = walked && { block: walked.end.block, path: walked.end.path, slots: walked.end.slots };
  expect({ told, variables: { ...variables, ...walked?.values } }).toEqual({
    told: flow && { block, path, slots },
    variables,
  });
}

const control = /\[\s*(END_CALL|TRANSFER|SEND_SMS|WAIT)|end_call/i;

function watchCall(direction: Call['direction'], policy: Policy) {
  let monitor = newMonitor(policy);
  let before = newCall(direction, policy);
  const broken: string[] = [];
  return {
    onEntry(entry: LogEntry, after: Call): void {
      if (!('event' in entry)) return;
      const [next, found] = watch(monitor, before, { ...entry.event, at: entry.at }, after, entry.effects);
      broken.push(...found.map((what) => `${entry.at} ms: ${what}`));
      monitor = next;
      before = after;
    },
    /** Throws every rule that was broken. */
    check(log: readonly LogEntry[]): void {
      const entries = log.filter((entry) => 'event' in entry);
      const events = entries.map(({ event, at }) => ({ ...event, at }));
      const [last, effects] = replay(newCall(direction, policy), events, policy);
      const same = JSON.stringify(effects) === JSON.stringify(entries.map((entry) => entry.effects));
      if (!same || last.phase.name !== 'ended') broken.push('9: the stored log replays to something else');
      if (log.some((entry, index) => entry.seq !== index)) broken.push('the log has a gap');
      const said = events.flatMap((event) => (event.type === 'agent.said' ? [event.text] : []));
      broken.push(...said.filter((text) => control.test(text)).map((text) => `6: a control reached the line: ${text}`));
      if (broken.length > 0) throw new Error(`rules of ending were broken:\n${broken.join('\n')}`);
    },
  };
}

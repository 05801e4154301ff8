/** One scripted call from beginning to end, in virtual time. */
import type { Agent } from '../contract/agent.ts';
import type { CallRecord } from '../contract/call.ts';
import type { Call } from '../engine/call.ts';
import type { Limits } from '../engine/policy.ts';
import { textLine } from '../lines/text.ts';
import type { Clock } from '../providers/clock.ts';
import type { Model } from '../providers/models/model.ts';
import type { ActionRunner } from '../server/agents/flow-action.ts';
import type { LogEntry } from '../server/session/log.ts';
import type { CallHeader } from '../server/session/record.ts';
import { startCall } from '../server/session/start-call.ts';
import type { CallSink } from '../server/store/call-sink.ts';
import type { ToolRunner } from '../server/session/tools.ts';
import { faultyLine } from './faulty-line.ts';
import { outsideWork } from './outside-work.ts';
import { scriptRun } from './run-script.ts';
import type { Script } from './script.ts';
import { virtualClock } from './virtual-clock.ts';

export type ScriptedCall = {
  header: CallHeader;
  agent: Agent;
  sink: CallSink;
  script: Script;
  env: Readonly<Record<string, string | undefined>>;
  limits?: Partial<Limits>;
  /** In place of the agent's own model; made on the virtual clock. */
  model?: (clock: Clock) => Model;
  /** In place of HTTP requests. */
  tools?: (clock: Clock) => ToolRunner;
  actions?: (clock: Clock) => ActionRunner;
  /** Waits for what happens outside the virtual clock; without it requests of tools and flows are waited for. */
  settle?: () => Promise<void>;
  /** Both sides' words as they are heard. */
  onTurn?: ((role: 'caller' | 'agent', text: string, atSeconds: number) => void) | undefined;
  onEntry?: (entry: LogEntry, call: Call) => void;
};

/** Throws when the call has not ended although nothing is left to happen. */
export async function playScript(scripted: ScriptedCall): Promise<CallRecord> {
  const clock = virtualClock();
  const run = scriptRun();
  let shown = '';
  const line = faultyLine(
    textLine({
      clock,
      show: (word) => {
        shown += word;
      },
      showEnd: (_utteranceId, cut) => {
        scripted.onTurn?.('agent', shown.trim() + (cut ? ' …' : ''), clock.now() / 1000);
        shown = '';
      },
    }),
  );
  const { header, agent, sink, env, limits, model, tools, actions } = scripted;
  const requests = tools || actions || scripted.settle ? null : outsideWork();
  const session = startCall({
    header,
    agent,
    sink,
    env,
    clock,
    line,
    ...(limits && { limits }),
    ...(model && { model: model(clock) }),
    ...(tools && { tools: tools(clock) }),
    ...(actions && { actions: actions(clock) }),
    onEntry(entry, call) {
      run.onEntry(entry, call);
      requests?.onEntry(entry);
      scripted.onEntry?.(entry, call);
      if ('event' in entry && entry.event.type === 'caller.said') {
        scripted.onTurn?.('caller', entry.event.text, entry.at / 1000);
      }
    },
  });
  const { caller, faults } = line;
  const settle = scripted.settle ?? requests?.settle;
  await run.run(scripted.script, { clock, session, caller, faults, ...(settle && { settle }) });
  if (session.call.phase.name !== 'ended') throw new Error(`the call has not ended: ${session.call.phase.name}`);
  return session.done;
}

/** A call inside this process: typed, or played from a script in virtual time. */
import type { CallRecord } from '../contract/call.ts';
import { textLine } from '../lines/text.ts';
import { systemClock } from '../providers/clock.ts';
import { logFormat } from '../server/session/log.ts';
import type { CallHeader } from '../server/session/record.ts';
import { checkCanRun, startCall } from '../server/session/start-call.ts';
import type { CallSink } from '../server/store/call-sink.ts';
import { newId } from '../server/store/ids.ts';
import type { Store } from '../server/store/store.ts';
import { storedCallSink } from '../server/store/stored-call-sink.ts';
import { playScript } from '../simulator/play-script.ts';
import type { Script } from '../simulator/script.ts';
import { accountId } from './account.ts';
import type { FoundAgent } from './agents.ts';
import { paint } from './paint.ts';
import { listenToKeyboard, readingPace, type Screen } from './typing.ts';

const node = `cli-${process.pid}`;

export type LocalCall = {
  found: FoundAgent;
  /** Null: nothing is kept. */
  store: Store | null;
  /** Null: somebody types. */
  script: Script | null;
  screen: Screen;
  /** Scripted turns are not printed. */
  quiet: boolean;
};

export async function callLocally({ found, store, script, screen, quiet }: LocalCall): Promise<CallRecord> {
  checkCanRun(found.agent, process.env, systemClock);
  const header = headerOf(found, script?.direction ?? 'inbound');
  const sink = await sinkFor(header, store);
  if (!script) return typedCall(header, found, sink, screen);
  const onTurn = quiet ? undefined : printTurn;
  return playScript({ header, agent: found.agent, sink, script, env: process.env, onTurn });
}

function headerOf({ id, version, agent }: FoundAgent, direction: CallHeader['direction']): CallHeader {
  const who = { callId: newId('call'), accountId, agentId: id, agentVersion: version };
  return { ...who, direction, from: '', to: '', createdAt: new Date(), variables: agent.variables, metadata: {} };
}

/** The intent and the lease stand in the database before the call begins. */
async function sinkFor(header: CallHeader, store: Store | null): Promise<CallSink> {
  if (!store) return { append: () => {}, end: () => Promise.resolve('ended') };
  const { callId: id, agentId, agentVersion, direction, from, to } = header;
  const call = { id, accountId, agentId, agentVersion, direction, from, to, carrier: 'text', legId: null };
  const epoch = await store.calls.begin({ ...call, intent: {}, logFormat, metadata: {} }, node);
  const onError = (error: Error): void => console.error(`ringoff: ${error.message}`);
  return storedCallSink({ calls: store.calls, callId: id, epoch, clock: systemClock, onError });
}

function printTurn(role: 'caller' | 'agent', text: string, atSeconds: number): void {
  const time = `${atSeconds.toFixed(1).padStart(6)}s`;
  console.log(`${paint.dim(time)} ${role === 'agent' ? paint.bold('Agent ') : paint.cyan('Caller')} ${text}`);
}

async function typedCall(header: CallHeader, found: FoundAgent, sink: CallSink, screen: Screen): Promise<CallRecord> {
  const { show, showEnd } = screen;
  const line = textLine({ clock: systemClock, charactersPerSecond: readingPace, show, showEnd });
  const session = startCall({ header, agent: found.agent, line, sink, clock: systemClock, env: process.env });
  const { caller } = line;
  const endsAsOperator = (): void => session.end({ farewell: true });
  const stopListening = listenToKeyboard(screen, { ...caller, endsAsOperator });
  caller.answers();
  const record = await session.done;
  stopListening();
  return record;
}

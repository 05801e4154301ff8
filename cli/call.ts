/** `ringoff call`: a typed call with an agent, by hand or by a script in virtual time. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { CallRecord } from '../contract/call.ts';
import { BadConfig } from '../contract/errors.ts';
import { textLine } from '../lines/text.ts';
import { systemClock } from '../providers/clock.ts';
import type { CallHeader } from '../server/record.ts';
import { checkRuns, startCall } from '../server/start-call.ts';
import type { CallSink } from '../server/store/call-sink.ts';
import { newId } from '../server/store/ids.ts';
import { storedCallSink } from '../server/store/stored-call-sink.ts';
import type { Store } from '../server/store/store.ts';
import { playScript } from '../simulator/play-script.ts';
import { parseScript } from '../simulator/script.ts';
import { accountId } from './account.ts';
import { findAgent, type FoundAgent } from './agents.ts';
import { openConfiguredStore } from './open-store.ts';
import { explain } from './explain.ts';
import { logFormat } from '../server/log.ts';
import { paint } from './paint.ts';

type CallOptions = { script?: string; json?: boolean; store: boolean };

/** Typed words appear at reading pace; a scripted call keeps the pace of speech. */
const readingPace = 45;
const node = `cli-${process.pid}`;

export async function callCommand(name: string, options: CallOptions): Promise<void> {
  const script = options.script === undefined ? null : parseScript(readScript(options.script), options.script);
  const store = options.store ? await openConfiguredStore() : null;
  try {
    const found = await findAgent(name, store);
    checkRuns(found.agent, process.env);
    const header = headerOf(found, script?.direction ?? 'inbound');
    const sink = await sinkFor(header, store);
    const quiet = options.json === true;
    const record = script
      ? await playScript({
          header,
          agent: found.agent,
          sink,
          script,
          env: process.env,
          onTurn: quiet ? undefined : printTurn,
        })
      : await typedCall(header, found, sink, quiet);
    if (options.json) console.log(JSON.stringify(record));
    else console.log(`\n${explain(record)}${store ? `\nMore: npx ringoff why ${record.call_id} --timeline` : ''}`);
  } finally {
    await store?.close();
  }
}

function readScript(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BadConfig(`${path}: the script cannot be read`, { cause });
  }
}

function headerOf(found: FoundAgent, direction: CallHeader['direction']): CallHeader {
  return {
    callId: newId('call'),
    accountId,
    agentId: found.id,
    agentVersion: found.version,
    direction,
    from: '',
    to: '',
    createdAt: new Date(),
    variables: found.agent.variables,
    metadata: {},
  };
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

const typingHelp =
  'Type and press Enter to speak. /press 1 presses a key, /operator ends as an operator, Ctrl-C hangs up.';

async function typedCall(header: CallHeader, found: FoundAgent, sink: CallSink, quiet: boolean): Promise<CallRecord> {
  const out = quiet ? process.stderr : process.stdout;
  const { provider } = found.agent.model;
  if (provider === 'offline') out.write(paint.dim(`${found.agent.name} answers from a script: no model is asked.\n`));
  out.write(paint.dim(`${typingHelp}\n`));
  let speaking: string | null = null;
  const line = textLine({
    clock: systemClock,
    charactersPerSecond: readingPace,
    show(word, utteranceId) {
      out.write(speaking === utteranceId ? word : `${paint.bold('Agent')}  ${word.trimStart()}`);
      speaking = utteranceId;
    },
    showEnd(_utteranceId, cut) {
      out.write(cut ? ' …\n' : '\n');
      speaking = null;
    },
  });
  const keyboard = createInterface({ input: process.stdin, terminal: false });
  const session = startCall({ header, agent: found.agent, line, sink, clock: systemClock, env: process.env });
  keyboard.on('line', (typed) => {
    const text = typed.trim();
    const digit = /^\/press\s+([0-9*#])$/.exec(text)?.[1];
    if (digit) line.caller.presses(digit);
    else if (text === '/operator') session.end({ farewell: true });
    else if (text.startsWith('/')) out.write(paint.dim(`${typingHelp}\n`));
    else if (text !== '') line.caller.says(text);
  });
  const hangUp = (): void => line.caller.hangsUp();
  keyboard.once('close', hangUp);
  process.once('SIGINT', hangUp);
  line.caller.answers();
  const record = await session.done;
  process.off('SIGINT', hangUp);
  keyboard.off('close', hangUp);
  keyboard.close();
  process.stdin.unref?.();
  return record;
}

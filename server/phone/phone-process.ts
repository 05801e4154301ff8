/** The phone's own process, forked by the server. When the server goes away it hangs up what is up, and ends. */
import { flushCompileCache } from 'node:module';
import { BadConfig } from '../../contract/errors.ts';
import { raisePriority } from '../../providers/carriers/rtp/raise-priority.ts';
import { type Exchange, startExchange } from './exchange.ts';
import type { FromPhone, ToPhone } from './phone-messages.ts';

let exchange: Promise<Exchange> | null = null;
let stopping = false;

const tell = (message: FromPhone): void => void (process.connected && process.send?.(message));
/** Names and places only: a message may hold what somebody said of himself. */
const onFault = (error: unknown): void => console.error(error instanceof Error ? error.stack : String(error));

async function start({ settings, soundFolder }: Extract<ToPhone, { type: 'start' }>): Promise<void> {
  await raisePriority();
  exchange = startExchange({ settings, soundFolder, tell, onFault });
  try {
    const { host, port, soundPath } = await exchange;
    tell({ type: 'started', host, port, soundPath });
    flushCompileCache(); // Now: a process that is killed writes nothing at its end.
  } catch (error) {
    const cause = error instanceof BadConfig ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
    const detail = `RINGOFF_SIP: ${error instanceof Error ? error.message : String(error)}`;
    tell({ type: 'failed', detail, inUse: cause?.code === 'EADDRINUSE' });
    await stop();
  }
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await exchange?.then((running) => running.close()).catch(onFault);
  process.exit(0);
}

process.on('message', (message: ToPhone) => {
  if (message.type === 'start') void start(message);
  else if (message.type === 'stop') void stop();
  else void exchange?.then((running) => running.hear(message)).catch(onFault);
});
process.on('disconnect', () => void stop());
// The server decides when to stop: a signal to the whole group must not cut off its last calls.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('uncaughtException', onFault);
process.on('unhandledRejection', onFault);

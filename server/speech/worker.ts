/** One speech worker, seen from the server: its process, its calls, its signs of life. */
import { fork, type ChildProcess } from 'node:child_process';
import type { Speech, SpeechEvent, SpeechSettings } from '../../lines/speech.ts';
import type { Clock } from '../../providers/clock.ts';
import type { FromWorker, ToWorker } from './messages.ts';

export type SpeechWorker = {
  readonly pid: number | undefined;
  readonly calls: number;
  readonly ready: boolean;
  /** Resolves when it is ready, or over before it was. */
  started: Promise<void>;
  open(speech: number, settings: SpeechSettings): Speech;
  /** Ends the process now; its calls are lost. Idempotent. */
  end(why: string): void;
  /** Resolves when the process is gone. */
  gone: Promise<void>;
};

export type WorkerParts = {
  /** The program of the process. */
  script: URL;
  clock: Clock;
  onGone(why: string): void;
  /** Something that nobody else is told of. */
  onFault(name: string, stack: string): void;
};

const pingMs = 500;
/** Without an answer for so many pings it hangs: its calls are dropped after 2 s. */
const missedMax = 4;
const startMsMax = 30_000;
/** Voice activity is detected on Node's threads, of which there are four: a slow file or name must not hold it up. */
const threads = '24';

export function startSpeechWorker({ script, clock, onGone, onFault }: WorkerParts): SpeechWorker {
  const handlers = new Map<number, (event: SpeechEvent) => void>();
  const gone = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  let ready = false;
  let missed = 0;
  let over = false;
  const child = startProcess(script);
  let cancel = clock.after(startMsMax, () => end(`did not start in ${startMsMax} ms`));
  child.on('message', (message: FromWorker) => receive(message));
  child.on('error', () => end('could not be started'));
  child.on('exit', (code, signal) => {
    end(`ended with ${signal ?? `code ${code}`}`);
    gone.resolve();
  });

  function receive(message: FromWorker): void {
    if (over) return;
    missed = 0;
    if (message.type === 'ready' && !ready) {
      ready = true;
      started.resolve();
      cancel();
      cancel = clock.after(pingMs, beat);
    } else if (message.type === 'event') {
      report(message.speech, message.event);
    } else if (message.type === 'fault') {
      onFault(message.name, message.stack);
    }
  }

  function beat(): void {
    if (missed >= missedMax) return end(`gave no sign of life for ${missedMax * pingMs} ms`);
    missed += 1;
    tell({ type: 'ping' });
    cancel = clock.after(pingMs, beat);
  }

  function report(speech: number, event: SpeechEvent): void {
    const handler = handlers.get(speech);
    if (event.type === 'speech.lost') handlers.delete(speech);
    handler?.(event);
  }

  function tell(message: ToWorker): void {
    if (child.connected) child.send(message, () => {}); // Its exit tells of a broken channel.
  }

  function end(why: string): void {
    if (over) return;
    over = true;
    started.resolve();
    cancel();
    child.kill('SIGKILL');
    for (const speech of handlers.keys()) report(speech, { type: 'speech.lost', detail: `the speech worker ${why}` });
    if (child.pid === undefined) gone.resolve(); // It never came to be.
    onGone(why);
  }

  return {
    pid: child.pid,
    get calls() {
      return handlers.size;
    },
    get ready() {
      return ready;
    },
    open(speech, settings) {
      handlers.set(speech, () => {});
      tell({ type: 'open', speech, settings });
      return {
        send: (command) => handlers.has(speech) && tell({ type: 'command', speech, command }),
        onEvent: (handler) => handlers.has(speech) && handlers.set(speech, handler),
        close() {
          if (!handlers.has(speech)) return;
          tell({ type: 'close', speech });
          handlers.delete(speech);
        },
      };
    },
    end,
    started: started.promise,
    gone: gone.promise,
  };
}

/** What libraries print may hold words of callers: it goes nowhere. Faults come by message. */
function startProcess(script: URL): ChildProcess {
  const env = { ...process.env, UV_THREADPOOL_SIZE: threads };
  return fork(script, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
}

/** The speech workers of this server: enough of them, one ahead of need, a new one for one that died. */
import { Retryable } from '../../contract/errors.ts';
import type { Speech, SpeechSettings } from '../../lines/speech.ts';
import type { Clock } from '../../providers/clock.ts';
import { startSpeechWorker, type SpeechWorker } from './worker.ts';

export type SpeechPool = {
  /** Starts the first worker, so that the first call need not wait. */
  start(): void;
  /** Resolves when the worker that the next call gets can hear and speak, or could not be started, in 30 s at most. */
  ready(): Promise<void>;
  /** Throws Retryable when every worker is full. */
  open(settings: SpeechSettings): Speech;
  /** Ends all workers; calls that still have speech lose it. Idempotent. */
  close(): Promise<void>;
  readonly state: { workers: number; ready: number; calls: number; pids: readonly number[] };
};

export type PoolParts = {
  workersMax: number;
  clock: Clock;
  log: { warn(facts: object, message: string): void };
  /** Tests bring a worker that misbehaves. */
  script?: URL;
};

const callsPerWorkerMax = 10;
/** Another worker is started when no more calls than this fit into those that are there. */
const freeMin = 3;
/** Waits before another start, when several in a row died young: it doubles each time. */
const restartMs = 500;
const restartMsMax = 30_000;
const youngMs = 10_000;

const workerScript = new URL('./speech-worker.ts', import.meta.url);

export function speechPool({ workersMax, clock, log, script = workerScript }: PoolParts): SpeechPool {
  const workers = new Set<SpeechWorker>();
  let numbers = 0;
  let diedYoung = 0;
  let closed = false;
  let cancelRestart: (() => void) | null = null;

  function startWorker(): void {
    const startedAt = clock.now();
    const worker = startSpeechWorker({
      script,
      clock,
      onFault: (name, stack) => log.warn({ name, stack }, 'a speech worker had a fault'),
      onGone(why) {
        workers.delete(worker);
        if (closed) return;
        log.warn({ pid: worker.pid, why }, 'a speech worker is gone, its calls have lost their speech');
        diedYoung = clock.now() - startedAt < youngMs ? diedYoung + 1 : 0;
        restartLater();
      },
    });
    workers.add(worker);
  }

  function restartLater(): void {
    cancelRestart?.();
    cancelRestart = null;
    if (diedYoung <= 1) return keepOneAhead();
    const waitMs = Math.min(restartMsMax, restartMs * 2 ** (diedYoung - 2));
    cancelRestart = clock.after(waitMs, () => {
      cancelRestart = null;
      keepOneAhead();
    });
  }

  /** While workers die young nobody but the restart starts one. */
  function keepOneAhead(): void {
    if (closed || cancelRestart || workers.size >= workersMax) return;
    const free = [...workers].reduce((sum, { calls }) => sum + callsPerWorkerMax - calls, 0);
    if (free <= freeMin) startWorker();
  }

  /** The one with the fewest calls, those that are ready first. */
  function roomiest(): SpeechWorker | null {
    const open = [...workers].filter(({ calls }) => calls < callsPerWorkerMax);
    const order = (worker: SpeechWorker): number => worker.calls + (worker.ready ? 0 : callsPerWorkerMax);
    return open.reduce<SpeechWorker | null>((best, one) => (best && order(best) <= order(one) ? best : one), null);
  }

  return {
    start: keepOneAhead,
    async ready() {
      keepOneAhead();
      await roomiest()?.started;
    },
    open(settings) {
      if (closed) throw new Retryable('The server is stopping: no speech for another call.');
      keepOneAhead();
      const worker = roomiest();
      if (!worker) throw new Retryable(`No speech worker is free: ${workers.size} of at most ${workersMax} are there.`);
      numbers += 1;
      const speech = worker.open(numbers, settings);
      keepOneAhead();
      return speech;
    },
    async close() {
      closed = true;
      cancelRestart?.();
      const ending = [...workers];
      for (const worker of ending) worker.end('was ended');
      await Promise.all(ending.map(({ gone }) => gone));
    },
    get state() {
      const all = [...workers];
      const calls = all.reduce((sum, worker) => sum + worker.calls, 0);
      const pids = all.flatMap(({ pid }) => pid ?? []);
      return { workers: all.length, ready: all.filter(({ ready }) => ready).length, calls, pids };
    },
  };
}

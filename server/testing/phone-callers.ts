/** Many callers at once, in another process, who press a key, and tell when they heard what and when BYE came. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Party } from '../../engine/reasons.ts';
import type { HeardSound } from './caller-sound.ts';

/** Instants are counted from the answer. */
export type CallPlan = {
  /** Whom they call: a SIP URI. */
  to: string;
  says?: readonly { atMs: number; pcm: Int16Array }[];
  /** The key that ends the call. */
  pressAtMs: number;
  /** Then the caller hangs up. */
  msMax: number;
};

export type CallTold = HeardSound & {
  answeredAt: number | null;
  /** When BYE came, or its answer. */
  endedAt: number;
  by: Party | null;
  cause: string;
};

export type CallersQuestion = { number: number; plan: CallPlan };
export type CallersAnswer = { type: 'ready' } | { type: 'over'; number: number; call: CallTold };

export type PhoneCallers = {
  /** Rejects when the process of the callers ends. */
  call(plan: CallPlan): Promise<CallTold>;
  close(): void;
};

export async function startPhoneCallers(): Promise<PhoneCallers> {
  const child = fork(new URL('./phone-callers-child.ts', import.meta.url), { serialization: 'advanced', execArgv: [] });
  const waiting = new Map<number, PromiseWithResolvers<CallTold>>();
  const ready = Promise.withResolvers<void>();
  let number = 0;
  child.on('message', (answer: CallersAnswer) => {
    if (answer.type === 'ready') return ready.resolve();
    waiting.get(answer.number)?.resolve(answer.call);
    waiting.delete(answer.number);
  });
  child.once('exit', () => fail(child, waiting, ready));
  await ready.promise;
  return {
    call(plan) {
      const over = Promise.withResolvers<CallTold>();
      waiting.set(++number, over);
      child.send({ number, plan } satisfies CallersQuestion);
      return over.promise;
    },
    close: () => void child.kill('SIGKILL'),
  };
}

function fail(
  { exitCode, signalCode }: ChildProcess,
  waiting: ReadonlyMap<number, PromiseWithResolvers<CallTold>>,
  ready: PromiseWithResolvers<void>,
): void {
  const error = new Error(`the callers are gone (${signalCode ?? exitCode})`);
  ready.reject(error);
  for (const { reject } of waiting.values()) reject(error);
}

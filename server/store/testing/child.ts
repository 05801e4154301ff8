import { fork } from 'node:child_process';
import { once } from 'node:events';

export type Child = {
  /** What it said since, one message after the other. */
  messages(): AsyncGenerator<unknown, void>;
  next(): Promise<unknown>;
  /** kill -9, and gone. */
  kill(): Promise<void>;
};

/** Another process of this same Node. */
export function startChild(script: URL, ...args: string[]): Child {
  const child = fork(script, args, { execArgv: [] });
  const exited = once(child, 'exit');
  const heard: unknown[] = [];
  let wake = Promise.withResolvers<void>();
  const turn = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  child.on('message', (message) => {
    heard.push(message);
    turn();
  });
  child.on('exit', turn);

  async function* messages(): AsyncGenerator<unknown, void> {
    for (;;) {
      if (heard.length > 0) yield heard.shift();
      else if (child.exitCode !== null || child.signalCode !== null) return;
      else await wake.promise;
    }
  }

  return {
    messages,
    next: async () => (await messages().next()).value,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

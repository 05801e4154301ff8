/** The server under `bench relay`: the real one, in a process of its own, asked over the channel to its parent. */
import type { AgentInput } from '../contract/agent.ts';
import { readConfig } from '../server/config.ts';
import { firstAccount } from '../server/first-account.ts';
import { startServer } from '../server/main.ts';

export type Question = 'measure' | 'stop';
export type Answer =
  | { type: 'ready'; url: string }
  | { type: 'measured'; liveCalls: number; residentBytes: number; heapBytes: number };

const agent: AgentInput = {
  id: 'bench',
  name: 'Bench',
  prompt: 'You answer the telephone. Use end_call to end the call.',
  greeting: { mode: 'static', message: 'Hello.' },
  model: {
    provider: 'offline',
    script: [
      { when: ['bye'], say: 'Goodbye now!', tools: [{ name: 'end_call', arguments: {} }] },
      { when: 'anything', say: 'I see.' },
    ],
  },
};

const server = await startServer(readConfig(process.env), {
  prepare: (store) => store.agents.put(firstAccount, 'bench', { ...agent, language: 'en' }),
});
process.on('message', (question: Question) => {
  if (question === 'stop') return void server.close(0).finally(() => process.exit(0));
  globalThis.gc?.();
  const { rss: residentBytes, heapUsed: heapBytes } = process.memoryUsage();
  tell({ type: 'measured', liveCalls: server.switchboard.size, residentBytes, heapBytes });
});
process.on('disconnect', () => process.exit(1));
tell({ type: 'ready', url: server.url });

function tell(answer: Answer): void {
  process.send?.(answer);
}

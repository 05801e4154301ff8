/** The server under `bench relay`: the real one, in a process of its own, asked over the channel to its parent. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AgentInput } from '../contract/agent.ts';
import { readConfig } from '../server/config.ts';
import { firstAccount } from '../server/first-account.ts';
import { startServer } from '../server/main.ts';

export type Question = 'measure' | 'stop';
export type Answer =
  | { type: 'ready'; url: string }
  /** `lateMs`: how late timers of the server ran since it was last asked, 99th percentile. */
  | { type: 'measured'; liveCalls: number; residentBytes: number; heapBytes: number; lateMs: number };

const agent: AgentInput = {
  id: 'bench',
  name: 'Bench',
  prompt: 'You answer the telephone. Use end_call to end the call.',
  greeting: { mode: 'static', message: 'Hello.' },
  ending: { silence: { timeout_seconds: null, no_words_seconds: null } }, // The first wait while the last are opened.
  model: {
    provider: 'offline',
    script: [
      // No pauses between words: they would be the script's own time.
      {
        when: ['bye'],
        say: 'Goodbye now!',
        tools: [{ name: 'end_call', arguments: {} }],
        first_word_ms: 0,
        word_ms: 0,
      },
      { when: 'anything', say: 'I see.', first_word_ms: 0, word_ms: 0 },
    ],
  },
};

/** Wakes up every millisecond, or as soon as it can. */
const lateness = monitorEventLoopDelay({ resolution: 1 });
lateness.enable();

const server = await startServer(readConfig(process.env), {
  prepare: (store) => store.agents.put(firstAccount, 'bench', { ...agent, language: 'en' }),
});
process.on('message', (question: Question) => {
  if (question === 'stop') return void server.close(0).finally(() => process.exit(0));
  const lateMs = lateness.percentile(99) / 1e6;
  for (let round = 0; round < 3; round++) globalThis.gc?.(); // One round leaves what finalizers let go of.
  const { rss: residentBytes, heapUsed: heapBytes } = process.memoryUsage();
  tell({ type: 'measured', liveCalls: server.switchboard.size, residentBytes, heapBytes, lateMs });
  lateness.reset(); // Collecting garbage is the measurement's own.
});
process.on('disconnect', () => process.exit(1));
tell({ type: 'ready', url: server.url });

function tell(answer: Answer): void {
  process.send?.(answer);
}

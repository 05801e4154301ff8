/** A whole server with a telephone that calls out, and baresip as those who are called. */
import type { AgentInput } from '../../contract/agent.ts';
import type { CallAnswer } from '../../contract/routes/calls.ts';
import type { Limits } from '../../engine/policy.ts';
import { type Config, readConfig } from '../config.ts';
import { firstAccount } from '../first-account.ts';
import type { Store } from '../store/store.ts';
import { type BaresipCall, startBaresip } from './baresip.ts';
import { callEvents } from './phone-world.ts';
import { type TestServer, testServer } from './server.ts';

export const outboundAgent: AgentInput = {
  id: 'caller',
  name: 'Caller',
  prompt: 'You call people. Use end_call to end the call.',
  variables: { guest: 'nobody' },
  greeting: { mode: 'static', message: 'Hello {{guest}}.' },
  transfers: [{ name: 'desk', to: 'sip:caller-5399@127.0.0.1:5399' }],
  speech: {
    listen: { provider: 'offline', expected: ['no that is all goodbye', 'connect me please', 'are you there'] },
  },
  model: {
    provider: 'offline',
    script: [
      { when: ['goodbye'], say: 'Goodbye.', tools: [{ name: 'end_call', arguments: {} }] },
      { when: ['connect me'], say: 'One moment. [TRANSFER:sip:caller-5399@127.0.0.1:5399]' },
      { when: 'anything', say: 'I see.' },
    ],
  },
};

export type OutboundCall = ReturnType<typeof callEvents> & { id: string; answer: CallAnswer };

export type OutboundWorld = {
  server: TestServer;
  telephone(
    port: number,
    options?: { answers?: 'auto' | 'manual'; lines?: readonly string[]; sound?: Int16Array },
  ): BaresipCall;
  /** Dials what listens at this port. */
  dial(port: number, place?: { user?: string; params?: string }): Promise<OutboundCall>;
  close(): Promise<void>;
};

const lines = ['no that is all goodbye', 'connect me please', 'are you there'];

export async function outboundWorld(
  store: Store,
  agent: AgentInput = outboundAgent,
  config: Partial<Config> = {},
  limits: Partial<Limits> = {},
): Promise<OutboundWorld> {
  const { phone, outbound } = readConfig({ RINGOFF_SIP: '127.0.0.1:0', RINGOFF_OUTBOUND_CALLS_PER_SECOND: '100' });
  await store.agents.put(firstAccount, agent.id!, { ...agent });
  const server = await testServer(store, { config: { phone, outbound, speechWorkersMax: 2, ...config }, limits });
  return {
    server,
    telephone: (port, options = {}) => startBaresip({ port, lines, secondsMax: 40, ...options }),
    async dial(port, { user = `caller-${port}`, params = '' } = {}) {
      const events = callEvents(server);
      const to = `sip:${user}@127.0.0.1:${port}${params}`;
      const answer = await server.api.calls.dial({ agent_id: agent.id!, to, variables: { guest: 'Ada' } });
      return { ...events, id: answer.call_id, answer: answer as CallAnswer };
    },
    close: () => server.close(),
  };
}

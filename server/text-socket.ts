/** `GET /v1/text/{agent_id}`: a WebSocket becomes a typed call. */
import '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { BadConfig, Retryable, Terminal } from '../contract/errors.ts';
import { closeCodes } from '../lines/text-socket-intake.ts';
import type { Refusal as Told } from '../lines/text-socket-messages.ts';
import { textSocketLine } from '../lines/text-socket.ts';
import type { Clock } from '../providers/clock.ts';
import { endSummary } from './end-summary.ts';
import type { Authority } from './http/authority.ts';
import { Refusal } from './http/refusal.ts';
import type { KeyOwner } from './store/keys.ts';
import type { Store } from './store/store.ts';
import type { LiveCall, Switchboard, SwitchboardLog } from './switchboard.ts';
import { textAccess } from './text-access.ts';
import type { TextTickets } from './text-tickets.ts';
import { webSocket } from './web-socket.ts';

export type TextSocketDeps = {
  switchboard: Pick<Switchboard, 'open'>;
  store: { agents: Pick<Store['agents'], 'get'> };
  authority: Pick<Authority, 'find'>;
  tickets: Pick<TextTickets, 'use'>;
  clock: Clock;
  log: Pick<SwitchboardLog, 'error'>;
  config: { publicUrl: string | null; textOrigins: readonly string[]; textCallsPerKey: number };
};

/** The app has @fastify/websocket. */
export function registerTextSocket(app: FastifyInstance, deps: TextSocketDeps): void {
  const access = textAccess({ ...deps, ...deps.config });
  const admitted = new WeakMap<FastifyRequest, KeyOwner>();
  type AgentPath = { Params: { agent_id: string } };

  app.get<AgentPath>(
    '/v1/text/:agent_id',
    {
      websocket: true,
      config: { access: 'open' }, // A ticket opens it, too.
      preValidation: async (request) => {
        if (!request.ws) throw upgradeRequired;
        admitted.set(request, await access.admit(request, request.params.agent_id));
      },
    },
    (ws, request) => takeCall(ws, admitted.get(request)!, request.params.agent_id, deps),
  );
}

async function takeCall(ws: WebSocket, owner: KeyOwner, agentId: string, deps: TextSocketDeps): Promise<void> {
  const { clock, switchboard, log } = deps;
  let live: LiveCall | null = null;
  const line = textSocketLine({ socket: webSocket(ws), clock, describeEnd: () => endSummary(live!.session.call) });
  try {
    const { accountId } = owner;
    const who = { accountId, agentId, direction: 'inbound' as const, carrier: 'text', legId: null, from: '', to: '' };
    live = await switchboard.open({ ...who, metadata: {}, makeLine: () => line });
    line.answer(live.callId, agentId);
  } catch (error) {
    const [refusal, closeCode] = toldWhy(error);
    if (refusal.code === 'internal') log.error({ err: error }, 'a typed call could not be opened');
    line.refuse(refusal, closeCode);
  }
}

/** The upgrade is done by then, so that the status of the answer can no longer tell. */
function toldWhy(error: unknown): [Told, number] {
  if (error instanceof BadConfig) return [{ code: 'cannot_start', message: error.message }, closeCodes.policy];
  if (error instanceof Terminal) return [{ code: 'unknown_agent', message: error.message }, closeCodes.policy];
  if (error instanceof Retryable) return [{ code: 'try_again_later', message: error.message }, closeCodes.busy];
  return [{ code: 'internal', message: 'something failed on our side' }, closeCodes.failed];
}

const upgradeRequired = new Refusal(426, 'upgrade_required', 'This address takes WebSockets only.', {
  hint: 'Open it with a WebSocket client; docs/text-line.md tells the messages.',
  headers: { upgrade: 'websocket' },
});

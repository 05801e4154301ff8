/** `GET /v1/text/{agent_id}` and `GET /v1/voice/{agent_id}`: a WebSocket becomes a typed call, or a spoken one. */
import '@fastify/websocket';
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';
import { closeCodes } from '../../lines/socket-intake.ts';
import type { EndSummary, Refusal as Told } from '../../lines/socket-messages.ts';
import { textSocketLine } from '../../lines/text-socket.ts';
import type { Clock } from '../../providers/clock.ts';
import { endSummary } from '../session/end-summary.ts';
import type { Authority } from '../http/authority.ts';
import { draining, Refusal } from '../http/refusal.ts';
import { lineAccess } from './line-access.ts';
import type { LineTickets } from './line-tickets.ts';
import type { AudioLines } from '../speech/audio-lines.ts';
import type { KeyOwner } from '../store/keys.ts';
import type { Store } from '../store/store.ts';
import type { LiveCall, NewCallOrder, Switchboard, SwitchboardLog } from '../calls/switchboard.ts';
import { voiceLeg } from './voice-leg.ts';
import { webSocket } from './web-socket.ts';

export type LineSocketDeps = {
  switchboard: Pick<Switchboard, 'open' | 'stopping'>;
  store: { agents: Pick<Store['agents'], 'get'> };
  authority: Pick<Authority, 'find'>;
  tickets: Pick<LineTickets, 'use'>;
  audioLines: Pick<AudioLines, 'open' | 'ready' | 'sound'>;
  clock: Clock;
  log: Pick<SwitchboardLog, 'error'>;
  config: { publicUrl: string | null; textOrigins: readonly string[]; textCallsPerKey: number };
};

/** A client at the other end of a socket, as a call's line. */
type Client = Pick<NewCallOrder, 'carrier' | 'makeLine'> & {
  /** Until then it rings: nobody is told to speak whom nobody would hear. */
  ready(): Promise<void>;
  answer(callId: string, agentId: string): void;
  refuse(refusal: Told, closeCode: number): void;
};
type Meet = (ws: WebSocket, describeEnd: () => EndSummary, deps: LineSocketDeps) => Client;

/** The app has @fastify/websocket. */
export function registerLineSockets(app: FastifyInstance, deps: LineSocketDeps): void {
  const access = lineAccess({ ...deps, ...deps.config });
  const admitted = new WeakMap<FastifyRequest, KeyOwner>();
  type AgentPath = { Params: { agent_id: string } };

  for (const [path, meet] of [
    ['text', meetTypist],
    ['voice', meetSpeaker],
  ] as const) {
    app.get<AgentPath>(
      `/v1/${path}/:agent_id`,
      {
        websocket: true,
        config: { access: 'open' }, // A ticket opens it, too.
        preValidation: async (request) => {
          if (!request.ws) throw upgradeRequired;
          if (deps.switchboard.stopping) throw draining;
          admitted.set(request, await access.admit(request, request.params.agent_id));
        },
      },
      (ws, request) => takeCall(ws, meet, admitted.get(request)!, request.params.agent_id, deps),
    );
  }
}

function meetTypist(ws: WebSocket, describeEnd: () => EndSummary, { clock }: LineSocketDeps): Client {
  const line = textSocketLine({ socket: webSocket(ws), clock, describeEnd });
  const ready = async (): Promise<void> => {};
  return { carrier: 'text', ready, makeLine: () => line, answer: line.answer, refuse: line.refuse };
}

function meetSpeaker(ws: WebSocket, describeEnd: () => EndSummary, { clock, audioLines, log }: LineSocketDeps): Client {
  const leg = voiceLeg({
    socket: webSocket(ws),
    clock,
    describeEnd,
    openSound: (handlers) => audioLines.sound.open(`browser-${randomBytes(12).toString('hex')}`, handlers),
    onFault: (error) => log.error({ err: error }, 'the sound of a browser had a fault'),
  });
  const { ready } = audioLines;
  const { answer, refuse } = leg;
  return { carrier: 'browser', ready, makeLine: (call) => audioLines.open(call, leg), answer, refuse };
}

async function takeCall(
  ws: WebSocket,
  meet: Meet,
  owner: KeyOwner,
  agentId: string,
  deps: LineSocketDeps,
): Promise<void> {
  let live: LiveCall | null = null;
  const { makeLine, carrier, ready, answer, refuse } = meet(ws, () => endSummary(live!.session.call), deps);
  try {
    await ready();
    if (ws.readyState !== ws.OPEN) throw new Retryable('The client went while it rang.');
    const { accountId } = owner;
    const who = { accountId, agentId, direction: 'inbound' as const, carrier, legId: null, from: '', to: '' };
    live = await deps.switchboard.open({ ...who, metadata: {}, makeLine });
    answer(live.callId, agentId);
  } catch (error) {
    const [refusal, closeCode] = toldWhy(error);
    if (refusal.code === 'internal')
      deps.log.error({ err: error }, `a call from a ${carrier} line could not be opened`);
    refuse(refusal, closeCode);
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
  hint: 'Open it with a WebSocket client; docs/text-line.md and docs/browser.md tell the messages.',
  headers: { upgrade: 'websocket' },
});

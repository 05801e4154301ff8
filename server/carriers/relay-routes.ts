/**
 * The addresses that a carrier with ConversationRelay calls, below `/<carrier>`: `voice` asks what to do with a call,
 * `relay/<secret>` is its WebSocket, `action` asks what comes after, `status` tells of legs, `silence.wav` is a clip.
 */
import '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Retryable } from '../../contract/errors.ts';
import { silentClip } from '../../lines/relay-silence.ts';
import type { Carrier, LegReport, TransferReport } from '../../providers/carriers/carrier.ts';
import { readForm, webhookAddresses } from '../../providers/carriers/twilio-messages.ts';
import { hangUpTwiml, relayTwiml } from '../../providers/carriers/twiml.ts';
import type { ServerDeps } from '../deps.ts';
import { firstAccount } from '../first-account.ts';
import { Refusal } from '../http/refusal.ts';
import type { SocketGuard } from '../http/socket-guard.ts';
import { relayDialler } from './relay-dialler.ts';
import { newRelayCalls } from './relay-calls.ts';
import { takeRelaySocket } from './relay-socket.ts';
import { bodyOf, checkSignature, formBytesMax, readRawBodies } from './signed-requests.ts';

export type CarrierDoor = {
  carrier: Carrier;
  /** Otherwise the secret in the path, which only the carrier was told, is what lets a socket in. */
  signsUpgrades: boolean;
  /** What a callback of this type says of a leg. */
  reportOf(contentType: string, body: string, direction: 'inbound' | 'outbound'): LegReport | null;
  /** What a callback of this type says of a transfer. */
  transferOf(contentType: string, body: string): TransferReport | null;
  /** Null: it can dial. Otherwise what to set. */
  dialsNot: string | null;
  /** What to look at when honest requests are refused. */
  signatureHint: string;
  defaultAgent: string | null;
};

export function serveRelay(
  app: FastifyInstance,
  { switchboard, store, clock, log, config, guard, dialDesk }: ServerDeps & { guard: SocketGuard },
  door: CarrierDoor,
): void {
  const { carrier } = door;
  const { publicUrl } = config;
  if (!publicUrl?.startsWith('https://')) return refuseAll(app, carrier.id, noPublicUrl(publicUrl));
  const addresses = webhookAddresses(publicUrl, carrier.id);
  const silenceUrl = `${publicUrl}/${carrier.id}/silence.wav`;
  const calls = newRelayCalls({ carrier, switchboard, clock, log, silenceUrl, transferUrl: addresses.transfer });
  if (door.dialsNot === null) dialDesk.add(relayDialler({ carrier, calls, addresses, from: config.outbound.from }));
  const check = checkSignature({ carrier, publicUrl, guard, hint: door.signatureHint });
  const open = { access: 'open', unlimited: true } as const;
  const signed = { config: open, bodyLimit: formBytesMax, preValidation: check };
  readRawBodies(app);

  app.post(`/${carrier.id}/voice`, signed, async (request, reply) => {
    sendXml(reply, await answerCall(request).catch((error: unknown) => refuseCall(error)));
    return reply;
  });

  async function answerCall(request: FastifyRequest): Promise<string> {
    const { CallSid: leg, From: from = '', To: to = '' } = readForm(bodyOf(request));
    if (!leg) throw new Error('the carrier named no call');
    const intent = intentOf(request);
    if (intent !== null) return relayDocument(calls.answered(intent, leg), await languageOf(intent));
    const agentId = (request.query as { agent?: unknown }).agent ?? door.defaultAgent;
    if (typeof agentId !== 'string' || agentId === '') throw new Error(noAgentNamed);
    const agent = await store.agents.get(firstAccount, agentId);
    if (!agent) throw new Error(`there is no agent "${agentId.slice(0, 64)}"`);
    const who = { accountId: firstAccount, agentId, agentVersion: agent.version };
    const secret = await calls.open({ ...who, leg, from, to });
    return relayDocument(secret, regional(agent.document['language'] ?? 'en'));
  }

  /** Nobody is here for the call: it is hung up. */
  function relayDocument(secret: string | null, language: string | null): string {
    if (secret === null) return hangUpTwiml();
    const wsUrl = `${addresses.relay}/${secret}`;
    return relayTwiml({ wsUrl, actionUrl: addresses.action, ...(language && { language }) });
  }

  async function languageOf(callId: string): Promise<string | null> {
    const call = await store.calls.get(firstAccount, callId);
    const agent = call && (await store.agents.get(firstAccount, call.agentId, call.agentVersion));
    return regional(agent?.document['language'] ?? 'en');
  }

  /** A caller who cannot be served is not left to ring. */
  function refuseCall(error: unknown): string {
    const why = error instanceof Error ? error.message : 'something failed';
    const busy = error instanceof Retryable;
    log[busy ? 'warn' : 'error']({ carrier: carrier.id, why }, 'a call was not taken');
    return hangUpTwiml();
  }

  /** Asked only when the relay session is over: whatever the call's state is here, nothing more is said on it. */
  app.post(`/${carrier.id}/action`, signed, async (request, reply) => {
    hear(request);
    return sendXml(reply, hangUpTwiml());
  });

  app.post(`/${carrier.id}/status`, signed, async (request, reply) => {
    hear(request);
    return reply.code(204).send();
  });

  /** Told when the target answers, and asked what comes after: an end, or a new session with us. */
  app.post(`/${carrier.id}/transfer`, signed, async (request, reply) => {
    const report = door.transferOf(request.headers['content-type'] ?? '', bodyOf(request));
    const secret = report && calls.transferred(report);
    return sendXml(reply, relayDocument(secret, null));
  });

  function hear(request: FastifyRequest): void {
    const intent = intentOf(request);
    const direction = intent === null ? 'inbound' : 'outbound';
    const report = door.reportOf(request.headers['content-type'] ?? '', bodyOf(request), direction);
    if (report) calls.report(report, intent);
  }

  type Secret = { Params: { secret: string } };
  app.get<Secret>(
    `/${carrier.id}/relay/:secret`,
    {
      websocket: true,
      config: open,
      preValidation: async (request) => {
        if (!request.ws) throw upgradeRequired;
        if (door.signsUpgrades) await check(request);
        if (!calls.expects(request.params.secret)) throw notExpected;
        guard.exempt(request.raw.socket);
      },
    },
    (ws, { params }) => takeRelaySocket(ws, clock, (legs, socket) => calls.connect(params.secret, legs, socket)),
  );

  const clip = Buffer.from(silentClip());
  app.get(`/${carrier.id}/silence.wav`, { config: open }, async (_request, reply) =>
    reply.header('content-type', 'audio/wav').header('cache-control', 'public, max-age=86400').send(clip),
  );
}

/** Every address of a carrier that cannot be served says why, before anything is read. */
export function refuseAll(app: FastifyInstance, carrierId: string, refusal: Refusal): void {
  const onRequest = async (): Promise<void> => {
    throw refusal;
  };
  app.all(`/${carrierId}/*`, { config: { access: 'open' }, onRequest }, async () => {});
}

export function notConfigured(carrierId: string, variables: string): Refusal {
  return new Refusal(404, 'not_configured', `The carrier ${carrierId} is not configured on this server.`, {
    hint: `Set ${variables} and PUBLIC_URL, and start the server again; docs/${carrierId}.md tells the steps.`,
  });
}

/** Of a call that we dialled: it stands in the addresses that were given with the dial. */
function intentOf(request: FastifyRequest): string | null {
  const { intent } = request.query as { intent?: unknown };
  return typeof intent === 'string' && /^call_[\w]{1,64}$/.test(intent) ? intent : null;
}

const noAgentNamed = 'no agent was named: add ?agent=… to the voice address, or set RINGOFF_DEFAULT_AGENT';

function noPublicUrl(publicUrl: string | null): Refusal {
  const what = publicUrl === null ? 'PUBLIC_URL is not set' : 'PUBLIC_URL does not begin with https://';
  return new Refusal(503, 'no_public_url', `${what}, so that carriers can neither be verified nor called back.`, {
    hint: 'Set PUBLIC_URL=https://… to the address by which the carrier reaches this server, and start it again.',
  });
}

const upgradeRequired = new Refusal(426, 'upgrade_required', 'This address takes WebSockets only.', {
  headers: { upgrade: 'websocket' },
});

const notExpected = new Refusal(404, 'not_expected', 'No call waits for a socket at this address.', {
  hint: 'Each address is good for one call and one socket, for 15 seconds.',
});

function sendXml(reply: FastifyReply, xml: string): FastifyReply {
  return reply.header('content-type', 'text/xml; charset=utf-8').send(xml);
}

/** Carriers want a language with its country: `de` becomes `de-DE`. Null leaves it to the carrier. */
function regional(language: unknown): string | null {
  if (typeof language !== 'string') return null;
  try {
    const { language: spoken, region } = new Intl.Locale(language).maximize();
    return region === undefined ? null : `${spoken}-${region}`;
  } catch {
    return null;
  }
}

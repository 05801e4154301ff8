/**
 * The addresses that a carrier calls, below `/<carrier>`: `voice` asks what to do with a call, `relay/<secret>` and
 * `media/<secret>` are its WebSockets, `action` asks what comes after a relay, `transfer` what comes after a transfer,
 * `status` tells of legs, `silence.wav` is a clip.
 */
import '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Retryable } from '../../contract/errors.ts';
import { silentClip } from '../../lines/relay-silence.ts';
import type { LegId } from '../../providers/carriers/carrier.ts';
import { webhookAddresses } from '../../providers/carriers/twilio-messages.ts';
import { hangUpTwiml, relayTwiml } from '../../providers/carriers/twiml.ts';
import type { ServerDeps } from '../deps.ts';
import { firstAccount } from '../first-account.ts';
import { draining, Refusal } from '../http/refusal.ts';
import type { SocketGuard } from '../http/socket-guard.ts';
import {
  legsOfMedia,
  legsOfRelay,
  type MediaOrder,
  mediaCarriedLine,
  relayCarriedLine,
  type RelayOrder,
} from './carried-lines.ts';
import { type AwaitedSocket, type CarriedLine, newCarrierCalls } from './carrier-calls.ts';
import { carrierDialler } from './carrier-dialler.ts';
import { type CarrierDoor, type Invitation, noPublicUrl, refuseAll } from './carrier-door.ts';
import { takeCarrierSocket } from './carrier-socket.ts';
import { orphanLegs } from './orphan-legs.ts';
import { bodyOf, checkSignature, formBytesMax, readRawBodies } from './signed-requests.ts';

export function serveCarrier(
  app: FastifyInstance,
  { switchboard, store, clock, log, config, guard, audioLines, dialDesk }: ServerDeps & { guard: SocketGuard },
  door: CarrierDoor,
): void {
  const { carrier } = door;
  const { publicUrl } = config;
  if (!publicUrl?.startsWith('https://')) return refuseAll(app, carrier.id, noPublicUrl(publicUrl));
  const addresses = webhookAddresses(publicUrl, carrier.id);
  const parts = { carrier, clock, log };
  const orphans = orphanLegs({ ...parts, calls: store.calls });
  const calls = newCarrierCalls({ ...parts, switchboard, orphans });
  const relayUrls = { silenceUrl: addresses.silence, transferUrl: addresses.transfer };
  const newRelayLine = (order: RelayOrder): CarriedLine => relayCarriedLine({ ...relayUrls, ...order }, parts);
  const newMediaLine = (order: Omit<MediaOrder, 'codec' | 'transferUrl'>): CarriedLine =>
    mediaCarriedLine({ codec: door.media, transferUrl: addresses.transfer, ...order }, audioLines, parts);
  const dialling = { carrier, calls, addresses, from: config.outbound.from };
  if (door.dialsNot === null)
    dialDesk.add(
      carrierDialler({
        ...dialling,
        newLine: (kind, call, waitsForGreeting) =>
          kind === 'relay'
            ? newRelayLine({ waitsForGreeting })
            : newMediaLine({ ...call, legId: null, answer: null, waitsForGreeting }),
      }),
    );
  const check = checkSignature({ carrier, publicUrl, guard, hint: door.signatureHint });
  const open = { access: 'open', unlimited: true } as const;
  const signed = { config: open, bodyLimit: formBytesMax, preValidation: check };
  readRawBodies(app);

  app.post(`/${carrier.id}/voice`, signed, async (request, reply) => {
    const invitation = door.invitationOf(typeOf(request), bodyOf(request));
    if (!invitation) {
      hear(request);
      return reply.code(204).send();
    }
    const xml = await answerCall(request, invitation).catch((error: unknown) => refuseCall(invitation, error));
    return xml === null ? reply.code(204).send() : sendXml(reply, xml);
  });

  /** Null: the carrier is told by its API. */
  async function answerCall(request: FastifyRequest, { leg, from, to, answer }: Invitation): Promise<string | null> {
    if (!leg) throw new Error('the carrier named no call');
    const intent = intentOf(request);
    if (intent !== null) return documentFor(calls.answered(intent, leg));
    const { agent: named, line = 'relay' } = request.query as { agent?: unknown; line?: unknown };
    if (line !== 'relay' && line !== 'media') throw new Error(unknownLine);
    if (line === 'relay' && answer) throw new Error(callControlRelays);
    const agentId = named ?? door.defaultAgent;
    if (typeof agentId !== 'string' || agentId === '') throw new Error(noAgentNamed);
    const agent = await store.agents.get(firstAccount, agentId);
    if (!agent) throw new Error(`there is no agent "${agentId.slice(0, 64)}"`);
    const who = { accountId: firstAccount, agentId, agentVersion: agent.version, leg, from, to };
    const awaited = await calls.open({
      ...who,
      makeLine: ({ secret, ...call }) => {
        if (line === 'relay') return newRelayLine({ legId: leg });
        const take = answer && (() => answer(`${addresses.media}/${secret}`));
        return newMediaLine({ ...call, legId: leg, answer: take, waitsForGreeting: false });
      },
    });
    return answer ? null : documentFor(awaited);
  }

  /** Null: nobody is here for the call, and it is hung up. */
  async function documentFor(awaited: AwaitedSocket | null): Promise<string> {
    if (!awaited) return hangUpTwiml();
    const wsUrl = urlOf(awaited);
    if (awaited.kind === 'media') return door.streamDocument(wsUrl);
    const language = await languageOf(awaited).catch(() => null); // Without the database the carrier's own will do.
    return relayTwiml({ wsUrl, actionUrl: addresses.action, ...(language && { language }) });
  }

  function urlOf({ kind, secret }: AwaitedSocket): string {
    return `${addresses[kind]}/${secret}`;
  }

  async function languageOf({ accountId, callId }: AwaitedSocket): Promise<string | null> {
    const call = await store.calls.get(accountId, callId);
    const agent = call && (await store.agents.get(accountId, call.agentId, call.agentVersion));
    return regional(agent?.document['language'] ?? 'en');
  }

  /** A caller who cannot be served is not left to ring. */
  function refuseCall({ leg, answer }: Invitation, error: unknown): string | null {
    const why = error instanceof Error ? error.message : 'something failed';
    const busy = error instanceof Retryable;
    log[busy ? 'warn' : 'error']({ carrier: carrier.id, why }, 'a call was not taken');
    if (!answer && switchboard.stopping) throw draining; // A balancer, or the fallback address, knows another process.
    if (!answer) return hangUpTwiml();
    carrier.hangUp(leg, new AbortController().signal).catch((failed: unknown) => {
      log.error({ carrier: carrier.id, err: failed }, 'a call that was not taken could not be dropped');
    });
    return null;
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
    const report = door.transferOf(typeOf(request), bodyOf(request));
    const back = report && calls.transferred(report);
    if (!back || report.asksNext || !door.connect) return sendXml(reply, await documentFor(back));
    door.connect(report.leg, back.kind, urlOf(back)).catch((error: unknown) => {
      calls.notComing(back, error instanceof Error ? error.message : 'it was not asked');
    });
    return reply.code(204).send();
  });

  function hear(request: FastifyRequest): void {
    const intent = intentOf(request);
    const direction = intent === null ? 'inbound' : 'outbound';
    const report = door.reportOf(typeOf(request), bodyOf(request), direction);
    if (report) calls.report(report, intent);
  }

  function serveSockets(path: string, legsOf: (text: string) => readonly LegId[] | null): void {
    type Secret = { Params: { secret: string } };
    app.get<Secret>(
      `/${carrier.id}/${path}/:secret`,
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
      (ws, { params }) =>
        takeCarrierSocket(ws, {
          clock,
          legsOf,
          accept: (legs, socket) => calls.connect(params.secret, legs, socket),
        }),
    );
  }
  serveSockets('relay', legsOfRelay);
  serveSockets('media', legsOfMedia(door.media));

  const clip = Buffer.from(silentClip());
  app.get(`/${carrier.id}/silence.wav`, { config: open }, async (_request, reply) =>
    reply.header('content-type', 'audio/wav').header('cache-control', 'public, max-age=86400').send(clip),
  );
}

/** Of a call that we dialled: it stands in the addresses that were given with the dial. */
function intentOf(request: FastifyRequest): string | null {
  const { intent } = request.query as { intent?: unknown };
  return typeof intent === 'string' && /^call_[\w]{1,64}$/.test(intent) ? intent : null;
}

const unknownLine = 'line: it must be relay or media in the voice address';
const callControlRelays =
  'a Call Control application streams its sound: add &line=media to its address, or use a TeXML application';
const noAgentNamed = 'no agent was named: add ?agent=… to the voice address, or set RINGOFF_DEFAULT_AGENT';

const upgradeRequired = new Refusal(426, 'upgrade_required', 'This address takes WebSockets only.', {
  headers: { upgrade: 'websocket' },
});

const notExpected = new Refusal(404, 'not_expected', 'No call waits for a socket at this address.', {
  hint: 'Each address is good for one call and one socket, for 15 seconds.',
});

function sendXml(reply: FastifyReply, xml: string): FastifyReply {
  return reply.header('content-type', 'text/xml; charset=utf-8').send(xml);
}

function typeOf(request: FastifyRequest): string {
  return request.headers['content-type'] ?? '';
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

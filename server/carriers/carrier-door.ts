/** What a carrier with a voice address is to its routes, and what they answer where it cannot be served. */
import type { FastifyInstance } from 'fastify';
import type { CarrierLine } from '../../contract/routes/calls.ts';
import type { Carrier, LegId, LegReport, TransferReport } from '../../providers/carriers/carrier.ts';
import type { MediaCodec } from '../../providers/carriers/media-messages.ts';
import { Refusal } from '../http/refusal.ts';

export type CarrierDoor = {
  carrier: Carrier;
  /** Otherwise the secret in the path, which only the carrier was told, is what lets a socket in. */
  signsUpgrades: boolean;
  /** Who calls, when the voice address is asked what to do; null when it is only told of a leg. */
  invitationOf(contentType: string, body: string): Invitation | null;
  /** What a callback of this type says of a leg. */
  reportOf(contentType: string, body: string, direction: 'inbound' | 'outbound'): LegReport | null;
  /** What a callback of this type says of a transfer. */
  transferOf(contentType: string, body: string): TransferReport | null;
  /** Null: it can dial. Otherwise what to set. */
  dialsNot: string | null;
  /** Opens the line of a call that came back from a transfer. Null: the carrier asks what to do, by itself. */
  connect: ((leg: LegId, line: CarrierLine, socketUrl: string) => Promise<void>) | null;
  media: MediaCodec;
  /** Answers the voice address with this document for a media stream. */
  streamDocument(wsUrl: string): string;
  /** What to look at when honest requests are refused. */
  signatureHint: string;
  defaultAgent: string | null;
};

export type Invitation = {
  leg: LegId;
  from: string;
  to: string;
  /** The carrier is told by its API what to do, not by a document: takes the call and has its sound streamed. Null: a document does it. */
  answer: ((streamUrl: string) => Promise<void>) | null;
};

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

export function noPublicUrl(publicUrl: string | null): Refusal {
  const what = publicUrl === null ? 'PUBLIC_URL is not set' : 'PUBLIC_URL does not begin with https://';
  return new Refusal(503, 'no_public_url', `${what}, so that carriers can neither be verified nor called back.`, {
    hint: 'Set PUBLIC_URL=https://… to the address by which the carrier reaches this server, and start it again.',
  });
}

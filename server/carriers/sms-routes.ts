/** `/<carrier>/sms`: text messages that come in. STOP and START are heeded, everything else is taken and forgotten. */
import type { FastifyInstance } from 'fastify';
import type { Carrier } from '../../providers/carriers/carrier.ts';
import type { InboundText } from '../../providers/messaging/messenger.ts';
import type { ServerDeps } from '../deps.ts';
import { firstAccount } from '../first-account.ts';
import type { SocketGuard } from '../http/socket-guard.ts';
import { bodyOf, checkSignature, formBytesMax } from './signed-requests.ts';

export type SmsDoor = {
  carrier: Pick<Carrier, 'id' | 'verify'>;
  /** Null: it is no message that came in. */
  inboundOf(body: string): InboundText | null;
  signatureHint: string;
  /** What the carrier wants to hear; it answers the sender itself. */
  answer: { type: string; body: string };
};

/** In the scope of serveRelay(), which reads bodies untouched. Without an https PUBLIC_URL that refuses everything. */
export function serveInboundSms(
  app: FastifyInstance,
  { store, log, config: { publicUrl }, guard }: ServerDeps & { guard: SocketGuard },
  door: SmsDoor,
): void {
  if (!publicUrl?.startsWith('https://')) return;
  const { carrier, answer } = door;
  const check = checkSignature({ carrier, publicUrl, guard, hint: door.signatureHint });
  const signed = {
    config: { access: 'open', unlimited: true } as const,
    bodyLimit: formBytesMax,
    preValidation: check,
  };
  app.post(`/${carrier.id}/sms`, signed, async (request, reply) => {
    const message = door.inboundOf(bodyOf(request));
    if (message && /^\+[1-9]\d{6,14}$/.test(message.from)) await heed(message);
    return reply.type(answer.type).send(answer.body);
  });

  async function heed({ from, wish }: InboundText): Promise<void> {
    if (wish === 'stop') await store.smsWishes.put(firstAccount, from, 'stopped', 'message');
    if (wish === 'start') await store.smsWishes.remove(firstAccount, from, 'stopped');
    log.info({ carrier: carrier.id, wish }, 'a text message came in');
  }
}

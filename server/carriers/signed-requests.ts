/** Lets a carrier's requests in, and nobody else's. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Carrier } from '../../providers/carriers/carrier.ts';
import type { SocketGuard } from '../http/socket-guard.ts';
import { Refusal } from '../http/refusal.ts';

/** Forms of callbacks are a tenth of that. */
export const formBytesMax = 16 * 1024;

/** Bodies of this scope are texts, untouched: signatures cover them byte for byte. */
export function readRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const types = ['application/x-www-form-urlencoded', 'application/json'];
  app.addContentTypeParser(types, { parseAs: 'string' }, (_request, text, done) => done(null, text));
}

export function bodyOf(request: FastifyRequest): string {
  return typeof request.body === 'string' ? request.body : '';
}

export type SignatureParts = {
  carrier: Pick<Carrier, 'id' | 'verify'>;
  publicUrl: string;
  guard: Pick<SocketGuard, 'exempt'>;
  /** What to look at when an honest request is refused. */
  hint: string;
};

/** A hook for `preValidation`. Carriers sign the address that they were given, which is below PUBLIC_URL. */
export function checkSignature({ carrier, publicUrl, guard, hint }: SignatureParts) {
  return async (request: FastifyRequest): Promise<void> => {
    const { method, headers, raw } = request;
    const base = request.ws ? publicUrl.replace(/^http/, 'ws') : publicUrl;
    const url = base + (request.originalUrl || raw.url || '');
    if (!carrier.verify({ method, url, headers, body: bodyOf(request) })) {
      throw new Refusal(403, 'wrong_signature', `This request is not signed by your account at ${carrier.id}.`, {
        hint,
      });
    }
    guard.exempt(raw.socket);
  };
}

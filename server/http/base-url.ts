import type { FastifyRequest } from 'fastify';

/** What whoever sent this request knows the server by, without a slash at its end. `publicUrl`: as it is configured. */
export function baseUrlOf(
  { protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>,
  publicUrl: string | null,
): string {
  return publicUrl ?? `${protocol}://${host}`;
}

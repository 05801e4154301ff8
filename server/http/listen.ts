import type { FastifyInstance } from 'fastify';
import { BadConfig } from '../../contract/errors.ts';
import type { Config } from '../config.ts';

/** Answers the port. @throws BadConfig when the address or the port cannot be had. */
export async function listen(app: FastifyInstance, { host, port }: Pick<Config, 'host' | 'port'>): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    throw refusedAddress(cause as NodeJS.ErrnoException, host, port) ?? cause;
  }
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : port;
}

function refusedAddress(cause: NodeJS.ErrnoException, host: string, port: number): BadConfig | null {
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: `PORT: ${port} is in use on ${host}; stop the other program, or start with another one: PORT=${port + 1}`,
    EACCES: `PORT: ${port} may not be used by this user; choose one from 1024 to 65535`,
    EADDRNOTAVAIL: `HOST: ${host} is no address of this machine`,
    ENOTFOUND: `HOST: ${host} is no name that leads to an address`,
  };
  const message = words[cause.code ?? ''];
  return message === undefined ? null : new BadConfig(message, { cause });
}

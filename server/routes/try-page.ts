/** `/try`: a page to talk to an agent from a browser, served as it lies in the folder try-page. Nothing comes from another address. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const folder = new URL('../try-page/', import.meta.url);

const files = [
  ['', 'index.html', 'text/html; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ...['page', 'call-socket', 'server-api', 'transcript', 'sound-worklet'].map(
    (name) => [`/${name}.js`, `${name}.js`, 'text/javascript; charset=utf-8'] as const,
  ),
] as const;

/** `'self'` covers sockets of the same host in today's browsers; older ones want them by name. */
function policy(host: string): string {
  const sockets = /^[\w.:[\]-]{1,255}$/.test(host) ? ` ws://${host} wss://${host}` : '';
  return (
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'${sockets}; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  );
}

export function serveTryPage(app: FastifyInstance): void {
  for (const [path, file, type] of files) {
    const body = readFileSync(new URL(file, folder));
    app.get(`/try${path}`, { config: { access: 'open' } }, (request, reply) =>
      reply
        .type(type)
        .headers({
          'content-security-policy': policy(request.host),
          'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-cache',
        })
        .send(body),
    );
  }
}

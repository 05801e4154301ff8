/** The dashboard at `/`: one page for all of its addresses, and its files. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../http/refusal.ts';
import type { DashboardFiles, PageFile } from './dashboard-files.ts';
import { startPage } from './start-page.ts';

/** Nothing is loaded from elsewhere, and nothing that stands in a page runs. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
  'x-frame-options': 'DENY',
};

/** Addresses that the page's own router knows. */
const pages = ['/', '/start', '/sign-in', '/agents', '/calls', '/analytics', '/settings'];

/** `files` null: this server has no dashboard, and says how the API is used. */
export function serveDashboard(app: FastifyInstance, files: DashboardFiles | null): void {
  const open = { config: { access: 'open' as const, unlimited: true } };
  const page = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const index = files?.file('index.html');
    if (index) return send(request, reply.headers(pageHeaders), index);
    const { policy, html } = startPage(files === null ? 'off' : 'not_built');
    return reply
      .type('text/html; charset=utf-8')
      .headers({ ...pageHeaders, 'content-security-policy': policy, 'cache-control': 'no-store' })
      .send(html);
  };
  for (const path of pages) {
    app.get(path, open, page);
    if (path !== '/' && path !== '/start') app.get(`${path}/*`, open, page);
  }
  app.get<{ Params: { '*': string } }>('/assets/*', open, (request, reply) => {
    const path = `assets/${request.params['*']}`;
    const file = files?.file(path);
    if (!file) throw notFound('file', path);
    return send(request, reply, file);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const packs = file.packed !== null && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  return reply
    .type(file.type)
    .headers({
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(packs && { 'content-encoding': 'gzip' }),
    })
    .send(packs ? file.packed : file.body);
}

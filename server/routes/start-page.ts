/** `/` and `/start`: what a person sees who opens the address in a browser, until there is a dashboard. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** The token stands behind #, which browsers never send: the script puts it into the command. */
const script =
  'const t=/token=(rl_[\\w-]+)/.exec(location.hash);if(t)document.body.innerHTML=document.body.innerHTML' +
  ".replaceAll('TOKEN',t[1]).replaceAll('ORIGIN',location.origin);" +
  "else document.body.innerHTML=document.body.innerHTML.replaceAll('ORIGIN',location.origin);";

const style =
  'body{font:16px/1.5 system-ui;max-width:44rem;margin:3rem auto;padding:0 1rem}pre{overflow:auto;background:#8882;padding:1rem}';

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ringoff</title>
<meta name="viewport" content="width=device-width"><style>${style}</style><body>
<h1>Ringoff is running</h1>
<p>It ends AI voice calls properly. This version has no dashboard yet; it is used by its API.</p>
<p><a href="/try#token=TOKEN">Talk to an agent in this browser</a>: the link is used for it.</p>
<h2>1. Get a key</h2>
<p>The start link works once, within 24 hours. In a terminal:</p>
<pre>curl -X POST ORIGIN/v1/account/exchange \\
  -H 'content-type: application/json' -d '{"token": "TOKEN"}'</pre>
<h2>2. Use it</h2>
<pre>curl ORIGIN/v1/agents -H 'authorization: Bearer rk_…'</pre>
<p>All there is: <a href="/openapi.json">/openapi.json</a></p>
<script>${script}</script></body></html>`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; frame-ancestors 'none'`;

export function serveStartPage(app: FastifyInstance): void {
  for (const path of ['/', '/start']) {
    app.get(path, { config: { access: 'open' } }, (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .headers({ 'content-security-policy': policy, 'referrer-policy': 'no-referrer' })
        .send(page),
    );
  }
}

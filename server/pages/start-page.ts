/** What a person sees who opens the address in a browser while there is no dashboard: how the API is used. */
import { createHash } from 'node:crypto';

/** `off`: switched off, or not there. `not_built`: it is being built, or could not be. */
export type NoDashboard = 'off' | 'not_built';

const told: Readonly<Record<NoDashboard, string>> = {
  off: 'Its dashboard is switched off (RINGOFF_DASHBOARD); it is used by its API.',
  not_built:
    'Its dashboard is being built, and comes here by itself in some seconds. If it does not come, the words of ' +
    'the server say why: <code>npm ci</code> installs what builds it, and <code>npm run build</code> tries again. ' +
    'Everything else works meanwhile:',
};

/** The token stands behind #, which browsers never send: the script puts it into the command. */
const script =
  'const t=/token=(rl_[\\w-]+)/.exec(location.hash);if(t)document.body.innerHTML=document.body.innerHTML' +
  ".replaceAll('TOKEN',t[1]).replaceAll('ORIGIN',location.origin);" +
  "else document.body.innerHTML=document.body.innerHTML.replaceAll('ORIGIN',location.origin);";

/** Ten minutes at most: a build that failed is told in the terminal. */
const waiting =
  "let n=0;const i=setInterval(()=>{if(++n>300)clearInterval(i);else fetch('/assets/icon.svg')" +
  '.then((r)=>{if(r.ok)location.reload()},()=>{})},2000);';

const scriptOf = (why: NoDashboard): string => (why === 'not_built' ? script + waiting : script);

const style =
  'body{font:16px/1.5 system-ui;max-width:44rem;margin:3rem auto;padding:0 1rem}pre{overflow:auto;background:#8882;padding:1rem}';

const page = (why: NoDashboard): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ringoff</title>
<meta name="viewport" content="width=device-width"><style>${style}</style><body>
<h1>Ringoff is running</h1>
<p>It ends AI voice calls properly. ${told[why]}</p>
<p><a href="/try#token=TOKEN">Talk to an agent in this browser</a>: the link is used for it.</p>
<h2>1. Get a key</h2>
<p>The start link works once, within 24 hours. In a terminal:</p>
<pre>curl -X POST ORIGIN/v1/account/exchange \\
  -H 'content-type: application/json' -d '{"token": "TOKEN"}'</pre>
<h2>2. Use it</h2>
<pre>curl ORIGIN/v1/agents -H 'authorization: Bearer rk_…'</pre>
<p>All there is: <a href="/openapi.json">/openapi.json</a></p>
<script>${scriptOf(why)}</script></body></html>`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export function startPage(why: NoDashboard): { policy: string; html: string } {
  const policy =
    `default-src 'none'; script-src ${hash(scriptOf(why))}; style-src ${hash(style)}; frame-ancestors 'none'` +
    (why === 'not_built' ? "; connect-src 'self'" : '');
  return { policy, html: page(why) };
}

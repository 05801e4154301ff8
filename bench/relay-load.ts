/** Twilio for `bench relay`: its REST service on the loopback, and callers who speak ConversationRelay. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';

export const publicUrl = 'https://bench.example.com';
export const accountSid = `AC${'1'.repeat(32)}`;
export const authToken = 'bench';

/** The goodbye is spoken for this long before it is reported as played. */
const goodbyeMs = 600;
const greeting = 'Hello.';
const answer = 'I see.';

/** Instants of one call, in milliseconds. */
type Times = { said: number; spoken: number; played: number; hungUp: number };

export type Load = Awaited<ReturnType<typeof startLoad>>;
export type LoadCall = Awaited<ReturnType<Load['open']>>;

export async function startLoad() {
  const hangUps = new Map<string, () => void>();
  let target = '';
  let calls = 0;
  const rest = createServer((request, response) => {
    const sid = /\/Calls\/(CA\w+)\.json/.exec(request.url ?? '')?.[1] ?? '';
    if (request.method === 'POST') hangUps.get(sid)?.();
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ sid, status: request.method === 'POST' ? 'in-progress' : 'completed' }));
      if (request.method === 'POST') void post('status', sid, { CallStatus: 'completed' }).catch(() => {});
    });
  });
  await new Promise<void>((listening) => rest.listen(0, '127.0.0.1', listening));

  async function post(name: string, sid: string, more: Record<string, string>): Promise<string> {
    const path = `/twilio/${name}`;
    const fields: Record<string, string> = { CallSid: sid, ...more };
    const signature = sign(publicUrl + path, fields);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    const response = await fetch(target + path, {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields).toString(),
    });
    return response.text();
  }

  /** Resolves once the greeting and one answer were heard. */
  async function open() {
    const sid = `CA${String(++calls).padStart(32, '0')}`;
    const document = await post('voice', sid, { From: '+15550100001', To: '+15550100002', CallStatus: 'ringing' });
    const url = /url="([^"]+)"/.exec(document)?.[1];
    if (!url) throw new Error(`the call was not taken: ${document.slice(0, 200)}`);
    const ws = new WebSocket(url.replace(/^wss:\/\/[^/]+/, target.replace('http', 'ws')), {
      headers: { 'x-twilio-signature': sign(url, {}) },
    });
    await new Promise((opened, failed) => ws.once('open', opened).once('error', failed));
    return conversation(ws, sid, hangUps);
  }

  return {
    restUrl: `http://127.0.0.1:${(rest.address() as AddressInfo).port}`,
    open,
    aim: (url: string): void => void (target = url),
    async stop(): Promise<void> {
      rest.closeAllConnections();
      await new Promise((closed) => rest.close(closed));
    },
  };
}

async function conversation(ws: WebSocket, sid: string, hangUps: Map<string, () => void>) {
  const times: Times = { said: 0, spoken: 0, played: 0, hungUp: 0 };
  const settled = Promise.withResolvers<void>();
  const over = Promise.withResolvers<Times>();
  let text = '';
  const tell = (message: object): void => void (ws.readyState === ws.OPEN && ws.send(JSON.stringify(message)));
  const says = (voicePrompt: string): void => tell({ type: 'prompt', voicePrompt, lang: 'en-US', last: true });
  const played = (words: string): void => {
    tell({ type: 'info', name: 'tokensPlayed', value: words });
    tell({ type: 'info', name: 'agentSpeaking', value: 'off' });
  };
  hangUps.set(sid, () => {
    hangUps.delete(sid);
    times.hungUp = performance.now();
    over.resolve(times);
  });
  ws.on('error', (error) => {
    settled.reject(error);
    over.reject(error);
  });
  ws.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString()) as { type: string; token: string; last: boolean };
    if (message.type !== 'text') return;
    text += message.token;
    if (!message.last) return;
    const words = text;
    text = '';
    tell({ type: 'info', name: 'agentSpeaking', value: 'on' });
    if (times.said === 0) {
      played(words);
      if (words === greeting) says('hello');
      if (words === answer) settled.resolve();
      return;
    }
    times.spoken = performance.now();
    setTimeout(() => {
      played(words);
      times.played = performance.now();
    }, goodbyeMs);
  });
  tell({ type: 'setup', sessionId: 'VX1', callSid: sid, from: '+15550100001', to: '+15550100002' });
  await settled.promise;
  return {
    /** Resolves with its times once the hang-up has been asked for. */
    sayGoodbye(): Promise<Times> {
      times.said = performance.now();
      says('bye');
      return over.promise;
    },
    drop: (): void => ws.terminate(),
  };
}

/** Source: Twilio "Secure webhooks". */
function sign(url: string, fields: Readonly<Record<string, string>>): string {
  const parameters = Object.keys(fields)
    .sort()
    .map((name) => name + fields[name])
    .join('');
  return createHmac('sha1', authToken)
    .update(url + parameters)
    .digest('base64');
}

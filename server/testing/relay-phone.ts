/**
 * A carrier and one of its phones over real sockets: it asks for the document, opens the relay, speaks what it is sent,
 * and posts its callbacks. Addresses below PUBLIC_URL go to the server under test.
 */
import { WebSocket } from 'ws';
import type { RelayCommand } from '../../lines/relay-messages.ts';
import { parseXml } from '../../providers/carriers/testing/xml.ts';

export const publicUrl = 'https://calls.example.com';

export type Sign = (url: string, body: string) => Record<string, string>;

export type PhoneOptions = {
  /** Where the server listens. */
  server: string;
  carrier: 'twilio' | 'telnyx';
  leg: string;
  sign: Sign;
  /** Of the voice address. */
  query?: string;
  /** The id's name in `setup`. */
  legField?: string;
};

export type RelayPhone = Awaited<ReturnType<typeof relayPhone>>;

/** The document has been asked for. */
export async function relayPhone(options: PhoneOptions) {
  const { server, leg, sign, legField = 'callSid' } = options;
  const { post, ask } = carrierForms(options);
  const document = await ask();
  const relay = parseXml(document).children[0]?.children[0];
  let ws: WebSocket | null = null;
  let text = '';
  let heard = (_words: string): void => {};
  const phone = {
    document,
    relayUrl: relay?.attributes['url'] ?? null,
    attributes: relay?.attributes ?? {},
    ask,
    post,
    /** What was spoken, in order. */
    spoken: [] as string[],
    /** The session was ended by the server. */
    ended: Promise.withResolvers<void>(),
    /** Whether what is spoken is reported as played. */
    plays: true,
    tell: (message: object): void => ws!.send(JSON.stringify(message)),
    says: (words: string): void => phone.tell({ type: 'prompt', voicePrompt: words, lang: 'en-US', last: true }),
    /** Resolves once these words were sent to be spoken. */
    hears(words: string): Promise<void> {
      if (phone.spoken.includes(words)) return Promise.resolve();
      return new Promise((resolve) => (heard = (said) => said === words && resolve()));
    },
    /** Opens the socket. Rejects with the status of the answer when it is refused. */
    async connect(change: { url?: string; headers?: Record<string, string>; leg?: string } = {}): Promise<void> {
      const url = change.url ?? phone.relayUrl!;
      const headers = change.headers ?? sign(url, '');
      ws = await opened(atServer(url, server), headers);
      ws.on('message', (data) => hear(JSON.parse((data as Buffer).toString()) as RelayCommand));
      phone.tell({ type: 'setup', sessionId: 'VX1', [legField]: change.leg ?? leg, customParameters: {} });
    },
    /** The code with which the server closes. */
    closed: (): Promise<number> => new Promise((resolve) => ws!.once('close', resolve)),
    breaks: (): void => ws?.terminate(),
  };

  function hear(command: RelayCommand): void {
    if (command.type === 'end') {
      ws?.close(1000);
      return phone.ended.resolve();
    }
    if (command.type !== 'text') return;
    text += command.token;
    if (!command.last) return;
    const words = text;
    text = '';
    phone.spoken.push(words);
    phone.tell({ type: 'info', name: 'agentSpeaking', value: 'on' });
    if (phone.plays) {
      phone.tell({ type: 'info', name: 'tokensPlayed', value: words });
      phone.tell({ type: 'info', name: 'agentSpeaking', value: 'off' });
    }
    heard(words);
  }
  return phone;
}

/** How a carrier posts forms about one call. */
export function carrierForms({ server, carrier, leg, sign, query = '' }: Omit<PhoneOptions, 'legField'>) {
  const post = async (path: string, fields: Record<string, string>): Promise<Response> => {
    const body = new URLSearchParams({ CallSid: leg, ...fields }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...sign(publicUrl + path, body) };
    return fetch(server + path, { method: 'POST', body, headers });
  };
  return {
    post,
    /** The document with which the voice address answers. */
    ask: async (): Promise<string> => {
      const who = { From: '+15550100001', To: '+15550100002', CallStatus: 'ringing' };
      return (await post(`/${carrier}/voice${query}`, who)).text();
    },
  };
}

/** An address below PUBLIC_URL, at the server under test. */
export function atServer(url: string, server: string): string {
  return url.replace(publicUrl.replace('https', 'wss'), server.replace('http', 'ws'));
}

/** Rejects with the status of the answer when it is refused. `prepare`: before anything can come. */
export function opened(
  url: string,
  headers: Record<string, string>,
  prepare: (ws: WebSocket) => void = () => {},
): Promise<WebSocket> {
  const ws = new WebSocket(url, { headers });
  prepare(ws);
  return new Promise((resolve, reject) => {
    ws.once('open', () => resolve(ws));
    ws.once('unexpected-response', (_request, response) => {
      response.resume();
      reject(response.statusCode);
    });
    ws.on('error', reject);
  });
}

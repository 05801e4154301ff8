/**
 * The speech services on the loopback, in their wire formats, as far as our plugins speak them. A voice gives ten
 * milliseconds of sound for each character. Sources: developers.deepgram.com (live audio, TTS WebSocket),
 * elevenlabs.io (multi-context WebSocket), docs.cartesia.ai (TTS WebSocket), platform.openai.com (audio).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export type StandInWay = 'well' | 'silently' | 'refuses' | 'breaks off' | 'stalls';

export type SpeechStandIn = {
  /** Every vendor's address. */
  baseUrl: string;
  /** How voices and ears behave from now on. */
  way: StandInWay;
  /** What an ear says that it heard, one for each pause of the caller. */
  words: string[];
  /** Texts that voices were given, and whether the key came. */
  asked: string[];
  keys: (string | undefined)[];
  /** Milliseconds of sound that ears got. */
  heardMs: number;
  close(): Promise<void>;
};

export async function startSpeechStandIn(): Promise<SpeechStandIn> {
  const server = createServer((request, response) => void answer(standIn, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const key = request.headers.authorization ?? request.headers['xi-api-key'] ?? request.headers['x-api-key'];
    standIn.keys.push(String(key));
    if (standIn.way === 'refuses') return void socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (ws) => talk(standIn, request.url ?? '', ws));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const standIn: SpeechStandIn = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    way: 'well',
    words: [],
    asked: [],
    keys: [],
    heardMs: 0,
    close: () =>
      new Promise((closed) => {
        for (const ws of sockets.clients) ws.terminate();
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return standIn;
}

function talk(standIn: SpeechStandIn, url: string, ws: WebSocket): void {
  ws.on('error', () => {});
  if (url.startsWith('/v1/listen')) return deepgramEar(standIn, ws);
  if (url.startsWith('/v1/speak')) return deepgramVoice(standIn, ws);
  if (url.includes('/multi-stream-input')) return elevenlabsVoice(standIn, ws);
  if (url.startsWith('/tts/websocket')) return cartesiaVoice(standIn, ws);
  ws.close();
}

/** Gives the sound of a text and its end, in the present way. */
function speak(
  standIn: SpeechStandIn,
  text: string,
  ws: WebSocket,
  sound: (pcm: Buffer) => void,
  end: () => void,
): void {
  standIn.asked.push(text.trim());
  if (standIn.way === 'stalls') return;
  if (standIn.way !== 'silently') sound(tone(text.trim().length * 10, 16_000));
  if (standIn.way === 'breaks off') ws.terminate();
  else end();
}

function deepgramVoice(standIn: SpeechStandIn, ws: WebSocket): void {
  let text = '';
  ws.on('message', (data) => {
    const message = JSON.parse(String(data)) as { type: string; text?: string };
    if (message.type === 'Speak') text += message.text;
    if (message.type !== 'Flush' || text === '') return;
    speak(
      standIn,
      text,
      ws,
      (pcm) => ws.send(pcm),
      () => send(ws, { type: 'Flushed', sequence_id: 0 }),
    );
    text = '';
  });
}

function elevenlabsVoice(standIn: SpeechStandIn, ws: WebSocket): void {
  const texts = new Map<string, string>();
  ws.on('message', (data) => {
    const message = JSON.parse(String(data)) as { text?: string; context_id: string; close_context?: boolean };
    const contextId = message.context_id;
    texts.set(contextId, (texts.get(contextId) ?? '') + (message.text ?? ''));
    if (!message.close_context) return;
    const audio = (pcm: Buffer): void => send(ws, { audio: pcm.toString('base64'), contextId });
    speak(standIn, texts.get(contextId) ?? '', ws, audio, () => send(ws, { isFinal: true, contextId }));
  });
}

function cartesiaVoice(standIn: SpeechStandIn, ws: WebSocket): void {
  const texts = new Map<string, string>();
  ws.on('message', (data) => {
    const message = JSON.parse(String(data)) as { transcript: string; context_id: string; continue?: boolean };
    const { context_id } = message;
    texts.set(context_id, (texts.get(context_id) ?? '') + message.transcript);
    if (message.continue) return;
    const shared = { context_id, status_code: 206 };
    const chunk = (pcm: Buffer): void =>
      send(ws, { ...shared, type: 'chunk', data: pcm.toString('base64'), done: false, step_time: 1 });
    speak(standIn, texts.get(context_id) ?? '', ws, chunk, () => send(ws, { ...shared, type: 'done', done: true }));
  });
}

/** Guesses as soon as sound comes, and is sure when it is told to finalize. */
function deepgramEar(standIn: SpeechStandIn, ws: WebSocket): void {
  let guessed = false;
  ws.on('message', (data, isBinary) => {
    if (isBinary) {
      standIn.heardMs += (data as Buffer).length / 32;
      if (guessed || standIn.words.length === 0) return;
      guessed = true;
      if (standIn.way === 'breaks off') return ws.terminate();
      return send(ws, result(standIn.words[0]!.split(' ')[0]!, false));
    }
    const { type } = JSON.parse(String(data)) as { type: string };
    if (type !== 'Finalize' || standIn.way === 'stalls') return;
    guessed = false;
    send(ws, result(standIn.words.shift() ?? '', true));
  });
}

function result(transcript: string, is_final: boolean): object {
  const alternatives = [{ transcript, confidence: 0.9, words: [] }];
  const metadata = { request_id: 'request-1' };
  return {
    type: 'Results',
    is_final,
    speech_final: is_final,
    metadata,
    channel: { alternatives },
    start: 0,
    duration: 1,
  };
}

/** OpenAI's two, over HTTP. */
async function answer(standIn: SpeechStandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  standIn.keys.push(request.headers.authorization);
  if (standIn.way === 'stalls') return;
  if (standIn.way === 'refuses') return void response.writeHead(401).end('{"error":{"message":"no such key"}}');
  if (request.url === '/v1/audio/transcriptions') {
    response.writeHead(200, { 'content-type': 'application/json' });
    return void response.end(JSON.stringify({ text: standIn.words.shift() ?? '' }));
  }
  if (request.url !== '/v1/audio/speech') return void response.writeHead(404).end();
  const { input } = JSON.parse(Buffer.concat(parts).toString()) as { input: string };
  standIn.asked.push(input);
  const pcm = standIn.way === 'silently' ? Buffer.alloc(0) : tone(input.length * 10, 24_000);
  response.writeHead(200, { 'content-type': 'audio/pcm', 'content-length': pcm.length });
  if (standIn.way === 'breaks off') response.write(pcm.subarray(0, 1_000), () => response.destroy());
  else response.end(pcm);
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}

/** 16 bits, one channel. */
function tone(ms: number, sampleRate: number): Buffer {
  const samples = Math.round((ms * sampleRate) / 1000);
  const pcm = Buffer.alloc(samples * 2);
  for (let at = 0; at < samples; at++)
    pcm.writeInt16LE(Math.round(8_000 * Math.sin((at * 2_765) / sampleRate)), at * 2);
  return pcm;
}

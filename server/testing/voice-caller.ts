/** A client of the voice line that plays what it is sent in its time and gives marks back, as the page at /try does. */
import type { WebSocket } from 'ws';
import type { VoiceDownMessage, VoiceUpMessage } from '../../lines/voice-socket-messages.ts';
import { opened } from './relay-phone.ts';

export type VoiceCaller = Awaited<ReturnType<typeof voiceCaller>>;

/** `speed`: its time goes so many times as fast. */
export async function voiceCaller(url: string, headers: Record<string, string>, speed: number) {
  const received: VoiceDownMessage[] = [];
  const queue: (number | string)[] = [];
  const watchers = new Set<() => void>();
  let running = false;
  let ws: WebSocket;
  const closed = Promise.withResolvers<number>();
  const caller = {
    received,
    playedSamples: 0,
    clears: 0,
    tell: (message: VoiceUpMessage): void => ws.send(JSON.stringify(message)),
    sends: (data: Buffer | string): void => ws.send(data),
    breaks: (): void => ws.terminate(),
    /** The code with which the line is closed. */
    closed: closed.promise,
    hears(samples: number): Promise<void> {
      return when(() => caller.playedSamples >= samples);
    },
    async message<Type extends VoiceDownMessage['type']>(type: Type): Promise<VoiceDownMessage & { type: Type }> {
      await when(() => received.some((one) => one.type === type));
      return received.find((one): one is VoiceDownMessage & { type: Type } => one.type === type)!;
    },
  };

  function when(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  }

  async function play(): Promise<void> {
    if (running) return;
    running = true;
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      if (typeof item === 'string') {
        if (ws.readyState === ws.OPEN) caller.tell({ type: 'mark', name: item });
        continue;
      }
      const samples = item;
      await new Promise((over) => setTimeout(over, samples / 16 / speed));
      caller.playedSamples += samples;
      for (const look of watchers) look();
    }
    running = false;
  }

  function hear(data: Buffer, isBinary: boolean): void {
    if (isBinary) queue.push(data.length / 2);
    else {
      const message = JSON.parse(data.toString()) as VoiceDownMessage;
      received.push(message);
      if (message.type === 'mark') queue.push(message.name);
      if (message.type === 'clear') {
        caller.clears++;
        queue.length = 0;
      }
    }
    for (const look of watchers) look();
    void play();
  }

  await opened(url.replace(/^http/, 'ws'), headers, (socket) => {
    ws = socket;
    ws.on('message', (data, isBinary) => hear(data as Buffer, isBinary));
    ws.once('close', closed.resolve);
  });
  return caller;
}

/**
 * A carrier's media stream and the telephone behind it: it plays what it is sent in its time, gives marks back when they
 * are due, and all of them at a clear, as carriers do.
 */
import type { WebSocket } from 'ws';
import { decodeG711, encodeG711 } from '../../providers/sound/g711.ts';
import { opened } from './relay-phone.ts';

export type MediaWire = {
  hello: object;
  start: object;
  /** Wraps what has its own event in the carrier's fields. */
  wrap(message: object): object;
};

export const twilioWire = (callSid: string): MediaWire => ({
  hello: { event: 'connected', protocol: 'Call', version: '1.0.0' },
  start: {
    event: 'start',
    sequenceNumber: '1',
    streamSid: 'MZ1',
    start: {
      streamSid: 'MZ1',
      accountSid: 'AC1',
      callSid,
      tracks: ['inbound'],
      customParameters: {},
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    },
  },
  wrap: (message) => ({ ...message, streamSid: 'MZ1' }),
});

export const telnyxWire = (leg: string): MediaWire => ({
  hello: { event: 'connected', version: '1.0.0' },
  start: {
    event: 'start',
    sequence_number: '1',
    stream_id: 'S1',
    start: { call_control_id: leg, media_format: { encoding: 'PCMU', sample_rate: 8000, channels: 1 } },
  },
  wrap: (message) => ({ ...message, stream_id: 'S1' }),
});

type Item = { pcm: Int16Array } | { mark: string };
type Command = { event: string; media?: { payload: string }; mark?: { name: string }; streamSid?: string };

export type MediaPhoneOptions = {
  url: string;
  headers: Record<string, string>;
  wire: MediaWire;
  /** Its time goes so many times as fast. */
  speed: number;
};

export type MediaPhone = Awaited<ReturnType<typeof mediaPhone>>;

export async function mediaPhone({ url, headers, wire, speed }: MediaPhoneOptions) {
  const ws: WebSocket = await opened(url, headers);
  const queue: Item[] = [];
  const played: Int16Array[] = [];
  const wanted = new Set<() => void>();
  let running = false;
  let chunk = 0;
  const tell = (message: object): void => ws.send(JSON.stringify(wire.wrap(message)));

  const phone = {
    /** Whether marks come back. */
    marks: true,
    clears: 0,
    commands: [] as Command[],
    /** All that was played, and where marks came back, in samples. */
    markedAt: [] as { name: string; samples: number }[],
    get played(): Int16Array {
      return Int16Array.from(played.flatMap((pcm) => [...pcm]));
    },
    get playedSamples(): number {
      return played.reduce((sum, pcm) => sum + pcm.length, 0);
    },
    tell,
    says: (pcm: Int16Array, place = ++chunk): void => {
      const payload = encodeG711('PCMU', pcm).toString('base64');
      tell({ event: 'media', media: { track: 'inbound', chunk: String(place), timestamp: '0', payload } });
    },
    presses: (digit: string): void => tell({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } }),
    stops: (): void => tell({ event: 'stop', stop: {} }),
    breaks: (): void => ws.terminate(),
    /** The code with which the server closes. */
    closed: new Promise<number>((resolve) => ws.once('close', resolve)),
    /** Resolves once so many samples were played. */
    hears(samples: number): Promise<void> {
      return new Promise((resolve) => {
        const look = (): void => {
          if (phone.playedSamples < samples) return;
          wanted.delete(look);
          resolve();
        };
        wanted.add(look);
        look();
      });
    },
  };

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    let playedTo = performance.now();
    for (let item = queue.shift(); item; item = queue.shift()) {
      if ('mark' in item) {
        giveBack(item.mark);
        continue;
      }
      playedTo += item.pcm.length / 8 / speed;
      await new Promise((over) => setTimeout(over, Math.max(0, playedTo - performance.now())));
      played.push(item.pcm);
      for (const look of wanted) look();
    }
    running = false;
  }

  function giveBack(name: string): void {
    if (!phone.marks) return;
    phone.markedAt.push({ name, samples: phone.playedSamples });
    if (ws.readyState === ws.OPEN) tell({ event: 'mark', mark: { name } });
  }

  ws.on('message', (data) => {
    const command = JSON.parse((data as Buffer).toString()) as Command;
    phone.commands.push(command);
    if (command.event === 'media')
      queue.push({ pcm: decodeG711('PCMU', Buffer.from(command.media!.payload, 'base64')) });
    if (command.event === 'mark') queue.push({ mark: command.mark!.name });
    if (command.event === 'clear') {
      phone.clears++;
      for (const item of queue.splice(0)) if ('mark' in item) giveBack(item.mark);
    }
    void run();
  });
  ws.send(JSON.stringify(wire.hello));
  ws.send(JSON.stringify(wire.start));
  return phone;
}

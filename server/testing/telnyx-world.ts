/** A server with a Telnyx account whose REST service stands on the loopback. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { CallRecord } from '../../contract/call.ts';
import { type CarrierStandIn, startCarrierStandIn } from '../../providers/carriers/testing/carrier-stand-in.ts';
import type { Store } from '../store/store.ts';
import { fastClock } from './fast-clock.ts';
import { type FakeSpeech, fakeSpeech } from './fake-speech.ts';
import { type MediaPhone, mediaPhone, telnyxWire } from './media-phone.ts';
import { atServer, publicUrl, type Sign } from './relay-phone.ts';
import { type TestServer, testServer } from './server.ts';

export type TelnyxWorld = {
  server: TestServer;
  rest: CarrierStandIn;
  /** Ears and voice of streamed calls. */
  speech: FakeSpeech;
  /** Opens a media stream as Telnyx does, without a signature. */
  stream(url: string): Promise<MediaPhone>;
  /** Posts a webhook; answers the status. */
  webhook(event: object, headers?: Sign, path?: string): Promise<number>;
  /** The record of the next call that ends. */
  nextEnd(): Promise<CallRecord>;
  close(): Promise<void>;
};

/** The id of the one call. */
export const leg = 'v3:leg-one';

const keys = generateKeyPairSync('ed25519');
const publicKey = Buffer.from(keys.publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64');

export const signedAt =
  (seconds: number, key: KeyObject = keys.privateKey): Sign =>
  (_url, body) => ({
    'telnyx-timestamp': String(seconds),
    'telnyx-signature-ed25519': sign(null, Buffer.from(`${seconds}|${body}`), key).toString('base64'),
  });
export const now = (): number => Math.floor(Date.now() / 1000);
export const signed: Sign = (url, body) => signedAt(now())(url, body);

/** The server's clock runs `speed` times as fast; 5 is slow enough that a busy machine does not make marks late. */
export async function telnyxWorld(store: Store, speed = 5): Promise<TelnyxWorld> {
  const rest = await startCarrierStandIn();
  const env = {
    TELNYX_API_KEY: 'KEY1',
    TELNYX_PUBLIC_KEY: publicKey,
    TELNYX_BASE_URL: rest.baseUrl,
    TELNYX_CONNECTION_ID: '1',
  };
  const speech = fakeSpeech();
  const clock = fastClock(speed);
  const server = await testServer(store, { env, config: { publicUrl }, clock, openSpeech: speech.open });
  const phones: MediaPhone[] = [];
  return {
    server,
    rest,
    speech,
    async stream(url) {
      const phone = await mediaPhone({ url: atServer(url, server.url), headers: {}, wire: telnyxWire(leg), speed });
      phones.push(phone);
      return phone;
    },
    async webhook(event, headers = signed, path = '/telnyx/status') {
      const body = JSON.stringify({ data: event });
      const url = `${server.url}${path}`;
      const typed = { 'content-type': 'application/json', ...headers(url, body) };
      return (await fetch(url, { method: 'POST', headers: typed, body })).status;
    },
    nextEnd: () =>
      new Promise((resolve) => {
        server.switchboard.watchAll((event) => {
          if (event.type === 'ended' && event.record) resolve(event.record);
        });
      }),
    async close() {
      for (const phone of phones) phone.breaks();
      await server.close();
      await rest.close();
    },
  };
}

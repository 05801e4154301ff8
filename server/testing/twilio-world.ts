/** A server with a Twilio account whose REST service stands on the loopback. */
import twilio from 'twilio';
import type { CallRecord } from '../../contract/call.ts';
import { type CarrierStandIn, startCarrierStandIn } from '../../providers/carriers/testing/carrier-stand-in.ts';
import type { Config } from '../config.ts';
import type { Store } from '../store/store.ts';
import { fastClock } from './fast-clock.ts';
import { type FakeSpeech, fakeSpeech } from './fake-speech.ts';
import { type MediaPhone, mediaPhone, twilioWire } from './media-phone.ts';
import { atServer, carrierForms, publicUrl, type RelayPhone, relayPhone, type Sign } from './relay-phone.ts';
import { type TestServer, testServer } from './server.ts';

export const accountSid = 'AC00000000000000000000000000000001';
const authToken = 'secret';

export type TwilioHabits = {
  callbacks?: 'sent' | 'lost' | 'doubled';
  /** So many REST requests fail before one succeeds. */
  failures?: number;
  /** Whether the action is asked for once the session is over; for a stream, whether its document is followed. */
  asksNext?: boolean;
};

export type TwilioWorld = {
  server: TestServer;
  rest: CarrierStandIn;
  /** Posts to the server as Twilio does. */
  call(habits?: TwilioHabits & { query?: string }): Promise<RelayPhone>;
  /** Ears and voice of streamed calls. */
  speech: FakeSpeech;
  /** Asks for a media stream, and opens it. */
  stream(habits?: TwilioHabits): Promise<StreamedPhone>;
  /** The record of the next call that ends. */
  nextEnd(): Promise<CallRecord>;
  close(): Promise<void>;
};

export type StreamedPhone = MediaPhone & {
  leg: string;
  document: string;
  streamUrl: string;
  post(path: string, fields: Record<string, string>): Promise<Response>;
};

/** Signatures by Twilio's own package. */
export const signed: Sign = (url, body) => ({
  'x-twilio-signature': twilio.getExpectedTwilioSignature(
    authToken,
    url,
    Object.fromEntries(new URLSearchParams(body)),
  ),
});

/** Seconds of the engine's waits become milliseconds: the server's clock runs `speed` times as fast. */
export async function twilioWorld(
  store: Store,
  {
    env = {},
    speed = 20,
    config = {},
  }: { env?: Record<string, string>; speed?: number; config?: Partial<Config> } = {},
): Promise<TwilioWorld> {
  const rest = await startCarrierStandIn();
  const settings = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_BASE_URL: rest.baseUrl };
  const speech = fakeSpeech();
  const server = await testServer(store, {
    env: { ...settings, RINGOFF_DEFAULT_AGENT: 'polite', ...env },
    config: { ...config, publicUrl },
    clock: fastClock(speed),
    openSpeech: speech.open,
  });
  const phones: { breaks(): void }[] = [];
  let calls = 0;

  async function call(habits: TwilioHabits & { query?: string } = {}): Promise<RelayPhone> {
    const leg = `CA${String(++calls).padStart(32, '0')}`;
    const query = habits.query === undefined ? {} : { query: habits.query };
    const phone = await relayPhone({ server: server.url, carrier: 'twilio', leg, sign: signed, ...query });
    const complete = completer(phone, habits.callbacks ?? 'sent');
    answerRest(rest, leg, habits.failures ?? 0, complete);
    if (habits.asksNext) void phone.ended.promise.then(() => askNext(phone, complete));
    phones.push(phone);
    return phone;
  }

  async function stream(habits: TwilioHabits = {}): Promise<StreamedPhone> {
    const leg = `CA${String(++calls).padStart(32, '0')}`;
    const query = '?line=media';
    const { post, ask } = carrierForms({ server: server.url, carrier: 'twilio', leg, sign: signed, query });
    const document = await ask();
    const [, streamUrl = ''] = /<Stream url="([^"]+)"/.exec(document) ?? [];
    const headers = signed(streamUrl, '');
    const wire = twilioWire(leg);
    const phone = await mediaPhone({ url: atServer(streamUrl, server.url), headers, wire, speed });
    const complete = completer({ post }, habits.callbacks ?? 'sent');
    answerRest(rest, leg, habits.failures ?? 0, complete);
    if (habits.asksNext && document.includes('</Connect><Hangup/>')) void phone.closed.then(complete);
    phones.push(phone);
    return Object.assign(phone, { leg, document, streamUrl, post });
  }

  return {
    server,
    rest,
    call,
    speech,
    stream,
    nextEnd() {
      const { promise, resolve, reject } = Promise.withResolvers<CallRecord>();
      const stop = server.switchboard.watchAll((event) => {
        if (event.type !== 'ended') return;
        stop();
        if (event.record) resolve(event.record);
        else reject(new Error('the end could not be stored'));
      });
      return promise;
    },
    async close() {
      for (const phone of phones) phone.breaks();
      await server.close();
      await rest.close();
    },
  };
}

type Complete = { (): void; readonly done: boolean };

/** The call is over, once; Twilio tells it, or does not. */
function completer(phone: Pick<RelayPhone, 'post'>, callbacks: 'sent' | 'lost' | 'doubled'): Complete {
  let done = false;
  const complete = (): void => {
    if (done) return;
    done = true;
    const times = { lost: 0, sent: 1, doubled: 2 }[callbacks];
    for (let sent = 0; sent < times; sent++) void phone.post('/twilio/status', { CallStatus: 'completed' });
  };
  return Object.defineProperty(complete, 'done', { get: () => done }) as Complete;
}

function answerRest(rest: CarrierStandIn, sid: string, failures: number, complete: Complete): void {
  let left = failures;
  rest.answer(({ method }) => {
    if (method === 'GET') return { status: 200, body: { sid, status: complete.done ? 'completed' : 'in-progress' } };
    if (left-- > 0) return { status: 500 };
    complete();
    return { status: 200, body: { sid, status: 'in-progress' } };
  });
}

async function askNext(phone: RelayPhone, complete: Complete): Promise<void> {
  const next = await phone.post('/twilio/action', { CallStatus: 'in-progress', SessionStatus: 'ended' });
  if ((await next.text()).includes('<Hangup/>')) complete();
}

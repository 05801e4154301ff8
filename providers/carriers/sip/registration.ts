/** Our account at somebody's registrar: a PBX's extension, or a trunk. Source: RFC 3261 section 10. */
import { randomInt } from 'node:crypto';
import type { DigestClient } from './digest-client.ts';
import type { Asked, Endpoint } from './endpoint.ts';
import { headerOf, headersOf, type ReceivedResponse, type SipRequest } from './message.ts';
import { statusText } from './responses.ts';
import { timers } from './timers.ts';
import { readNameAddress, writeUri } from './uri.ts';
import type { Hop } from './wire.ts';

export type RegistrationState =
  | { state: 'registering' }
  | { state: 'registered'; expiresMs: number }
  /** Tried again after `retryMs`. */
  | { state: 'failed'; detail: string; retryMs: number }
  | { state: 'stopped' };

export type Registration = {
  state(): RegistrationState;
  /** The registrar forgets us; waits 2 s for that at most. Twice is harmless. */
  stop(): Promise<void>;
};

export type RegistrationOptions = {
  /** The URI of the registrar: `sip:pbx.example.com`, with `;transport=tcp` where wanted. */
  registrar: string;
  user: string;
  host: string;
  /** Asked for; the registrar's answer counts. */
  expiresMs: number;
};

const retryMsMin = 5_000;
const retryMsMax = 600_000;
const expiresMsMin = 30_000;
const expiresMsMax = 86_400_000;
const stopMsMax = 2_000;

export function startRegistration(
  options: RegistrationOptions & {
    endpoint: Endpoint;
    digest: DigestClient | null;
    onState(state: RegistrationState): void;
  },
): Registration {
  const { endpoint, digest, registrar } = options;
  const waits = timers(endpoint.clock);
  const callId = endpoint.newCallId();
  const tag = endpoint.newTag();
  const address = `<${writeUri({ user: options.user, host: options.host })}>`;
  let cseq = 0;
  let failures = 0;
  let expiresMs = options.expiresMs;
  let state: RegistrationState = { state: 'registering' };
  let asked: Asked | null = null;
  let lastHop: Hop | null = null;
  let stopping: Promise<void> | null = null;

  function become(next: RegistrationState): void {
    state = next;
    options.onState(next);
  }

  function build(to: Hop, seconds: number): SipRequest {
    cseq += 1;
    return {
      kind: 'request',
      method: 'REGISTER',
      uri: registrar,
      headers: [
        ['max-forwards', '70'],
        ['from', `${address};tag=${tag}`],
        ['to', address],
        ['call-id', callId],
        ['cseq', `${cseq} REGISTER`],
        ['contact', `${endpoint.contact(to.transport, options.user)};expires=${seconds}`],
        ['expires', String(seconds)],
      ],
      body: Buffer.alloc(0),
    };
  }

  async function register(): Promise<void> {
    const [to] = await endpoint.find(registrar);
    if (stopping) return;
    if (!to) return failed('there is no way to the registrar');
    lastHop = to;
    asked = endpoint.ask({
      build: () => build(to, Math.ceil(expiresMs / 1000)),
      to,
      digest,
      onFinal: (response) => stopping || onFinal(response, to),
      onUnanswered: (why) => stopping || failed(why === 'timeout' ? 'no answer' : 'could not be sent'),
    });
  }

  function onFinal(response: ReceivedResponse, to: Hop): void {
    if (response.status < 300) return registered(response, to);
    const wanted = Number(headerOf(response, 'min-expires')) * 1000;
    if (response.status === 423 && wanted > expiresMs && wanted <= expiresMsMax) {
      expiresMs = wanted;
      return void register();
    }
    failed(statusText(response.status));
  }

  function registered(response: ReceivedResponse, to: Hop): void {
    failures = 0;
    const granted = grantedMs(response, endpoint.contact(to.transport, options.user)) ?? expiresMs;
    const lasts = Math.min(Math.max(granted, expiresMsMin), expiresMsMax);
    become({ state: 'registered', expiresMs: lasts });
    // Early enough for an answer that takes its whole time.
    waits.set('again', Math.max(lasts * 0.5, lasts - 60_000), () => void register());
  }

  function failed(detail: string): void {
    const longest = Math.min(retryMsMin * 2 ** failures, retryMsMax);
    failures = Math.min(failures + 1, 20);
    const retryMs = randomInt(Math.ceil(longest * 0.8), longest + 1);
    become({ state: 'failed', detail, retryMs });
    waits.set('again', retryMs, () => void register());
  }

  async function unregister(): Promise<void> {
    waits.clearAll();
    asked?.abandon();
    const to = lastHop;
    if (state.state === 'registered' && to) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const last = endpoint.ask({
        build: () => build(to, 0),
        to,
        digest,
        onFinal: () => resolve(),
        onUnanswered: () => resolve(),
      });
      waits.set('stop', stopMsMax, () => {
        last.abandon();
        resolve();
      });
      await promise;
      waits.clearAll();
    }
    become({ state: 'stopped' });
  }

  options.onState(state);
  void register();
  return {
    state: () => state,
    stop: () => (stopping ??= unregister()),
  };
}

/** Of our own Contact among those that the registrar lists. */
function grantedMs(response: ReceivedResponse, contact: string): number | null {
  const own = readNameAddress(contact)!.uri.split(';')[0];
  const contacts = headersOf(response, 'contact').map(readNameAddress);
  const ours = contacts.find((each) => each?.uri.split(';')[0] === own);
  const seconds = Number(ours?.params.get('expires') ?? headerOf(response, 'expires') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}

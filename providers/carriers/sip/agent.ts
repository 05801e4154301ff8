/**
 * Our SIP user agent: it listens on UDP and TCP, takes and makes calls, registers, and hangs up with proof. Sound is
 * beside it (media.ts). Nothing that comes from outside can make it throw. Source: RFC 3261; design lines.md "SIP".
 */
import { BadConfig } from '../../../contract/errors.ts';
import { type Clock, systemClock } from '../../clock.ts';
import type { SipCall } from './call.ts';
import { type DigestClient, digestClient } from './digest-client.ts';
import type { Dialog } from './dialog.ts';
import { type DialOptions, outboundCall } from './outbound-call.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { headerOf } from './message.ts';
import { defaultLimits, type SipAgentOptions } from './options.ts';
import { type Counts, reception } from './reception.ts';
import { type Registration, type RegistrationState, startRegistration } from './registration.ts';
import { resolveUri } from './resolve.ts';
import { type RestoredDialog, restoredDialog } from './restored-dialog.ts';
import { type RestoredInvite, restoredInvite } from './restored-invite.ts';
import type { SentInvite } from './sent-invite.ts';
import { openTcp } from './tcp-wire.ts';
import { openUdp } from './udp-wire.ts';
import { readUri } from './uri.ts';
import type { OnBytes, TransportName, Wire } from './wire.ts';

export type SipAgent = {
  readonly local: readonly { transport: TransportName; address: string; port: number }[];
  /** Throws BadConfig for a URI that is none, or an account that is not there. */
  dial(options: DialOptions & { account: string | null }): SipCall;
  register(options: RegisterOptions): Registration;
  /** For a call of a process that died. Throws BadConfig when its account is not there any more. */
  restore(snapshot: Dialog): RestoredDialog;
  /** The same for a call that nobody had answered. */
  restoreInvite(snapshot: SentInvite): RestoredInvite;
  size(): Counts;
  /** Takes leave of registrars and hangs up what is up; answers within some seconds. Twice is harmless. */
  close(): Promise<void>;
};

export type RegisterOptions = {
  registrar: string;
  /** The name under `accounts`. */
  account: string;
  /** The user of our address there; the account's user name unless given. */
  user?: string;
  expiresMs?: number;
  onState?(state: RegistrationState): void;
};

/** Rejects with BadConfig when it cannot listen there. */
export async function startSipAgent(options: SipAgentOptions): Promise<SipAgent> {
  const clock = options.clock ?? systemClock;
  const limits = { ...defaultLimits, ...options.limits };
  const host = options.host ?? options.listen.address;
  if (host === '0.0.0.0' || host === '::') {
    throw new BadConfig(`listening on ${host} needs a host that others reach us at: the address of this machine`);
  }
  let receive: OnBytes = () => undefined;
  const wires = await openWires(options, clock, (bytes, from) => receive(bytes, from));
  const byTransport = new Map(wires.map((wire) => [wire.transport, wire]));
  const desk = reception({ ...options, clock, limits, wires: byTransport });
  const ours: Endpoint = endpoint({
    clock,
    wires: byTransport,
    table: desk.table,
    resolve: options.resolve ?? resolveUri,
    host,
    userAgent: options.userAgent ?? 'Ringoff',
  });
  desk.open(ours);
  receive = desk.receive;

  const digests = new Map<string, DigestClient>();
  const registrations = new Set<Registration>();
  let closing: Promise<void> | null = null;

  function digestOf(account: string | null): DigestClient | null {
    if (account === null) return null;
    const credentials = options.accounts?.[account];
    if (!credentials) throw new BadConfig(`there is no SIP account "${account}"`);
    const digest = digests.get(account) ?? digestClient(credentials);
    digests.set(account, digest);
    return digest;
  }

  async function close(): Promise<void> {
    await Promise.all([...registrations].map((registration) => registration.stop()));
    await desk.close();
    await Promise.all(wires.map((wire) => wire.close()));
  }

  return {
    local: wires.map((wire) => ({ transport: wire.transport, ...wire.local })),
    dial(dialOptions) {
      const digest = digestOf(dialOptions.account);
      checkUri('to', dialOptions.to);
      if (dialOptions.proxy !== null) checkUri('proxy', dialOptions.proxy);
      return desk.adopt((hooks) =>
        outboundCall({
          ...dialOptions,
          endpoint: ours,
          digest,
          mayRedirect: options.mayRedirect ?? (() => false),
          ...hooks,
        }),
      );
    },
    register(registerOptions) {
      checkUri('registrar', registerOptions.registrar);
      const { account } = registerOptions;
      const registration = startRegistration({
        endpoint: ours,
        digest: digestOf(account),
        registrar: registerOptions.registrar,
        user: registerOptions.user ?? options.accounts![account]!.username,
        host: readUri(registerOptions.registrar)!.host,
        expiresMs: registerOptions.expiresMs ?? 600_000,
        onState: registerOptions.onState ?? (() => undefined),
      });
      registrations.add(registration);
      return registration;
    },
    restore(snapshot) {
      const digest = digestOf(snapshot.account);
      return desk.restore((onDown) => restoredDialog({ endpoint: ours, snapshot, digest, onDown }));
    },
    restoreInvite(snapshot) {
      const answered = desk.strays(headerOf(snapshot, 'call-id'));
      return restoredInvite({ endpoint: ours, snapshot, digest: digestOf(snapshot.account), answered });
    },
    size: desk.size,
    close: () => (closing ??= close()),
  };
}

function checkUri(field: string, uri: string): void {
  const read = readUri(uri);
  if (!read) throw new BadConfig(`${field} is no SIP URI: write it like sip:1000@pbx.example.com`);
  if (read.scheme !== 'sip') throw new BadConfig(`${field} begins with ${read.scheme}: only sip: is spoken here`);
}

async function openWires(options: SipAgentOptions, clock: Clock, onBytes: OnBytes): Promise<Wire[]> {
  if (options.openWires) return options.openWires(onBytes);
  const { address, port } = options.listen;
  const wires: Wire[] = [];
  try {
    for (const transport of options.transports ?? (['tcp', 'udp'] as const)) {
      const at = { address, port: wires[0]?.local.port ?? port };
      wires.push(transport === 'tcp' ? await openTcp(at, onBytes, clock) : await openUdp(at, onBytes));
    }
  } catch (cause) {
    await Promise.all(wires.map((wire) => wire.close()));
    throw new BadConfig(`cannot listen for SIP on ${address} port ${port}: take another address or port`, { cause });
  }
  return wires;
}

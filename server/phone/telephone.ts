/** Our own telephone as a whole: its process, and its calls. */
import { readDefaultAgent } from '../carriers/carrier-config.ts';
import type { ServerDeps } from '../deps.ts';
import { AddressInUse, type Phone, startPhone } from './phone.ts';
import { newPhoneMetrics } from './phone-metrics.ts';
import { sipDialler } from './sip-dialler.ts';
import { takeSipCall } from './sip-calls.ts';

export type Telephone = {
  /** Null: switched off, or its address is in use. */
  readonly phone: Phone | null;
  close(): Promise<void>;
};

const none: Telephone = { phone: null, close: async () => {} };

/** Throws BadConfig when the address that RINGOFF_SIP names cannot be had. */
export async function startTelephone(deps: ServerDeps): Promise<Telephone> {
  const { config, switchboard, store, clock, log, env, audioLines, metrics } = deps;
  const settings = config.phone;
  if (!settings || config.role === 'web' || config.role === 'jobs') return none;
  const defaultAgent = readDefaultAgent(env);
  const calls = { switchboard, store, clock, log, defaultAgent, audioLines };
  try {
    const onInvite: Parameters<typeof startPhone>[0]['onInvite'] = (invite, leg) =>
      void takeSipCall(invite, leg, calls);
    const phoneMetrics = newPhoneMetrics(metrics.registry);
    const phone = await startPhone({ settings, clock, log, onInvite, onLateness: phoneMetrics.countFrames });
    phoneMetrics.watch(phone);
    audioLines.warmUp(); // Behind the telephone, which may have to hang up for a process that died.
    deps.dialDesk.add(sipDialler({ ...calls, phone, settings, from: config.outbound.from }));
    return { phone, close: () => phone.close() };
  } catch (error) {
    if (!(error instanceof AddressInUse) || !settings.byDefault) throw error;
    log.warn({ host: settings.host, port: settings.port }, 'another program has the port of SIP: no telephone here');
    return none;
  }
}

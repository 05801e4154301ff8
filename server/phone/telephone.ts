/** Our own telephone as a whole: its process, its calls, and the workers that hear and speak for them. */
import { join } from 'node:path';
import { readDefaultAgent } from '../carriers/carrier-config.ts';
import type { ServerDeps } from '../deps.ts';
import { speechPool } from '../speech/pool.ts';
import { AddressInUse, type Phone, startPhone } from './phone.ts';
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
  const { config, switchboard, store, clock, log, env } = deps;
  const settings = config.phone;
  if (!settings) return none;
  const speech = speechPool({ workersMax: config.speechWorkersMax, clock, log });
  speech.start();
  const defaultAgent = readDefaultAgent(env);
  const recordingsDir = join(config.dataDir, 'recordings');
  const calls = { switchboard, store, clock, log, defaultAgent, recordingsDir, openSpeech: speech.open };
  try {
    const onInvite: Parameters<typeof startPhone>[0]['onInvite'] = (invite, leg) =>
      void takeSipCall(invite, leg, calls);
    const phone = await startPhone({ settings, clock, log, onInvite });
    deps.dialDesk.add(sipDialler({ ...calls, phone, settings, from: config.outbound.from }));
    return {
      phone,
      async close() {
        await phone.close();
        await speech.close();
      },
    };
  } catch (error) {
    await speech.close();
    if (!(error instanceof AddressInUse) || !settings.byDefault) throw error;
    log.warn({ host: settings.host, port: settings.port }, 'another program has the port of SIP: no telephone here');
    return none;
  }
}

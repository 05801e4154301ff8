/** The phone's own process at work: SIP, the clock of sound, and the legs that are up. It is told what to do, and tells what happens, by plain messages. */
import type { AudioLegCommand } from '../../providers/carriers/audio-leg.ts';
import { frameTicker } from '../../providers/carriers/rtp/frame-ticker.ts';
import { openRtpSession } from '../../providers/carriers/rtp/session.ts';
import { type SipAgent, startSipAgent } from '../../providers/carriers/sip/agent.ts';
import type { CallParty, InboundCall, SipCall } from '../../providers/carriers/sip/call.ts';
import type { Credentials } from '../../providers/carriers/sip/digest-client.ts';
import type { Dialog } from '../../providers/carriers/sip/dialog.ts';
import type { Media } from '../../providers/carriers/sip/media.ts';
import { isSentInvite, type SentInvite } from '../../providers/carriers/sip/sent-invite.ts';
import { BadConfig } from '../../contract/errors.ts';
import { systemClock } from '../../providers/clock.ts';
import { soundServer } from '../../providers/sound/sound-server.ts';
import { accountName, dialRoute } from './dial-route.ts';
import { callerCheck, type PhoneSettings, type SipRegistration } from './phone-config.ts';
import { newLegId } from './phone-leg.ts';
import type { FromPhone, PhoneReport, SipDial, ToPhone } from './phone-messages.ts';
import { restoredLeg } from './restored-leg.ts';
import { inboundLeg, outboundLeg, type SipLeg, type SipLegParts } from './sip-leg.ts';

export type Exchange = {
  readonly host: string;
  readonly port: number;
  /** Of the socket for sound. */
  readonly soundPath: string;
  hear(message: Exclude<ToPhone, { type: 'start' | 'stop' }>): void;
  /** Hangs up what is up, and waits a while for the proofs. */
  close(): Promise<void>;
};

export type ExchangeParts = {
  settings: PhoneSettings;
  soundFolder: string;
  tell(message: FromPhone): void;
  onFault(error: unknown): void;
};

/** A far end that sends nothing, not even reports, is gone. */
const quietMsMax = 60_000;
const latenessMs = 10_000;
/** Commands to a call that is on its way out. */
const earlyMax = 20;
/** An INVITE waits so long until what cancels it is stored. */
const keepMsMax = 5_000;
/** Those who hang up get a second to say so. */
const closeMsMax = 1_500;

/** Rejects with BadConfig when it cannot listen. */
export async function startExchange({ settings, soundFolder, tell, onFault }: ExchangeParts): Promise<Exchange> {
  const clock = systemClock;
  const legs = new Map<string, SipLeg>();
  const ticker = frameTicker(clock, onFault);
  const sound = await soundServer(soundFolder, clock);
  /** Who waits for something to be stored. */
  const keeping = new Map<number, () => void>();
  let keepNumber = 0;
  const address = settings.publicAddress ?? settings.host;
  const { low: portMin, high: portMax } = settings.rtpPorts;
  const ports = { address: settings.host, portMin, portMax };
  const agent = await listen();
  const [local] = agent.local;
  for (const registration of settings.registrations) register(registration);
  let cancelReport = clock.after(latenessMs, reportLateness);

  function listen(): Promise<SipAgent> {
    const trusted = callerCheck([
      ...settings.allowed,
      ...settings.registrations.map(({ host }) => host).filter(isAddress),
    ]);
    const passwords = new Map(settings.users.map(({ user, password }) => [user, password]));
    return startSipAgent({
      listen: { address: settings.host, port: settings.port },
      host: address,
      onInvite: invited,
      unknown: settings.unknownCallers,
      trusted,
      passwordOf: (user) => passwords.get(user) ?? null,
      accounts: Object.fromEntries(accountsOf(settings)),
      mayRedirect: (uri) => !('refused' in dialRoute(uri, settings)),
      clock,
    });
  }

  function register(registration: SipRegistration): void {
    const { host, port, transport, user } = registration;
    agent.register({
      registrar: `sip:${host}:${port};transport=${transport}`,
      account: accountName(user, host),
      onState: (state) => {
        const detail = state.state === 'failed' ? `failed: ${state.detail}` : state.state;
        tell({ type: 'registration', user, host, state: detail });
      },
    });
  }

  function invited(call: InboundCall): void {
    const legId = newLegId();
    const leg = inboundLeg(call, partsOf(legId));
    legs.set(legId, leg);
    call.ring();
    const { from, to, asserted, dialled } = call.invite;
    const who = { called: dialled, from: numberOf(asserted ?? from), to: numberOf(to) };
    tell({ type: 'invited', invite: { legId, ...who, sound: leg.sound!, dialog: call.snapshot()! } });
  }

  function partsOf(legId: string, secret?: string): SipLegParts {
    const { publicAddress } = settings;
    const rtp = { ports, ticker, clock, quietMsMax, ...(publicAddress !== null && { publicAddress }) };
    return {
      openSound: (handlers) => sound.open(legId, handlers, secret),
      openMedia: (onEvent) => openRtpSession({ ...rtp, onEvent }),
      tell: (event) => tell({ type: 'leg', legId, event }),
      keep: (dialog) => tell({ type: 'dialog', legId, dialog }),
      onFault,
      onOver: () => legs.delete(legId),
    };
  }

  function dial(legId: string, { to, from, ringMsMax, detectVoicemail, sound: { secret } }: SipDial): void {
    const parts = partsOf(legId, secret);
    const early: AudioLegCommand[] = [];
    legs.set(legId, { sound: null, command: (order) => void (early.length < earlyMax && early.push(order)) });
    const call = (media: Media): SipCall => {
      const route = dialRoute(to, settings);
      if ('refused' in route) throw new BadConfig(route.why);
      const { uri, fromHost, account } = route;
      const who = { to: uri, from: { user: from, host: fromHost ?? address }, proxy: null, account };
      return agent.dial({ ...who, ringMsMax, media, keep: (invite) => keep(legId, invite) });
    };
    outboundLeg(call, { ...parts, detectVoicemail }).then(
      (leg) => {
        if (legs.has(legId)) legs.set(legId, leg);
        for (const order of early) leg.command(order);
      },
      (error: unknown) => {
        legs.delete(legId);
        onFault(error);
        const cause = error instanceof Error ? error.message : 'the call could not be made';
        const proof = 'far_end_confirmed' as const; // It was never sent.
        tell({ type: 'leg', legId, event: { type: 'leg.ended', by: 'system', cause, failed: true, proof } });
      },
    );
  }

  /** Nobody is rung whom no other process could stop ringing. */
  function keep(legId: string, dialog: SentInvite): Promise<boolean> {
    const number = ++keepNumber;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = clock.after(keepMsMax, () => resolve(false));
    keeping.set(number, () => resolve(true));
    tell({ type: 'dialog', legId, dialog, number });
    return promise.finally(() => {
      cancel();
      keeping.delete(number);
    });
  }

  function command(legId: string, order: AudioLegCommand): void {
    legs.get(legId)?.command(order);
  }

  /** One that is adopted already goes on: its numbers of requests must only grow. */
  function adopt(legId: string, dialog: Dialog | SentInvite): void {
    if (legs.has(legId)) return;
    const restored = isSentInvite(dialog) ? agent.restoreInvite(dialog) : agent.restore(dialog);
    legs.set(
      legId,
      restoredLeg(restored, {
        clock,
        tell: (event) => tell({ type: 'leg', legId, event }),
        onOver: () => legs.delete(legId),
      }),
    );
  }

  function reportLateness(): void {
    const { ticks, lateTicks, p99Ms } = ticker.lateness();
    if (ticks > 0) tell({ type: 'lateness', frames: ticks, lateFrames: lateTicks, p99Ms });
    ticker.resetLateness();
    cancelReport = clock.after(latenessMs, reportLateness);
  }

  return {
    host: settings.host,
    port: local!.port,
    soundPath: sound.path,
    hear(message) {
      switch (message.type) {
        case 'dial':
          return dial(message.legId, message.intent);
        case 'leg':
          return command(message.legId, message.command);
        case 'adopt':
          return adopt(message.legId, message.dialog);
        case 'kept':
          return keeping.get(message.number)?.();
        case 'report':
          return tell({ type: 'report', number: message.number, report: reportOf(agent, legs.size) });
      }
    },
    async close() {
      cancelReport();
      for (const leg of legs.values()) leg.command({ type: 'hang_up', attempt: 1 });
      const waited = clock.now() + closeMsMax;
      while (legs.size > 0 && clock.now() < waited) await new Promise<void>((resolve) => void clock.after(20, resolve));
      await agent.close();
      await sound.close();
    },
  };
}

function reportOf(agent: SipAgent, legs: number): PhoneReport {
  const { calls, dialogs, transactions, ...turnedAway } = agent.size();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { legs, calls, dialogs, transactions, resources, turnedAway };
}

function accountsOf({ registrations, trunk }: PhoneSettings): [string, Credentials][] {
  const known = trunk?.account ? [...registrations, { ...trunk.account, host: trunk.host }] : registrations;
  return known.map(({ user, password, host }) => [accountName(user, host), { username: user, password }]);
}

function isAddress(host: string): boolean {
  return /^[\d.]+$|:/.test(host);
}

/** As it is shown and stored: a number, or a name at a host. */
function numberOf({ user, host }: CallParty): string {
  return /^\+?\d+$/.test(user) ? user : `${user}@${host}`;
}

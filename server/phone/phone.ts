/**
 * Our own telephone, as the server sees it: a process of its own with SIP and the clock of sound, and nothing heavy in
 * it. When it dies its calls are not left open: the next one is told of their dialogs, and hangs them up. Source: design
 * architecture.md "Processes on a node".
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadConfig } from '../../contract/errors.ts';
import type { AudioLeg } from '../../providers/carriers/audio-leg.ts';
import type { Dialog } from '../../providers/carriers/sip/dialog.ts';
import type { SentInvite } from '../../providers/carriers/sip/sent-invite.ts';
import type { Clock } from '../../providers/clock.ts';
import type { SwitchboardLog } from '../calls/switchboard.ts';
import type { PhoneSettings } from './phone-config.ts';
import { type PhoneLeg, phoneLeg } from './phone-leg.ts';
import type { FrameLateness, FromPhone, PhoneReport, SipDial, SipInvite, ToPhone } from './phone-messages.ts';

export type Phone = {
  /** Where it listens. */
  readonly host: string;
  readonly port: number;
  /** Of its process, which changes when that dies. */
  readonly pid: number | undefined;
  /** `legId`: a new one, which its call is stored with. */
  dial(legId: string, intent: Omit<SipDial, 'sound'>): PhoneLeg;
  /** The leg of a process that is no more, which can only be hung up. */
  adopt(legId: string, dialog: Dialog | SentInvite): AudioLeg;
  /** Legs that are not over. */
  readonly size: number;
  /** What its process has open; null when that does not answer in time. */
  report(): Promise<PhoneReport | null>;
  /** Hangs up what is up. */
  close(): Promise<void>;
};

export type PhoneParts = {
  settings: PhoneSettings;
  clock: Clock;
  log: SwitchboardLog;
  /** Somebody calls: the leg is to be answered or refused. */
  onInvite(invite: SipInvite, leg: PhoneLeg): void;
  /** About every ten seconds in which there were calls. */
  onLateness(lateness: FrameLateness): void;
};

const startMsMax = 20_000;
const stopMsMax = 5_000;
const reportMsMax = 1_000;
/** Before each start after a crash; the last one repeats. */
const restartMs = [0, 500, 2_000, 10_000] as const;

/** Throws BadConfig when the address cannot be had. */
export async function startPhone(parts: PhoneParts): Promise<Phone> {
  const { settings, clock, log } = parts;
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-sound-'));
  const legs = new Map<string, PhoneLeg>();
  const reports = new Map<number, (report: PhoneReport | null) => void>();
  let reportNumber = 0;
  let child: ChildProcess | null = null;
  let at: Place = { host: settings.host, port: settings.port, soundPath: '' };
  let crashes = 0;
  let closing = false;
  let cancelRestart = (): void => {};

  /** A process that has just died may still look connected: its exit tells what becomes of its legs. */
  const send = (message: ToPhone): void => void (child?.connected && child.send(message, () => undefined));

  function hear(message: FromPhone): void {
    switch (message.type) {
      case 'invited':
        return parts.onInvite(message.invite, addLeg(message.invite.legId, message.invite.sound));
      case 'leg':
        return legs.get(message.legId)?.tell(message.event);
      case 'dialog':
        return keep(message);
      case 'registration':
        return log.info({ host: message.host, state: message.state }, 'registration at a SIP server');
      case 'lateness':
        return parts.onLateness(message);
      case 'report':
        return reports.get(message.number)?.(message.report);
      case 'started':
      case 'failed':
        return;
    }
  }

  function keep({ legId, dialog, number }: Extract<FromPhone, { type: 'dialog' }>): void {
    legs.get(legId)?.keep(dialog, () => number !== undefined && send({ type: 'kept', number }));
  }

  function addLeg(legId: string, sound: SipInvite['sound']): PhoneLeg {
    const leg = phoneLeg(
      legId,
      sound,
      (command) => send({ type: 'leg', legId, command }),
      () => legs.delete(legId),
    );
    legs.set(legId, leg);
    return leg;
  }

  async function begin(): Promise<void> {
    const started = forkPhone({ settings: { ...settings, port: at.port }, soundFolder: folder }, log);
    child = started.child;
    child.on('message', (message: FromPhone) => hear(message));
    at = await started.listens; // One that never listens is told of here, and only here.
    started.child.once('exit', (code, signal) => onExit(started.child, signal ?? `code ${code}`));
  }

  function onExit(exited: ChildProcess, how: string): void {
    if (child !== exited) return;
    child = null;
    if (closing) return;
    log.error({ how, live_legs: legs.size }, 'the phone process died');
    for (const leg of legs.values()) {
      const detail = `the phone process died (${how})`;
      if (leg.dialog) leg.tell({ type: 'leg.broken', detail });
      else leg.tell({ type: 'leg.ended', by: 'system', cause: detail, failed: true, proof: 'released' });
    }
    restart();
  }

  /** What it was ordered meanwhile went to nobody. */
  function adopt({ legId, dialog, hangUp }: PhoneLeg): void {
    if (!dialog) return;
    send({ type: 'adopt', legId, dialog });
    if (hangUp) send({ type: 'leg', legId, command: hangUp });
  }

  /** Only what can still be hung up is in the list by now. */
  function restart(): void {
    const waitMs = restartMs[Math.min(crashes++, restartMs.length - 1)]!;
    cancelRestart = clock.after(waitMs, () => {
      begin().then(
        () => {
          for (const leg of legs.values()) adopt(leg);
        },
        (error: unknown) => {
          log.error({ err: error }, 'the phone process could not be started again');
          if (!closing) restart();
        },
      );
    });
  }

  function report(): Promise<PhoneReport | null> {
    const number = ++reportNumber;
    const { promise, resolve } = Promise.withResolvers<PhoneReport | null>();
    reports.set(number, resolve);
    const cancel = clock.after(reportMsMax, () => resolve(null));
    send({ type: 'report', number });
    return promise.finally(() => {
      cancel();
      reports.delete(number);
    });
  }

  const dropFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await begin();
  } catch (error) {
    dropFolder();
    throw error;
  }
  return {
    get host() {
      return at.host;
    },
    get port() {
      return at.port;
    },
    get pid() {
      return child?.pid;
    },
    dial(legId, intent) {
      const sound = { path: at.soundPath, legId, secret: randomBytes(24).toString('base64url') };
      const leg = addLeg(legId, sound);
      send({ type: 'dial', legId, intent: { ...intent, sound } });
      return leg;
    },
    adopt(legId, dialog) {
      const leg = addLeg(legId, { path: at.soundPath, legId, secret: '' });
      leg.keep(dialog);
      send({ type: 'adopt', legId, dialog });
      return leg;
    },
    get size() {
      return legs.size;
    },
    report,
    async close() {
      closing = true;
      cancelRestart();
      await stopPhone(child, send);
      dropFolder();
    },
  };
}

/** Where it listens, and where its sound is. */
type Place = { host: string; port: number; soundPath: string };
type Started = { child: ChildProcess; listens: Promise<Place> };

function forkPhone(start: Omit<Extract<ToPhone, { type: 'start' }>, 'type'>, log: SwitchboardLog): Started {
  const path = new URL('phone-process.ts', import.meta.url);
  const child = fork(path, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log.warn({ text: text.slice(0, 2_000) }, 'the phone process complains');
  });
  const { promise: listens, resolve, reject } = Promise.withResolvers<Place>();
  const tooLate = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new BadConfig(`RINGOFF_SIP: the phone process did not start within ${startMsMax / 1000} s`));
  }, startMsMax);
  child.on('message', (message: FromPhone) => {
    if (message.type === 'started') resolve(message);
    if (message.type === 'failed')
      reject(message.inUse ? new AddressInUse(message.detail) : new BadConfig(message.detail));
  });
  child.once('exit', (code) => reject(new BadConfig(`RINGOFF_SIP: the phone process ended with code ${code}`)));
  child.on('error', reject);
  child.send({ type: 'start', ...start } satisfies ToPhone, () => undefined);
  return { child, listens: listens.finally(() => clearTimeout(tooLate)) };
}

/** Another program has the port. */
export class AddressInUse extends BadConfig {}

async function stopPhone(child: ChildProcess | null, send: (message: ToPhone) => void): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  send({ type: 'stop' });
  const tooLate = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
  await exited;
  clearTimeout(tooLate);
}

/**
 * The relayed calls of one carrier in this process: from its question what to do with a call, or our own dial, over the
 * socket that must come for it, to its callbacks. Source: design lines.md "Carriers", ending.md section 10.
 */
import { randomBytes } from 'node:crypto';
import { type RelayLine, relayLine, type RelayLineOptions, type RelaySocket } from '../../lines/relay.ts';
import type { Agent } from '../../contract/agent.ts';
import { OutcomeUnknown } from '../../providers/carriers/carrier-request.ts';
import type { Carrier, DialIntent, LegId, LegReport, TransferReport } from '../../providers/carriers/carrier.ts';
import type { Clock } from '../../providers/clock.ts';
import type { LiveCall, NewCallOrder, Switchboard, SwitchboardLog } from '../switchboard.ts';

export type InboundCall = {
  accountId: string;
  agentId: string;
  agentVersion: number;
  leg: LegId;
  from: string;
  to: string;
};

export type RelayCalls = {
  /**
   * Commits the call, and answers the secret under which its socket may come: the same one when it is asked again
   * before that. Null: the call is connected already, or over. Throws what `Switchboard.open` throws.
   */
  open(call: InboundCall): Promise<string | null>;
  /** Whether the socket of a call is waited for under this secret. */
  expects(secret: string): boolean;
  /** The socket has come, and names its leg by one of these ids. False: it is not the leg that it was expected of. */
  connect(secret: string, legs: readonly LegId[], socket: RelaySocket): boolean;
  /** Dials: `intentOf` is asked once the call has an id. Resolves when the call is committed. */
  dial(order: OutboundOrder, intentOf: (call: NewOutbound) => DialIntent): Promise<LiveCall>;
  /** The far end of a dialled call has answered: the secret for its socket, or null when nobody is here for it. */
  answered(intent: string, leg: LegId): string | null;
  /** A verified callback, with the intent that it was asked for. Those of unknown calls are ignored. */
  report(report: LegReport, intent: string | null): void;
  /** A verified callback about a transfer. The secret under which the far end may come back, or null. */
  transferred(report: TransferReport): string | null;
  /** Calls that are not over. */
  readonly size: number;
};

export type RelayCallsParts = {
  carrier: Carrier;
  switchboard: Pick<Switchboard, 'open'>;
  clock: Clock;
  log: Pick<SwitchboardLog, 'warn' | 'error'>;
  silenceUrl: string;
  transferUrl: string;
};

export type OutboundOrder = Omit<NewCallOrder, 'direction' | 'carrier' | 'legId' | 'makeLine'>;
export type NewOutbound = { callId: string; agent: Agent; secret: string };

type RelayedCall = {
  /** Null: dialled, and not known yet. */
  leg: LegId | null;
  intent: string | null;
  secret: string;
  line: RelayLine;
  live: LiveCall | null;
  connected: boolean;
  /** What came before the session could hear it. */
  early: LegReport[];
  opened: Promise<void>;
  stopWaiting(): void;
};

/** Waits before each hang-up of a leg that nobody is here for. */
const strayDropsMs = [0, 1_000, 4_000, 15_000] as const;
/** Carriers open the socket at once, or never. */
const socketMsMax = 15_000;
const earlyMax = 20;
/** Legs that are over, so that a repeated question does not bring up a second call for one of them. */
const overMax = 10_000;

export function newRelayCalls(parts: RelayCallsParts): RelayCalls {
  const { clock, log } = parts;
  const byLeg = new Map<LegId, RelayedCall>();
  const bySecret = new Map<string, RelayedCall>();
  const byIntent = new Map<string, RelayedCall>();
  const over = new Set<LegId>();

  async function open(inbound: InboundCall): Promise<string | null> {
    const { leg } = inbound;
    if (over.has(leg)) return null;
    const call = byLeg.get(leg) ?? begin(inbound);
    await call.opened;
    return call.connected || over.has(leg) ? null : call.secret;
  }

  function begin(inbound: InboundCall): RelayedCall {
    const { leg } = inbound;
    const call = newCall(newLine({ legId: leg }, parts), leg);
    byLeg.set(leg, call);
    call.opened = bringUp(call, inbound);
    return call;
  }

  async function bringUp(call: RelayedCall, { leg, ...who }: InboundCall): Promise<void> {
    const { carrier, switchboard } = parts;
    const order = { ...who, direction: 'inbound' as const, carrier: carrier.id, legId: leg, metadata: {} };
    try {
      call.live = await switchboard.open({ ...order, makeLine: () => call.line });
    } catch (error) {
      byLeg.delete(leg);
      throw error;
    }
    awaitSocket(call);
    const finish = (): void => forget(call);
    call.live.session.done.then(finish, finish);
    for (const report of call.early.splice(0)) call.line.onLegStatus(report);
  }

  function awaitSocket(call: RelayedCall): void {
    bySecret.set(call.secret, call);
    call.stopWaiting();
    call.stopWaiting = clock.after(socketMsMax, () => giveUp(call));
  }

  async function dial(order: OutboundOrder, intentOf: (call: NewOutbound) => DialIntent): Promise<LiveCall> {
    const secret = newSecret();
    let dialled: { call: RelayedCall; intent: DialIntent } | null = null;
    const makeLine = ({ callId, agent }: { callId: string; agent: Agent }): RelayLine => {
      const intent = intentOf({ callId, agent, secret });
      const call = newCall(newLine({ waitsForGreeting: intent.detectVoicemail === 'after_greeting' }, parts), null);
      dialled = { call: { ...call, secret, intent: callId }, intent };
      byIntent.set(callId, dialled.call);
      return call.line;
    };
    const { carrier, switchboard } = parts;
    const live = await switchboard.open({
      ...order,
      direction: 'outbound',
      carrier: carrier.id,
      legId: null,
      makeLine,
    });
    const { call, intent } = dialled!;
    call.live = live;
    bySecret.set(secret, call);
    const finish = (): void => forget(call);
    live.session.done.then(finish, finish);
    void place(call, intent);
    return live;
  }

  /** One request. An outcome that nobody knows is settled by the callbacks of the call, or by its time to ring. */
  async function place(call: RelayedCall, intent: DialIntent): Promise<void> {
    try {
      adopt(call, await parts.carrier.dial(intent, new AbortController().signal));
    } catch (error) {
      if (error instanceof OutcomeUnknown)
        log.warn({ call_id: intent.id, err: error }, 'nobody knows whether a call was made');
      else call.line.neverMade(error instanceof Error ? error.message : 'the call could not be made');
    }
  }

  function adopt(call: RelayedCall, leg: LegId): void {
    if (call.leg !== null) return;
    call.leg = leg;
    if (byIntent.get(call.intent!) !== call) return void dropStray(leg);
    byLeg.set(leg, call);
    call.line.knowLeg(leg);
    call.live?.amend({ legId: leg }).catch((error: unknown) => {
      log.warn({ err: error, call_id: call.intent }, 'the leg of an outbound call could not be stored');
    });
  }

  /** Made after its call had ended: it must not ring or wait for anybody. */
  async function dropStray(leg: LegId): Promise<void> {
    over.add(leg);
    for (const waitMs of strayDropsMs) {
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
      const proof = await parts.carrier.hangUp(leg, new AbortController().signal).catch(() => null);
      if (proof !== null) return;
    }
    log.error({ carrier: parts.carrier.id }, 'a call that nobody wants could not be hung up');
  }

  /** The leg may be up, with nobody to speak on it. */
  function giveUp({ secret, live, line }: RelayedCall): void {
    bySecret.delete(secret);
    const what = `${parts.carrier.id} opened no relay socket in ${socketMsMax / 1000} s`;
    log.warn({ call_id: live?.callId }, what);
    live?.session.endByTrouble('failure', what);
    line.isNotBack();
  }

  function forget({ leg, intent, secret, stopWaiting }: RelayedCall): void {
    stopWaiting();
    bySecret.delete(secret);
    if (intent !== null) byIntent.delete(intent);
    if (leg === null) return;
    byLeg.delete(leg);
    over.add(leg);
    if (over.size > overMax) over.delete(over.values().next().value!);
  }

  return {
    open,
    expects: (secret) => bySecret.has(secret),
    connect(secret, legs, socket) {
      const call = bySecret.get(secret);
      if (!call) return false;
      if (call.leg === null) adopt(call, legs[0]!);
      if (call.leg === null || !legs.includes(call.leg)) return false;
      bySecret.delete(secret);
      call.stopWaiting();
      call.connected = true;
      call.line.attach(socket);
      return true;
    },
    dial,
    answered(intent, leg) {
      const call = byIntent.get(intent);
      if (!call || call.connected || over.has(leg)) return null;
      adopt(call, leg);
      awaitSocket(call);
      return call.secret;
    },
    transferred({ leg, ...report }) {
      const call = byLeg.get(leg);
      if (!call) return null;
      if (call.line.onTransfer(report) === 'settled') return null;
      call.secret = newSecret();
      awaitSocket(call);
      return call.secret;
    },
    report(report, intent) {
      const made = intent === null ? undefined : byIntent.get(intent);
      if (made) adopt(made, report.leg);
      const call = byLeg.get(report.leg);
      if (call?.live) call.line.onLegStatus(report);
      else if (call && call.early.length < earlyMax) call.early.push(report);
    },
    get size() {
      return byLeg.size;
    },
  };
}

function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

function newCall(line: RelayLine, leg: LegId | null): RelayedCall {
  const opened = Promise.resolve();
  const nothingYet = { intent: null, live: null, connected: false, early: [], opened, stopWaiting: () => {} };
  return { ...nothingYet, leg, line, secret: newSecret() };
}

type Own = Pick<RelayLineOptions, 'legId' | 'waitsForGreeting'>;

function newLine(own: Own, { clock, carrier, silenceUrl, transferUrl, log }: RelayCallsParts): RelayLine {
  const onNote = (note: object): void => log.warn({ ...note, carrier: carrier.id }, 'odd message on a relay socket');
  return relayLine({ clock, carrier, silenceUrl, transferUrl, onNote, ...own });
}

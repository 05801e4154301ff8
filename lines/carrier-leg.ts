/**
 * A carrier's leg under a session of ours, a relay or a media stream: dropping it, proof that it is down, and a session
 * that breaks while it stays up. Source: design ending.md section 8, lines.md fact 5.
 */
import type { Ms } from '../engine/policy.ts';
import { type Proof, proofs } from '../engine/reasons.ts';
import type { Carrier, LegId, LegReport, LegState } from '../providers/carriers/carrier.ts';
import type { Clock } from '../providers/clock.ts';
import type { LineEvent } from './line.ts';

export type CarrierLegEvent =
  | Extract<LineEvent, { type: 'hang_up.answered' | 'leg.ended' | 'transfer.failed' }>
  | { type: 'voicemail.detected'; by: 'carrier' };

export type CarrierLegParts = {
  clock: Clock;
  carrier: Pick<Carrier, 'hangUp' | 'legState' | 'transfer'>;
  /** What our session with the carrier is called, for the record: `relay session`. */
  sessionName: string;
  /** A machine is told of when its greeting is over. */
  waitsForGreeting: boolean;
  emit(event: CarrierLegEvent): void;
  /** The leg went down: the last chance to report what was heard. */
  beforeEnd(): void;
};

/** No request is waited for longer. */
const hangUpMsMax = 5_000;
const stateMsMax = 2_000;
/** An accepted hang-up is looked at again after this, so that a lost callback does not matter. */
const lookAgainMs = 400;
/** When a leg is looked at whose session broke off: a caller's hang-up shows in this time. */
const looksAtMs: readonly Ms[] = [0, 500, 1_500, 2_500];
const lostAfterMs = 3_000;
/** Waits before each hang-up of a leg without a session; together they are as long as the engine's own. */
const dropsMs: readonly Ms[] = [0, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_500];
/** The engine's own limit is longer, so that the carrier tells what became of a transfer. */
const transferRingMsMax = 45_000;
/** The end of a machine's greeting may be lost. */
const greetingMsMax = 40_000;
/** How the carrier closes the socket when the call or the session is over. */
const normalClose = 1000;

export function carrierLeg(parts: CarrierLegParts) {
  const { clock, carrier, emit } = parts;
  const sessionLost = `${parts.sessionName} lost`;
  const aborts = new AbortController();
  const timers = new Set<() => void>();
  let legId: LegId | null = null;
  let closed = false;
  let down = false;
  let lost = false;
  let dropping = false;
  let machineSeen = false;
  /** The carrier connects the far end with somebody else: the session's end says nothing of the leg. */
  let transferring = false;

  function later(ms: Ms, run: () => void): void {
    if (closed) return;
    if (ms <= 0) return run();
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      run();
    });
    timers.add(cancel);
  }

  /** Asks the carrier and gives up after `msMax`, whether or not the adapter heeds the signal. */
  async function ask<T>(msMax: Ms, question: (leg: LegId, signal: AbortSignal) => Promise<T>): Promise<T> {
    if (legId === null) throw new Error('the leg is not known yet');
    const limit = new AbortController();
    const { promise: overdue, reject } = Promise.withResolvers<never>();
    const cancel = clock.after(msMax, () => {
      limit.abort();
      reject(new Error(`no answer in ${msMax} ms`));
    });
    timers.add(cancel);
    try {
      return await Promise.race([question(legId, AbortSignal.any([aborts.signal, limit.signal])), overdue]);
    } finally {
      cancel();
      timers.delete(cancel);
    }
  }

  const hangUp = (): Promise<Proof> => ask(hangUpMsMax, (leg, signal) => carrier.hangUp(leg, signal));
  const look = (): Promise<LegState> => ask(stateMsMax, (leg, signal) => carrier.legState(leg, signal));

  async function carryOut(attempt: number): Promise<void> {
    const startedAt = clock.now();
    const answer = (proof: Proof | null, detail: string): void => {
      const latencyMs = Math.round(clock.now() - startedAt);
      if (!closed && !down) emit({ type: 'hang_up.answered', attempt, proof, detail, latencyMs });
    };
    try {
      const proof = await hangUp();
      answer(proof, proof === 'accepted' ? 'the carrier took the hang-up' : 'the carrier says that the call is over');
      if (proof === 'accepted') later(lookAgainMs, () => void lookOnce());
    } catch (error) {
      answer(null, reasonOf(error));
    }
  }

  async function lookOnce(): Promise<void> {
    if (down || closed) return;
    const state = await look().catch(() => null);
    if (state?.state === 'down') ended({ by: null, cause: state.raw, failed: state.raw === 'failed' });
  }

  function machineAnswered(): void {
    if (machineSeen) return;
    machineSeen = true;
    emit({ type: 'voicemail.detected', by: 'carrier' });
  }

  function ended(end: Pick<LegReport, 'by' | 'cause' | 'failed'>): void {
    if (down || closed) return;
    down = true;
    parts.beforeEnd();
    const told = lost ? { by: 'system' as const, cause: sessionLost, failed: true } : end;
    emit({ type: 'leg.ended', ...told, proof: 'carrier_ended' });
  }

  /** The caller is up and hears nothing: the leg is dropped, and the call ends with the truth about it. */
  function breakOff(): void {
    if (down || closed || lost || dropping) return;
    lost = true;
    drop(0, null);
  }

  function drop(index: number, best: Proof | null): void {
    const wait = dropsMs[index];
    if (wait === undefined) return giveUp(best);
    later(wait, () => {
      if (down || dropping) return;
      void hangUp()
        .catch(() => null)
        .then((proof) => {
          if (proof === 'carrier_ended') return ended({ by: null, cause: sessionLost, failed: true });
          if (proof === 'accepted') later(lookAgainMs, () => void lookOnce());
          if (!down && !closed) drop(index + 1, stronger(best, proof));
        });
    });
  }

  function giveUp(best: Proof | null): void {
    if (down || closed || dropping) return;
    down = true;
    parts.beforeEnd();
    const cause = `${sessionLost}, and the leg was not seen to go down`;
    emit({ type: 'leg.ended', by: 'system', cause, failed: true, proof: best ?? 'accepted' });
  }

  return {
    know(leg: LegId): void {
      legId ??= leg;
    },
    /** The carrier refused the call, or it never went out: there is no leg. */
    neverMade(cause: string): void {
      ended({ by: 'carrier', cause, failed: true });
    },
    async transfer(to: string, reportUrl: string): Promise<void> {
      transferring = true;
      try {
        const order = { to, ringMsMax: transferRingMsMax, reportUrl };
        await ask(hangUpMsMax, (leg, signal) => carrier.transfer(leg, order, signal));
      } catch (error) {
        transferring = false;
        emit({ type: 'transfer.failed', detail: reasonOf(error) });
      }
    },
    /** The far end is ours again, with a session. */
    isBack(): void {
      transferring = false;
    },
    /** The far end is ours again, and no session comes for it. */
    lostTransfer(): void {
      transferring = false;
      breakOff();
    },
    /** One hang-up, as often as it is ordered: each answers for itself. */
    hangUp(attempt: number): void {
      dropping = true; // The orders, and their repetition, come from outside from now on.
      void carryOut(attempt);
    },
    report(report: LegReport): void {
      if (closed || down || (legId !== null && report.leg !== legId)) return;
      legId = report.leg;
      if (report.answeredBy === 'machine_ready') machineAnswered();
      if (report.answeredBy === 'machine') later(parts.waitsForGreeting ? greetingMsMax : 0, machineAnswered);
      if (report.state === 'down') ended(report);
      else if (report.session === 'lost' && !transferring) breakOff();
    },
    /** The socket closed without our doing. It ended the session, perhaps not the call. */
    sessionClosed(code: number | undefined): void {
      if (down || closed || dropping || transferring) return;
      if (code !== undefined && code !== normalClose) return breakOff();
      for (const at of looksAtMs) later(at, () => void (lost || lookOnce()));
      later(lostAfterMs, breakOff);
    },
    close(): void {
      closed = true;
      aborts.abort();
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

function stronger(a: Proof | null, b: Proof | null): Proof | null {
  if (a === null || b === null) return a ?? b;
  return proofs.indexOf(a) >= proofs.indexOf(b) ? a : b;
}

/** What an attempt came to. Errors of carriers hold no personal data. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'the hang-up failed';
}

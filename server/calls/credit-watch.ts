/**
 * Ends calls whose account has used up its credit. What all live calls of an account took so far is known from the
 * database, so several nodes watch the same balance. Source: design contract.md section 7.
 */
import type { Clock } from '../../providers/clock.ts';
import type { Store } from '../store/store.ts';
import type { LiveEvent, Switchboard, SwitchboardLog } from './switchboard.ts';

export type CreditWatchParts = {
  credit: Pick<Store['credit'], 'look'>;
  switchboard: Pick<Switchboard, 'watchAll' | 'get'>;
  clock: Clock;
  log: SwitchboardLog;
};

/** Other nodes' calls and changes of prices and balances are noticed so late; the end of the credit at its instant. */
const lookEveryMs = 2_000;
/** The instant at which zero is met is rounded down. */
const lookAtLeastMs = 10;

/** `answeredAt` is written once it is known and the account is one that pays. */
type Watched = { accountId: string; startedAt: Date; answeredAt: Date | null; isWritten: boolean };

/** The answer stops it. While the database is away nobody is cut off. */
export function watchCredit({ credit, switchboard, clock, log }: CreditWatchParts): () => void {
  const calls = new Map<string, Watched>();
  let looking = false;
  let again = false;
  let away = false;
  let stopped = false;
  let cancel = (): void => {};

  const stop = switchboard.watchAll((event, accountId) => {
    const { callId } = event;
    if (event.type === 'ended') calls.delete(callId);
    if (event.type === 'started') {
      calls.set(callId, { accountId, startedAt: event.header.createdAt, answeredAt: null, isWritten: false });
    }
    const call = calls.get(callId);
    if (event.type !== 'entry' || !call || !isAnswer(event)) return;
    call.answeredAt = new Date(call.startedAt.getTime() + event.entry.at);
    void look();
  });

  async function look(): Promise<void> {
    again = looking;
    if (looking || stopped) return;
    looking = true;
    cancel();
    const nextMs = await round().then(
      (ms) => {
        away = false;
        return ms;
      },
      (error: Error) => {
        if (!away) log.error({ err: error }, 'the credit of accounts with live calls could not be read');
        away = true;
        return lookEveryMs;
      },
    );
    looking = false;
    if (again) return look();
    if (!stopped && nextMs !== null) cancel = clock.after(nextMs, () => void look());
  }

  /** Answers when to look again; null: there is nothing to be watched. */
  async function round(): Promise<number | null> {
    const answered = [...calls].filter(([, { answeredAt }]) => answeredAt !== null);
    if (answered.length === 0) return null;
    const accounts = [...new Set(answered.map(([, { accountId }]) => accountId))];
    let left = await credit.look(accounts);
    const paying = new Set(left.map(({ accountId }) => accountId));
    const written = await Promise.all(
      answered.filter(([, { accountId }]) => paying.has(accountId)).map(([callId, call]) => writeAnswer(callId, call)),
    );
    if (written.includes(true)) left = await credit.look(accounts);
    let nextMs = lookEveryMs;
    for (const { accountId, leftMs } of left) {
      if (leftMs <= 0) answered.filter(([, call]) => call.accountId === accountId).forEach(([callId]) => end(callId));
      else nextMs = Math.min(nextMs, Math.max(lookAtLeastMs, leftMs));
    }
    return nextMs;
  }

  /** What is charged counts from the answer, which else is written at the end of a call. True: it was not there before. */
  async function writeAnswer(callId: string, { accountId, answeredAt, ...call }: Watched): Promise<boolean> {
    const live = switchboard.get(accountId, callId);
    if (call.isWritten || !live || !answeredAt) return false;
    await live.amend({ answeredAt });
    const watched = calls.get(callId);
    if (watched) watched.isWritten = true;
    return true;
  }

  /** What ends already ends; a transfer is not cut off. */
  function end(callId: string): void {
    const live = switchboard.get(calls.get(callId)?.accountId ?? '', callId);
    const phase = live?.session.call.phase.name;
    if (phase === 'active' || phase === 'guarded') live!.session.endByTrouble('balance', 'the credit was used up');
  }

  return () => {
    stopped = true;
    stop();
    cancel();
  };
}

type EntryEvent = Extract<LiveEvent, { type: 'entry' }>;

function isAnswer({ entry }: EntryEvent): boolean {
  return 'event' in entry && entry.event.type === 'leg.answered';
}

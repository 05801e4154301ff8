/** Which events of a log would have happened all the same, once the call has gone another way. */
import type { Call } from '../call.ts';
import type { Effect } from '../effects.ts';
import type { Event } from '../events.ts';
import type { PhaseName, Trigger } from '../reasons.ts';

export type Standing = {
  /** `phase`: where the call stood by the log. */
  stands(event: Event, phase: PhaseName, call: Call): boolean;
  /** The calls have parted: from now on an event is asked for its reasons. */
  part(): void;
  /** The log is over for this call, but for what was under way. */
  leaveAlone(): void;
  /** Ordered here, in the log or in both. */
  ordered(effects: readonly Effect[], by: 'both' | 'log' | 'us'): void;
  /** What the agent did by the log is what it would have done. */
  setAgent(stands: boolean): void;
  /** Its further reports are those of another playback. */
  forget(utteranceId: string): void;
  /** It began by the log, and here as well. */
  isBegun(utteranceId: string): boolean;
};

/** They come from somebody beside the agent. */
const fromOutside: ReadonlySet<Trigger> = new Set(['operator', 'keypad', 'balance', 'failure']);

export function newStanding(): Standing {
  const begun = new Set<string>();
  const shared = new Set<string>();
  const other = new Set<string>();
  let parted = false;
  let alone = false;
  let agent = true;
  let hangUpShared = false;

  function begins(utteranceId: string): boolean {
    const begins = !parted || shared.has(utteranceId) || (!other.has(utteranceId) && agent && !alone);
    if (begins) begun.add(utteranceId);
    return begins;
  }

  return {
    stands(event, phase, call) {
      if (event.type === 'utterance.started') return begins(event.utteranceId);
      if (!parted) return true;
      if ('utteranceId' in event) return begun.has(event.utteranceId);
      switch (event.type) {
        case 'deadline.reached':
        case 'leg.answered':
          return true;
        case 'work.started':
        case 'reply.awaited':
        case 'transfer.requested':
          return agent && !alone;
        case 'work.finished':
          return call.works.some(({ workId }) => workId === event.workId);
        case 'end.proposed':
          return !alone && (agent || fromOutside.has(event.proposal.trigger));
        case 'tools.settled':
          return call.phase.name === 'guarded';
        case 'transfer.completed':
        case 'transfer.failed':
          return call.phase.name === 'transferring' || call.overdueTransfer !== null;
        case 'hang_up.answered':
          return hangUpShared;
        case 'leg.ended':
          return phase === 'hanging_up' ? hangUpShared : !alone;
        default:
          return !alone;
      }
    },
    part: () => (parted = true),
    leaveAlone: () => (alone = true),
    ordered(effects, by) {
      for (const effect of effects) {
        if ('utteranceId' in effect) (by === 'both' ? shared : other).add(effect.utteranceId);
        if (effect.type === 'hang_up' && by === 'both') hangUpShared = true;
      }
    },
    setAgent: (stands) => (agent = stands),
    forget: (utteranceId) => begun.delete(utteranceId),
    isBegun: (utteranceId) => begun.has(utteranceId),
  };
}

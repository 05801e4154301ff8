/** The end of a process, call by call: the live ones go on for a while, then they are ended with an apology. */
import type { Clock } from '../../providers/clock.ts';
import type { OpenCall } from './open-call.ts';
import type { SwitchboardLog } from './switchboard.ts';

/** An apology is spoken, heard and the line hung up within this time, or never. */
const apologyMsMax = 30_000;

export type Drain = {
  readonly begun: boolean;
  run(graceMs: number): Promise<void>;
  /** To be told whenever a call is gone. */
  check(): void;
};

export type DrainParts = { clock: Clock; log: SwitchboardLog; calls(): OpenCall[]; isEmpty(): boolean };

export function newDrain({ clock, log, calls, isEmpty }: DrainParts): Drain {
  const empty = Promise.withResolvers<void>();
  const told = new WeakSet<OpenCall>();
  let begun = false;
  let apologising = false;
  let apologyAt = Infinity;
  let cancel = (): void => {};

  function beginToApologise(): void {
    apologising = true;
    cancel = clock.after(apologyMsMax, giveUp);
    apologise();
  }

  /** Also to calls that were on their way in when the drain began. */
  function apologise(): void {
    for (const call of calls()) {
      if (told.has(call)) continue;
      told.add(call);
      call.live.session.endByTrouble('failure', 'the server is stopping');
    }
  }

  function giveUp(): void {
    for (const { live } of calls()) {
      log.error({ call_id: live.callId }, 'the call has not ended by the stop of the server: its lease will run out');
    }
    empty.resolve();
  }

  function check(): void {
    if (apologising) apologise();
    if (!begun || !isEmpty()) return;
    cancel();
    empty.resolve();
  }

  return {
    get begun() {
      return begun;
    },
    run(graceMs) {
      const at = clock.now() + graceMs;
      begun = true;
      if (at < apologyAt && !apologising) {
        apologyAt = at;
        cancel();
        cancel = clock.after(graceMs, beginToApologise);
      }
      check();
      return empty.promise;
    },
    check,
  };
}

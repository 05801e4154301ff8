/** Plays a scripted caller against a session in virtual time: the session is the real one, only clock and caller are not. */
import type { Call } from '../engine/call.ts';
import type { TextCaller } from '../lines/text.ts';
import type { Faults } from './faulty-line.ts';
import type { LogEntry } from '../server/session/log.ts';
import type { Session } from '../server/session/session.ts';
import { type Act, type Moment, type Script, settingsOnTop } from './script.ts';
import type { VirtualClock } from './virtual-clock.ts';

export type Stage = {
  clock: VirtualClock;
  session: Session;
  caller: TextCaller;
  faults: Faults;
  /** Waits for work outside the virtual clock (a model over HTTP); the offline brain needs none. */
  settle?(): Promise<void>;
};

/** A caller leaves this much before answering. */
const thinkMs = 800;
/** How long the words take to say, per character; and how long the recogniser takes after them. */
const speechMsPerCharacter = 65;
const recognitionMs = 200;
const callMsMax = 90_000_000;
/** Work outside that is over may still have to be told. */
const idleRoundsMax = 1_000;

export type ScriptRun = {
  /** To be called for every entry of the session's log. */
  onEntry(entry: LogEntry, call: Call): void;
  run(script: Script, stage: Stage): Promise<void>;
};

export function scriptRun(): ScriptRun {
  let answeredAt: number | null = null;
  let goodbyeAt: number | null = null;
  let replyAt: number | null = null;
  let quietSince: number | null = null;

  function onEntry(entry: LogEntry, call: Call): void {
    if (!('event' in entry)) return;
    const { event, at } = entry;
    if (event.type === 'leg.answered') answeredAt = at;
    if (event.type === 'playback.started' || event.type === 'utterance.started') {
      const { phase } = call;
      const isGoodbye = phase.name === 'closing' && phase.farewell.utteranceId === event.utteranceId;
      if (isGoodbye) goodbyeAt ??= at;
      else if (event.type === 'playback.started') replyAt = at;
    }
    if (call.phase.name === 'closing' && call.phase.stage === 'playing') goodbyeAt ??= at;
    if (call.phase.name === 'active' && goodbyeAt !== null) goodbyeAt = null;
    quietSince = quietFrom(call, at);
  }

  /** A caller who hears the words to their end needs no report of it: what is overdue was played. */
  function quietFrom(call: Call, at: number): number | null {
    if (call.works.length > 0 || call.phase.name !== 'active') return null;
    if (call.playing) return call.playing.overdueAt;
    return Math.min(quietSince ?? at, at);
  }

  /** The instant at which a step is due, null while that cannot be told. */
  function dueAt(moment: Moment, readyAt: number): number | null {
    switch (moment.when) {
      case 'after':
        return readyAt + moment.ms;
      case 'at':
        return answeredAt === null ? null : answeredAt + moment.ms;
      case 'over_goodbye':
        return goodbyeAt === null ? null : goodbyeAt + moment.ms;
      case 'over_reply':
        return replyAt === null || replyAt < readyAt ? null : replyAt + moment.ms;
      case 'agent_finished':
        return quietSince === null ? null : Math.max(quietSince, readyAt) + thinkMs;
    }
  }

  async function run(script: Script, stage: Stage): Promise<void> {
    const { clock, session } = stage;
    const startedAt = clock.now();
    const now = (): number => clock.now() - startedAt;
    const isOver = (): boolean => session.call.phase.name === 'ended';
    let readyAt = 0;
    const before = settingsOnTop(script);
    for (const { act } of before) perform(act, stage);
    if (!before.some(({ act }) => act.act === 'never_answers')) stage.caller.answers();
    for (const step of script.steps.slice(before.length)) {
      for (;;) {
        await stage.settle?.();
        const due = dueAt(step.moment, readyAt);
        if (isOver() || (due !== null && now() >= due)) break;
        if (!advanceTo(clock, due === null ? null : startedAt + due)) return;
      }
      if (isOver()) return;
      perform(step.act, stage);
      readyAt = now();
      if (step.act.act === 'say' || step.act.act === 'noise') readyAt += durationOf(step.act);
    }
    for (let idle = 0; !isOver() && now() < callMsMax && idle < idleRoundsMax;) {
      await stage.settle?.();
      idle = advanceTo(clock, null) ? 0 : stage.settle ? idle + 1 : idleRoundsMax;
    }
  }

  return { onEntry, run };
}

/** Moves to the next timer, or to `until` if that is earlier. False when there is nothing to wait for. */
function advanceTo(clock: VirtualClock, until: number | null): boolean {
  const next = clock.next();
  const target = Math.min(next ?? Infinity, until ?? Infinity);
  if (target === Infinity) return false;
  clock.advance(Math.max(0, target - clock.now()));
  return true;
}

function durationOf(act: Act & { act: 'say' | 'noise' }): number {
  return act.act === 'noise' ? act.ms : 200 + act.text.length * speechMsPerCharacter + recognitionMs;
}

function perform(act: Act, stage: Stage): void {
  const { caller, clock, faults, session } = stage;
  switch (act.act) {
    case 'say': {
      caller.startsSpeaking();
      const ms = durationOf(act);
      clock.after(ms - recognitionMs, () => caller.stopsSpeaking());
      clock.after(ms, () => caller.says(act.text));
      return;
    }
    case 'noise':
      caller.startsSpeaking();
      clock.after(act.ms, () => caller.stopsSpeaking());
      return;
    case 'press':
      return caller.presses(act.digit);
    case 'hang_up':
      return caller.hangsUp();
    case 'voicemail':
      return caller.isVoicemail();
    case 'operator':
      return session.end({ farewell: act.farewell });
    case 'balance':
      return session.endByTrouble('balance', 'the credit is used up');
    default:
      return setFault(act, faults);
  }
}

function setFault(act: Act, faults: Faults): void {
  if (act.act === 'lose_marks') faults.marksLost = true;
  if (act.act === 'marks_back') faults.marksLost = false;
  if (act.act === 'voice_down') faults.voiceDown = true;
  if (act.act === 'all_voices_down') faults.allVoicesDown = true;
  if (act.act === 'voices_back') Object.assign(faults, { voiceDown: false, allVoicesDown: false });
  if (act.act === 'refuse_hang_ups') faults.hangUpsRefused = act.count;
}

/**
 * A stored call under other settings: its events are taken as facts as long as they stand to reason, and from where the two
 * calls part, what the log cannot tell is supposed, and said. Source: design dashboard.md, "replay with another
 * configuration"; ending.md section 11, invariant 9.
 */
import { type Call, newCall } from '../call.ts';
import type { Effect, EndFacts } from '../effects.ts';
import type { Event } from '../events.ts';
import type { Ms, Policy } from '../policy.ts';
import { step } from '../step.ts';
import { asLogged, endIn, isUndecided, type LoggedStep, type Standpoint, standpoint } from './as-logged.ts';
import { soundsOf } from './sounds.ts';
import { newStanding } from './standing.ts';
import { newSupposed, type UnknownCode } from './supposed.ts';

export type { UnknownCode } from './supposed.ts';

export type StoredLog = {
  direction: Call['direction'];
  events: readonly Event[];
  /** The settings of the call. */
  was: Policy;
};

export type OtherSettings = {
  policy: Policy;
  /** The same happening under them; null when it could not have happened. */
  retell(event: Event): Event | null;
};

/** `supposed`: not in the log. */
export type WhatIfEntry = { event: Event; effects: readonly Effect[]; supposed: boolean };

/** `decidedAt`: from when on the call was ending for good. */
export type Ending = { decidedAt: Ms; end: EndFacts };

/** `later`: it would have gone on where the log ends; `wouldBe` is its end if nobody had said another word. */
export type Change = 'same' | 'earlier' | 'later';

export type WhatIf = {
  change: Change;
  /** It would have ended for another reason, or would have gone on. */
  otherReason: boolean;
  was: Ending;
  wouldBe: Ending;
  /** From when on something else would have happened; null when nothing would. */
  partedAt: Ms | null;
  entries: readonly WhatIfEntry[];
  /** Each with its first instant. */
  unknown: readonly { code: UnknownCode; at: Ms }[];
};

/** Ends that are decided as close to each other are decided at once. */
const sameInstantMs = 250;
/** More than any call has; one that never ends would be a fault of ours. */
const happeningsMax = 1_000_000;

/** Null when the log cannot be replayed under its own settings: another engine made it. */
export function whatIf({ direction, events, was }: StoredLog, { policy, retell }: OtherSettings): WhatIf | null {
  const logged = asLogged(direction, events, was);
  if (logged === null) return null;
  const standing = newStanding();
  const supposed = newSupposed(soundsOf(events), policy);
  const entries: WhatIfEntry[] = [];
  const unknown = new Map<UnknownCode, Ms>();
  let call = newCall(direction, policy);
  /** Where the call stood by the log. */
  let stood = standpoint(newCall(direction, was));
  let partedAt: Ms | null = null;
  let alone = false;
  let decidedAt = 0;
  let end: EndFacts | null = null;

  function part(at: Ms): void {
    if (partedAt !== null) return;
    partedAt = at;
    standing.part();
  }

  function miss(code: UnknownCode | null, at: Ms): void {
    if (code !== null && !unknown.has(code)) unknown.set(code, at);
  }

  function happen(event: Event, byLog: Pick<LoggedStep, 'effects' | 'after'> | null): void {
    if (entries.length >= happeningsMax) throw new Error('the replayed call does not come to an end');
    const before = call;
    const [next, effects] = step(call, event, policy);
    call = next;
    end ??= endIn(effects);
    if (isUndecided(before) && !isUndecided(call)) decidedAt = event.at;
    entries.push({ event, effects, supposed: byLog === null });
    const { both, ours, theirs } = compared(effects, byLog?.effects ?? []);
    const { phase }: Standpoint = byLog?.after ?? stood;
    if (ours.length + theirs.length > 0 || call.phase.name !== phase) part(event.at);
    standing.ordered(both, 'both');
    standing.ordered(ours, 'us');
    if (!isUndecided(call)) standing.setAgent(false);
    for (const effect of effects) if (letsAgentSpeak.has(effect.type)) standing.setAgent(true);
    for (const effect of ours) {
      if (clears.has(effect.type) && before.playing) standing.forget(before.playing.utteranceId);
      miss(supposed.obey(effect, before, call, event.at), event.at);
    }
    leaveOut(theirs, event.at);
  }

  /** What only the engine of the log ordered. */
  function leaveOut(effects: readonly Effect[], at: Ms): void {
    standing.ordered(effects, 'log');
    for (const { type } of effects) {
      const playing = call.playing?.utteranceId;
      if (clears.has(type) && playing !== undefined && standing.isBegun(playing)) {
        standing.forget(playing);
        supposed.playsOn(playing);
      }
      if (type === 'answer_caller') {
        standing.setAgent(false);
        miss('reply', at);
      }
    }
  }

  /** Deadlines and what is supposed, up to the next event of the log; `null`: to the end. */
  function passTime(until: Ms | null): void {
    while (end === null) {
      const { deadline } = call.phase;
      const next = supposed.next();
      const dueAt = Math.min(deadline ?? Infinity, next?.at ?? Infinity);
      if (until !== null ? dueAt >= until : dueAt === Infinity) return;
      const isTimer = next === null || next.at > dueAt;
      if (isTimer && until !== null && partedAt === null && deadline === stood.deadline) return; // The log tells when it rang.
      const event: Event = isTimer ? { type: 'deadline.reached', at: dueAt } : supposed.take();
      happen({ ...event, at: Math.max(event.at, entries.at(-1)?.event.at ?? 0) }, null);
    }
  }

  /** The log has come to its end, and this call has not: nobody says any more. */
  function goOnAlone(at: Ms): void {
    alone = true;
    standing.leaveAlone();
    part(at);
    miss('rest', at);
    if (call.speakingSince !== null) happen({ type: 'caller.speech_stopped', at }, null);
    for (const { workId } of call.works) happen({ type: 'work.finished', workId, at }, null);
  }

  function follow(logStep: LoggedStep): void {
    const { event, before, effects } = logStep;
    const told = standing.stands(event, before.phase, call) ? retell(event) : null;
    if (told !== event) part(event.at);
    if (told === null) leaveOut(effects, event.at);
    else happen(told, logStep);
  }

  for (const [index, logStep] of logged.steps.entries()) {
    passTime(logStep.event.at);
    if (end !== null) break;
    if (index > logged.decision && !alone && isUndecided(call)) goOnAlone(logStep.event.at);
    follow(logStep);
    stood = logStep.after;
  }
  passTime(null);
  if (end === null) throw new Error('the replayed call did not end');
  const ending = { decidedAt: logged.steps[logged.decision]!.event.at, end: logged.end };
  return {
    change: changeOf(ending.decidedAt, decidedAt),
    otherReason: isOtherReason(logged.end, end),
    was: ending,
    wouldBe: { decidedAt, end },
    partedAt,
    entries,
    unknown: [...unknown].map(([code, at]) => ({ code, at })),
  };
}

/** After these the agent has the word. */
const letsAgentSpeak: ReadonlySet<Effect['type']> = new Set<Effect['type']>([
  'greet_caller',
  'answer_caller',
  'refuse_end',
  'call_off_end',
  'report_no_input',
  'report_transfer_failed',
]);

/** They drop what is being played. */
const clears: ReadonlySet<Effect['type']> = new Set<Effect['type']>([
  'clear_playback',
  'answer_caller',
  'transfer_leg',
]);

function compared(ours: readonly Effect[], theirs: readonly Effect[]) {
  const left = [...theirs];
  const both: Effect[] = [];
  const rest: Effect[] = [];
  for (const effect of ours) {
    const text = JSON.stringify(effect);
    const place = left.findIndex((other) => JSON.stringify(other) === text);
    if (place >= 0) left.splice(place, 1);
    (place >= 0 ? both : rest).push(effect);
  }
  return { both, ours: rest, theirs: left };
}

function changeOf(was: Ms, wouldBe: Ms): Change {
  if (Math.abs(wouldBe - was) <= sameInstantMs) return 'same';
  return wouldBe < was ? 'earlier' : 'later';
}

function isOtherReason(was: EndFacts, wouldBe: EndFacts): boolean {
  return was.endedReason !== wouldBe.endedReason || was.customEndCallReason !== wouldBe.customEndCallReason;
}

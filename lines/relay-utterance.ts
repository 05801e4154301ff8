/** One utterance on a relay: what was sent of it, what is known of its playback, and what to wait for. Pure. Source: design ending.md section 5. */
import type { Ms } from '../engine/policy.ts';
import { type Ledger, newLedger } from './relay-ledger.ts';

export type Utterance = {
  readonly id: string;
  readonly ledger: Ledger;
  /** Text that has not gone out yet. */
  unsent: string;
  /** No more text comes, and, `lastSent`, the carrier was told so. */
  closed: boolean;
  lastSent: boolean;
  /** It was opened while another one played. */
  readonly behind: boolean;
  /** When its first text went out, and its newest. */
  begunAt: Ms | null;
  sentAt: Ms;
  /** When it could first be heard, as far as known; `reported`: the session was told. */
  startedAt: Ms | null;
  reported: boolean;
  /** The speaker was on from an earlier utterance when this one began. */
  inherited: boolean;
  /** The speaker speaks it since then, and spoke it for this long before. */
  onSince: Ms | null;
  spokenMs: Ms;
  /** The speaker went off, and no text was sent after that. */
  silent: boolean;
  /** It was said a second time. */
  again: boolean;
};

/** What this session's carrier reports at all. */
export type Reports = { speaker: boolean; tokens: boolean };

export function newUtterance(id: string, behind: boolean): Utterance {
  return {
    id,
    ledger: newLedger(),
    unsent: '',
    closed: false,
    lastSent: false,
    behind,
    begunAt: null,
    sentAt: 0,
    startedAt: null,
    reported: false,
    inherited: false,
    onSince: null,
    spokenMs: 0,
    silent: false,
    again: false,
  };
}

/** Its unsent text goes out now. Gives back that text. */
export function takeUnsent(u: Utterance, speakerOn: boolean, now: Ms): string {
  const text = u.unsent;
  if (u.begunAt === null) {
    u.begunAt = now;
    u.inherited = speakerOn;
    u.onSince = speakerOn ? now : null;
  }
  if (text !== '') {
    u.sentAt = now;
    u.silent = false;
  }
  u.unsent = '';
  u.lastSent = u.closed;
  return text;
}

/** The carrier says that its voice began, or fell silent. */
export function speakerTurned(u: Utterance, on: boolean, now: Ms): void {
  if (on) {
    u.onSince ??= now;
    u.inherited = false;
  } else if (u.onSince !== null) {
    const former = isOffOfFormer(u, now);
    u.spokenMs = former ? 0 : spokenMsOf(u, now);
    u.silent = !former;
    u.onSince = null;
    u.inherited = false;
  }
}

/** A report that the speaker went off is about the words before these, when it comes too early to be about these. */
function isOffOfFormer(u: Utterance, now: Ms): boolean {
  return u.inherited && u.ledger.share === 0 && now - (u.begunAt ?? now) < u.ledger.lengthMs * plausibleShare;
}

/** Played at least as far as time tells. The estimate is of a slow voice, so it does not overstate. */
export function reachByTime(u: Utterance, reports: Reports, now: Ms): void {
  if (u.startedAt === null) return;
  const ms = reports.speaker ? spokenMsOf(u, now) : now - u.startedAt;
  u.ledger.reach(ms / u.ledger.lengthMs);
}

/** Back to the beginning: all of it is to be said once more. */
export function sayAgain(u: Utterance): void {
  u.ledger.restart();
  u.unsent = u.ledger.text;
  u.lastSent = false;
  u.begunAt = null;
  u.startedAt = null;
  u.onSince = null;
  u.spokenMs = 0;
  u.silent = false;
  u.again = true;
}

function spokenMsOf(u: Utterance, now: Ms): Ms {
  return u.spokenMs + (u.onSince === null ? 0 : now - u.onSince);
}

/** Shorter ones are spoken in a breath: nothing can be told from how long that took. */
const tellingMs = 1_500;
/** No voice speaks a text in a quarter of the usual time: a carrier that reports that has swallowed it. */
const swallowedShare = 0.25;
/** Voices differ, and the estimate is a slow one. */
const plausibleShare = 0.35;
const surelyWholeShare = 0.6;
const nearlyAllShare = 0.9;

/** How much of a finished utterance was played. All of it, unless the reports say otherwise and time agrees. */
export function playedMsOf(u: Utterance, reports: Reports, now: Ms): Ms {
  const { lengthMs, share, complete } = u.ledger;
  const partly = reports.tokens && share > 0 && share < nearlyAllShare;
  if (!reports.speaker) return partly ? share * lengthMs : lengthMs;
  if (lengthMs < tellingMs) return lengthMs;
  const spokenMs = spokenMsOf(u, now);
  const spokenShare = spokenMs / lengthMs;
  if (partly && spokenShare < surelyWholeShare) return share * lengthMs;
  return spokenShare < (complete ? swallowedShare : plausibleShare) ? spokenMs : lengthMs;
}

/** The carrier played hardly anything of it, whatever it says. */
export function wasSwallowed(u: Utterance, playedMs: Ms): boolean {
  return playedMs < u.ledger.lengthMs * swallowedShare && !u.again;
}

/** From sending to sound, on recorded calls a third to two thirds of a second. */
const startDelayMs = 700;
/** A carrier that reports sound has reported some by then, or there is none. */
const noSoundMsMax = 4_000;
/** The speaker may pause for text that is on its way, and reports may follow one another. */
const settleMs = 500;
/** Nothing has been on its way for a while. */
const longSentMs = 1_000;
const quickSettleMs = 100;
/** Without any report the voice may be slower than we think, and the caller is listened to for longer. */
const unreportedTailMs = 1_000;
/** Each time a speaker outlasts the estimate. */
export const extendMs: Ms = 1_000;

/** What happens to an utterance with the carrier if nothing else is reported before. */
export type NextStep = {
  inMs: Ms;
  what: 'starts' | 'gives_no_sound' | 'still_speaks' | 'is_over_confirmed' | 'is_over_estimated';
};

/** Null: nothing until there is more text. */
export function nextStep(u: Utterance, reports: Reports, speakerOn: boolean, now: Ms): NextStep | null {
  const { startedAt } = u;
  if (startedAt === null) return stepBeforeSound(u, reports, now);
  if (!u.lastSent) return null;
  const { complete, lengthMs } = u.ledger;
  if (u.silent && complete) return { inMs: 0, what: 'is_over_confirmed' };
  if (u.silent && !reports.tokens && now - u.sentAt >= longSentMs) {
    return { inMs: quickSettleMs, what: 'is_over_estimated' };
  }
  if (u.silent || complete) return { inMs: settleMs, what: 'is_over_estimated' };
  const dueInMs = Math.max(startedAt + lengthMs, u.sentAt + startDelayMs) - now;
  if (!reports.speaker) return { inMs: dueInMs + unreportedTailMs, what: 'is_over_estimated' };
  if (!speakerOn) return { inMs: Math.max(dueInMs, noSoundMsMax), what: 'is_over_estimated' };
  const boundInMs = startedAt + lengthMs * 2.5 + 5_000 - now;
  return boundInMs <= 0
    ? { inMs: 0, what: 'is_over_estimated' }
    : { inMs: Math.max(dueInMs, extendMs), what: 'still_speaks' };
}

function stepBeforeSound(u: Utterance, reports: Reports, now: Ms): NextStep {
  const informed = (reports.speaker || reports.tokens) && !u.inherited;
  return informed
    ? { inMs: u.sentAt + noSoundMsMax - now, what: 'gives_no_sound' }
    : { inMs: (u.begunAt ?? now) + startDelayMs - now, what: 'starts' };
}

/** How long these utterances still take, played one after the other. */
export function remainingMsOf(ahead: readonly Utterance[], reports: Reports, now: Ms): Ms {
  const tailMs = reports.speaker || reports.tokens ? 0 : unreportedTailMs;
  const left = (u: Utterance): Ms =>
    u.startedAt === null
      ? startDelayMs + u.ledger.lengthMs + tailMs
      : Math.max(0, u.startedAt + u.ledger.lengthMs + tailMs - now);
  return Math.round(ahead.reduce((sum, u) => sum + left(u), 0));
}

/**
 * One text for all states of a walk that behave alike: instants are told as lengths from now, and those whose past no
 * rule looks at any more are told as one.
 */
import type { Call, Closing, End, Farewell } from '../call.ts';
import type { Proposal } from '../events.ts';
import type { Monitor } from '../invariants.ts';
import type { Attempt } from '../invariants-farewell.ts';
import type { Utterance } from '../invariants-line.ts';
import type { Ms, Policy } from '../policy.ts';

/** A lifetime further away than this is no matter. */
const farMs = 100_000_000;

const proposals = new WeakMap<Proposal, number>();
let proposalsSeen = 0;

function numberOf(proposal: Proposal): number {
  const known = proposals.get(proposal);
  if (known !== undefined) return known;
  proposals.set(proposal, ++proposalsSeen);
  return proposalsSeen;
}

/** `at` as a length from `now`, with everything further back than `backMs` told as one. */
function rel(at: Ms | null, now: Ms, backMs: Ms): string {
  if (at === null) return '-';
  const length = at - now;
  return String(length < -backMs ? -backMs : length);
}

export function stateKey(call: Call, monitor: Monitor, now: Ms, policy: Policy): string {
  return `${phaseKey(call, now, policy)}|${callKey(call, now, policy)}|${monitorKey(monitor, call, now, policy)}`;
}

function phaseKey(call: Call, now: Ms, policy: Policy): string {
  const { phase } = call;
  switch (phase.name) {
    case 'ringing':
      return `r${phase.deadline - now}`;
    case 'active':
      return 'a'; // Its deadline follows from the clocks.
    case 'guarded':
      return `g${phase.deadline - now},${phase.waitBy - now},${numberOf(phase.proposal)}`;
    case 'closing':
      return `c${phase.deadline - now},${closingKey(phase, now, policy)}`;
    case 'paused':
      return `p${phase.deadline - now},${phase.pauseBy - now},${closingKey(phase.closing, now, policy)}`;
    case 'transferring':
      return `t${phase.deadline - now}`;
    case 'hanging_up':
      return `h${phase.deadline - now},${phase.since - now},${phase.attempt},${phase.proof},${endKey(phase.end)},${farewellKey(phase.farewell)}`;
    case 'ended':
      return 'e';
  }
}

function closingKey(phase: Closing, now: Ms, policy: Policy): string {
  const enteredAt = rel(phase.enteredAt, now, policy.limits.closingMsMax);
  const before = JSON.stringify(phase.waitsFor);
  return `${phase.stage},${before},${enteredAt},${phase.stageBy - now},${phase.closeBy - now},${endKey(phase.end)},${farewellKey(phase.farewell)}`;
}

function endKey(end: End): string {
  return `${end.trigger}${end.endedBy}${end.rescuable ? '+' : '-'}${end.evidence}`;
}

function farewellKey(farewell: Farewell): string {
  const flags = `${farewell.backedUp ? 'b' : ''}${farewell.resumed ? 'r' : ''}`;
  return `${farewell.utteranceId},${farewell.heard},${farewell.share},${flags},${farewell.text}`;
}

function callKey(call: Call, now: Ms, policy: Policy): string {
  if (call.phase.name === 'ended') return '';
  const { limits } = policy;
  const lifeMs = call.startedAt + limits.lifetimeMsMax - now;
  const life = lifeMs > farMs ? '' : Math.max(0, lifeMs);
  const capped = policy.endingEnabled && policy.maxDuration.capMs !== null;
  const answered = rel(call.answeredAt, now, capped ? Infinity : policy.guard.minCallMs);
  const { playing, lastHeard, lastSaid, clocks } = call;
  const line = playing ? `${playing.utteranceId}${Math.max(0, playing.overdueAt - now)}` : '';
  const heard = lastHeard ? `${lastHeard.utteranceId}${lastHeard.heard}${lastHeard.share}` : '';
  const said = lastSaid ? `${lastSaid.utteranceId}${lastSaid.closing}${lastSaid.phrase}` : '';
  const works = call.works.map((work) => `${work.workId}${Math.max(0, work.until - now)}`).join();
  const speaks = rel(call.speakingSince, now, limits.noiseMsMax + limits.closingMsMax);
  return `${life},${answered},${speaks},${line},${heard},${said},${works},${call.callerMeaning},${clocksKey(clocks, policy)},${call.vetoesInRow},${call.rescues},${call.attempts},${call.goodbyeText}`;
}

function clocksKey(clocks: Call['clocks'], policy: Policy): string {
  const { timeoutMs, checkIns, noWordsMs } = policy.silence;
  const quiet = timeoutMs === null && checkIns.length === 0 ? '' : clocks.quietMs;
  const wordless = noWordsMs === null ? '' : clocks.wordlessMs;
  return `${quiet},${wordless},${clocks.checkInsDone},${clocks.wrapUpsDone}`;
}

function monitorKey(monitor: Monitor, call: Call, now: Ms, policy: Policy): string {
  const { name } = call.phase;
  if (name === 'ended') return '';
  const timed = name === 'guarded' || name === 'paused' || name === 'transferring';
  const since = timed ? monitor.since - now : '';
  const quiet = name === 'paused' ? rel(monitor.quietAt, now, policy.limits.pauseMsMax) : '';
  const speech = rel(monitor.speechAt, now, policy.limits.noiseMsMax + policy.limits.closingMsMax);
  const hangs = monitor.hangUps === 0 ? '' : `${monitor.hangUps},${monitor.hangUpBy - now},${monitor.proof}`;
  const line = name === 'hanging_up' ? '' : monitor.line.map((utterance) => utteranceKey(utterance, now, policy)).join(';');
  return `${since},${quiet},${speech},${line},${attemptKey(monitor.attempt, now, policy)},${monitor.takenBack.join()},${hangs}`;
}

function utteranceKey(utterance: Utterance, now: Ms, policy: Policy): string {
  const { firstAudioMsMax } = policy.limits;
  const handed = rel(utterance.handedAt, now, firstAudioMsMax);
  const over = rel(utterance.overAt, now, firstAudioMsMax);
  const played = rel(utterance.playedBy, now, firstAudioMsMax);
  return `${utterance.id},${handed},${utterance.sounds ? 's' : ''},${played},${over},${utterance.heardBy}`;
}

function attemptKey(attempt: Attempt | null, now: Ms, policy: Policy): string {
  if (attempt === null) return '';
  const { limits, rescue } = policy;
  const ordered = rel(attempt.orderedAt, now, Math.max(limits.firstWordMsMax, limits.firstAudioMsMax));
  const flags = `${attempt.mayRescue ? 'm' : ''}${attempt.skipped ? 's' : ''}${attempt.writing ? 'w' : ''}${attempt.backup ? 'b' : ''}${attempt.resumed ? 'r' : ''}${attempt.cut ? 'c' : ''}${attempt.failed ? 'f' : ''}`;
  const opened = rel(attempt.openedAt, now, limits.closingMsMax);
  return `${attempt.ids.join()},${opened},${attempt.closeBy - now},${ordered},${flags},${attempt.after},${rel(attempt.heardAt, now, rescue.listenMs)},${attempt.heardBy}`;
}

